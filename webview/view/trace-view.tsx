/** The whole view of one experiment: everything hangs on one time axis. Talks to its host and to nothing else. */
import { useEffect, useRef, useState } from 'react';
import type { HostEvent, ViewerHost } from '../../client/messages.ts';
import { Details } from './details.tsx';
import { Help } from './help.tsx';
import { handleKey } from './keyboard.ts';
import { LaneOf } from './lane-of.tsx';
import { stackHeight } from './lanes.ts';
import { Notices } from './notices.tsx';
import { Overview } from './overview.tsx';
import { ProgressLine } from './progress-line.tsx';
import { LEAST_TREE, MOST_TREE } from './saved-layout.ts';
import { Stage } from './stage.ts';
import { ThemeSignal } from './theme-signal.ts';
import { TimeAxis } from './time-axis.tsx';
import { Toolbar } from './toolbar.tsx';
import { messageOf, TraceModel, ZOOM_STEP } from './trace-model.ts';
import { useSignal } from './use-signal.ts';
import { useView, type View, ViewContext } from './view-context.ts';

export function TraceView(props: {
  readonly host: ViewerHost;
  /** Calls back with what the host tells; returns the way to stop. */
  readonly onEvent: (listener: (event: HostEvent) => void) => () => void;
}) {
  const { host, onEvent } = props;
  const [view, setView] = useState<View>();
  useEffect(() => {
    const theme = new ThemeSignal();
    const model = new TraceModel(host);
    const stage = new Stage(model, theme);
    const stop = onEvent((event) => model.heard(event));
    void model.open();
    const leave = () => model.dispose();
    addEventListener('pagehide', leave);
    setView({ model, stage });
    return () => {
      removeEventListener('pagehide', leave);
      stop();
      model.dispose();
      stage.dispose();
      theme.stop();
    };
  }, [host, onEvent]);
  if (!view) return undefined;
  return (
    <ViewContext value={view}>
      <Frame />
    </ViewContext>
  );
}

function Frame() {
  const { model } = useView();
  const failure = useSignal(model.failure);
  const experiment = useSignal(model.experiment);
  const treeWidth = useSignal(model.treeWidth);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      // Also after a click beside the view, in the page's sidebar; a form beside it has the keys to itself.
      const inside = !(event.target instanceof Element && event.target.closest('aside'));
      if (inside && handleKey(model, event)) event.preventDefault();
    };
    // Where a chart has not used it, Ctrl + wheel would zoom the page.
    const wheel = (event: WheelEvent) => {
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || !root.current?.contains(event.target as Node))
        return;
      event.preventDefault();
      model.zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
    };
    addEventListener('keydown', key);
    addEventListener('wheel', wheel, { passive: false });
    return () => {
      removeEventListener('keydown', key);
      removeEventListener('wheel', wheel);
    };
  }, [model]);

  if (failure !== undefined)
    return (
      <div className="h-view h-whole-message" role="alert">
        <h1>This trace could not be opened</h1>
        <p>{failure}</p>
        <button type="button" className="h-button" onClick={() => void model.open()}>
          Try again
        </button>
      </div>
    );
  if (!experiment) return <Opening />;
  return (
    <div ref={root} className="h-view" style={{ '--h-tree-width': `${treeWidth}px` } as React.CSSProperties}>
      <Toolbar />
      <Notices />
      <div className="h-spine">
        <Overview />
        <TimeAxis />
        <ProgressLine />
        <TreeSplitter />
      </div>
      <Lanes />
      <Details />
      <Help />
      <Toast />
      <Spoken />
    </div>
  );
}

/** Until the first event is there to show. Some formats have to be read once before that. */
function Opening() {
  const { model } = useView();
  const text = useSignal(model.opening);
  if (text === undefined) return <output className="h-view h-whole-message">Opening…</output>;
  const cancel = () =>
    model.host
      .cancelReading()
      .catch((error) => model.failure.set(`Reading could not be cancelled: ${messageOf(error)}`));
  return (
    <div className="h-view h-whole-message">
      <output>Reading, before there is something to show: {text}</output>
      <button type="button" className="h-button h-quiet" onClick={() => void cancel()}>
        Cancel
      </button>
    </div>
  );
}

function Lanes() {
  const { model, stage } = useView();
  const lanes = useSignal(model.lanes);
  const placed = useSignal(stage.placed);
  const outputs = useSignal(model.outputs);
  const experiment = useSignal(model.experiment);
  const revealed = useSignal(model.revealedLane);
  const scroller = useRef<HTMLDivElement>(null);
  const rectangles = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const [view, below, above] = [scroller.current, rectangles.current, overlay.current];
    return view && below && above ? stage.attach(view, below, above) : undefined;
  }, [stage]);

  // A lane that is asked for is brought into sight, and kept there while it grows to its rows, until the user does
  // anything else.
  const toReveal = useRef<string | undefined>(undefined);
  useEffect(() => {
    toReveal.current = revealed?.outputId;
    const leave = () => {
      toReveal.current = undefined;
    };
    const kinds = ['wheel', 'pointerdown', 'keydown'] as const;
    for (const kind of kinds) addEventListener(kind, leave, { capture: true, passive: true });
    return () => {
      for (const kind of kinds) removeEventListener(kind, leave, { capture: true });
    };
  }, [revealed]);
  useEffect(() => {
    const view = scroller.current;
    const lane = revealed && placed.find((each) => each.outputId === revealed.outputId);
    if (!view || !lane || toReveal.current !== lane.outputId) return;
    if (lane.top < view.scrollTop || lane.bottom > view.scrollTop + view.clientHeight) view.scrollTop = lane.top;
  }, [revealed, placed]);

  return (
    <div ref={scroller} className="h-scroller">
      <div className="h-stack" style={{ height: stackHeight(placed) }}>
        <canvas ref={rectangles} className="h-rectangles" />
        {placed.map((each) => {
          const lane = lanes.find((one) => one.outputId === each.outputId);
          const output = outputs.find((one) => one.id === each.outputId);
          return lane && <LaneOf key={each.outputId} lane={lane} placed={each} output={output} />;
        })}
        <canvas ref={overlay} className="h-overlay" />
      </div>
      {lanes.length === 0 && (
        <output className="h-whole-message">
          {outputs.length === 0 && experiment?.indexing === 'RUNNING' ? (
            <p>The trace is being read; its outputs appear as soon as there are any.</p>
          ) : (
            <EmptyStack />
          )}
        </output>
      )}
    </div>
  );
}

function EmptyStack() {
  const { model } = useView();
  const outputs = useSignal(model.outputs).filter((output) => output.type !== 'NONE');
  return (
    <>
      <p>Nothing is shown. Choose an output{outputs.length > 0 ? ':' : '.'}</p>
      <div className="h-choices">
        {outputs.slice(0, 12).map((output) => (
          <button key={output.id} type="button" className="h-button h-quiet" onClick={() => model.show(output.id)}>
            {output.name}
          </button>
        ))}
      </div>
    </>
  );
}

/** Between tree and chart, along the whole height. */
function TreeSplitter() {
  const { model, stage } = useView();
  const width = useSignal(model.treeWidth);
  const from = useRef<{ readonly x: number; readonly width: number } | undefined>(undefined);
  const set = (next: number) => {
    const most = Math.max(LEAST_TREE, Math.min(MOST_TREE, width + stage.chartWidth.value - 120));
    model.setTreeWidth(Math.round(Math.min(most, Math.max(LEAST_TREE, next))));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter is no <hr>.
    <div
      className="h-splitter"
      style={{ left: width }}
      role="separator"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={LEAST_TREE}
      aria-valuemax={MOST_TREE}
      aria-label="Width of the tree column"
      title="Drag to change the width of the tree; double-click to reset"
      tabIndex={0}
      data-own-keys
      onDoubleClick={() => model.setTreeWidth(undefined)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        set(width + step);
      }}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current) set(from.current.width + event.clientX - from.current.x);
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
    />
  );
}

function Toast() {
  const { model } = useView();
  const text = useSignal(model.toast);
  useEffect(() => {
    if (text === undefined) return undefined;
    const timer = setTimeout(() => model.toast.set(undefined), 6000);
    return () => clearTimeout(timer);
  }, [model, text]);
  return <output className={`h-toast${text === undefined ? '' : ' h-shown'}`}>{text}</output>;
}

/** Heard, not seen. */
function Spoken() {
  const { model } = useView();
  return (
    <div className="h-spoken" aria-live="polite">
      {useSignal(model.spoken)}
    </div>
  );
}
