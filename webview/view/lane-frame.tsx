/**
 * What every lane has around it: the header with its name and actions, and the edge that makes it higher. Headers are dragged
 * to reorder; the menu does the same for the keyboard.
 */
import { type ReactNode, useRef, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { nameParts } from '../../client/output-tree.ts';
import { parameterLines } from '../../client/parameter-text.ts';
import { Icon, IconButton } from './icons.tsx';
import { LaneMenu } from './lane-menu.tsx';
import { HEADER_HEIGHT, type Lane, LEAST_BODY, type Placed } from './lanes.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

const DRAGGED = 'application/x-heddle-lane';

export function LaneFrame(props: {
  readonly lane: Lane;
  readonly placed: Placed;
  readonly output: OutputInfo | undefined;
  /** Buttons of this kind of lane. */
  readonly tools?: ReactNode;
  /** Names of the tree's columns, which end at its edge; the buttons go beyond it then. */
  readonly heads?: ReactNode;
  /** Right part of the header: what goes on in the lane. */
  readonly status?: ReactNode;
  /** Its content has no tree column: the name may be longer than that is wide. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const { lane, placed, output, tools, heads, status, wide = false, children } = props;
  const { model, stage } = useView();
  const treeWidth = useSignal(model.treeWidth);
  const focused = useSignal(model.focusedLane) === lane.outputId;
  const [target, setTarget] = useState(false);
  const name = output?.name ?? lane.outputId;
  const { outputId, collapsed } = lane;

  const buttons = (
    <span className="h-lane-tools">
      {tools}
      <LaneMenu lane={lane} output={output} />
      <IconButton icon="close" title={`Close ${name}`} onClick={() => model.closeLane(outputId)} />
    </span>
  );

  return (
    <section
      className={`h-lane${target ? ' h-drop' : ''}${focused ? ' h-focused' : ''}`}
      style={{ top: placed.top, height: placed.bottom - placed.top }}
      aria-label={name}
      onFocus={() => model.focusedLane.set(outputId)}
      onPointerDownCapture={() => model.focusedLane.set(outputId)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => {
        setTarget(false);
        const moved = event.dataTransfer.getData(DRAGGED);
        if (moved) model.moveLane(moved, beforeOf(model.lanes.value, moved, outputId));
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragged by hand; the menu moves it by keys. */}
      <header
        className="h-lane-header"
        style={{ height: HEADER_HEIGHT }}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(DRAGGED, outputId);
          event.dataTransfer.effectAllowed = 'move';
        }}
      >
        <div
          className={`h-lane-title${wide ? ' h-wide' : ''}`}
          style={wide ? { minWidth: treeWidth } : { width: treeWidth }}
        >
          <button
            type="button"
            className="h-lane-name"
            aria-expanded={!collapsed}
            title={about(name, output)}
            onClick={() => model.changeLane(outputId, { collapsed: !collapsed })}
          >
            <Icon name={collapsed ? 'right' : 'down'} />
            <LaneName name={name} />
          </button>
          {heads || buttons}
        </div>
        <div className="h-lane-status">
          {status}
          {heads && buttons}
        </div>
      </header>
      {!collapsed && (
        <div className="h-lane-body" style={{ height: placed.bodyHeight }}>
          {children}
        </div>
      )}
      {!collapsed && (
        <Resizer
          height={placed.bodyHeight}
          resize={(height) => model.changeLane(outputId, { height })}
          reset={() => {
            model.changeLane(outputId, { height: undefined });
            stage.arrange();
          }}
        />
      )}
    </section>
  );
}

/** Name, description, and of an output that was made what it was made with. */
function about(name: string, output: OutputInfo | undefined): string {
  const made = output?.configuration ? parameterLines(undefined, output.configuration) : [];
  const lines = [name, output?.description ?? '', ...made.map(([key, value]) => `${key}: ${value}`)];
  return lines.filter((line) => line !== '').join('\n');
}

/** What tells an answer from others of its analysis comes first: the rest may not have room. */
function LaneName({ name }: { readonly name: string }) {
  const parts = nameParts(name);
  if (!parts) return <span>{name}</span>;
  return (
    <span>
      {parts.answer}
      <span className="h-analysis">{parts.analysis}</span>
    </span>
  );
}

/** Dropped on a lower lane it goes below that, on a higher one above it. */
function beforeOf(lanes: readonly Lane[], moved: string, on: string): string | undefined {
  const at = (id: string) => lanes.findIndex((lane) => lane.outputId === id);
  return at(moved) < at(on) ? lanes[at(on) + 1]?.outputId : on;
}

function Resizer(props: {
  readonly height: number;
  readonly resize: (height: number) => void;
  readonly reset: () => void;
}) {
  const from = useRef<{ readonly y: number; readonly height: number } | undefined>(undefined);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter is no <hr>.
    <div
      className="h-resizer"
      role="separator"
      aria-orientation="horizontal"
      aria-valuenow={props.height}
      aria-valuemin={LEAST_BODY}
      aria-label="Height of the lane"
      title="Drag to change the height; double-click for the natural one"
      tabIndex={0}
      data-own-keys
      onDoubleClick={props.reset}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 18 : event.key === 'ArrowUp' ? -18 : 0;
        if (step === 0) return;
        event.preventDefault();
        props.resize(Math.max(LEAST_BODY, props.height + step));
      }}
      onPointerDown={(event) => {
        from.current = { y: event.clientY, height: props.height };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!from.current) return;
        props.resize(Math.max(LEAST_BODY, Math.round(from.current.height + event.clientY - from.current.y)));
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
    />
  );
}
