/** The selected state or event in full, at the bottom: every pair can be selected and copied. */
import { useEffect, useRef, useState } from 'react';
import { exactDuration, formatDuration } from '../time/duration.ts';
import { type Range, span } from '../time/range.ts';
import { absolute } from '../time/time-format.ts';
import { IconButton } from './icons.tsx';
import { callIn, openCall } from './open-call.ts';
import type { Picked } from './picked.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

type Pairs = readonly (readonly [name: string, text: string])[];

const LEAST = 64;
const MOST = 480;
const MOST_STATES = 12;

export function Details() {
  const { model, stage } = useView();
  const open = useSignal(model.detailsOpen);
  const picked = useSignal(model.picked);
  const selection = useSignal(model.selection);
  useSignal(model.timeMode);
  const [height, setHeight] = useState(132);
  const from = useRef<{ readonly y: number; readonly height: number } | undefined>(undefined);
  const told = useTold(picked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lanes' room changes with these.
  useEffect(() => stage.arrange(), [stage, open, height]);
  if (!open) return undefined;

  const at = (time: number) => model.timeText(time);
  const known: (readonly [string, string])[] = [];
  if (picked?.kind === 'state') {
    const ownAxis = model.output(picked.outputId)?.type === 'GANTT_CHART';
    known.push(['Name', picked.label ?? '—'], ['Row', picked.path.join(' › ')]);
    known.push(['Duration', durationText(picked.end - picked.start)]);
    if (!ownAxis) known.push(['Start', at(picked.start)], ['End', at(picked.end)]);
  } else if (picked?.kind === 'event') known.push(...picked.cells);
  else if (selection && span(selection) > 0)
    known.push(['From', at(selection.start)], ['To', at(selection.end)], ['Duration', durationText(span(selection))]);
  else if (selection) {
    known.push(['Time', at(selection.start)], ['Since epoch', `${absolute(selection.start, model.base)} ns`]);
  }
  const names = new Set(known.map(([name]) => name.toLowerCase()));
  const pairs: Pairs = [...known, ...told.filter(([name]) => !names.has(name.toLowerCase()))];

  return (
    <section className="h-details" style={{ height }} aria-label="Details">
      {/* biome-ignore lint/a11y/useSemanticElements: a splitter is no <hr>. */}
      <div
        className="h-details-edge"
        role="separator"
        aria-orientation="horizontal"
        aria-valuenow={height}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        aria-label="Height of the details"
        tabIndex={0}
        data-own-keys
        onKeyDown={(event) => {
          const step = event.key === 'ArrowUp' ? 18 : event.key === 'ArrowDown' ? -18 : 0;
          if (step !== 0) setHeight(Math.min(MOST, Math.max(LEAST, height + step)));
        }}
        onPointerDown={(event) => {
          from.current = { y: event.clientY, height };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (!from.current) return;
          setHeight(Math.min(MOST, Math.max(LEAST, from.current.height + from.current.y - event.clientY)));
        }}
        onPointerUp={() => {
          from.current = undefined;
        }}
      />
      <header>
        <h2>{title(picked, selection !== undefined)}</h2>
        <OpenCall pairs={pairs} />
        <IconButton icon="close" title="Hide details" onClick={() => model.detailsOpen.set(false)} />
      </header>
      {pairs.length === 0 ? (
        <p className="h-dim">Select a state, an event or a range to see what it is.</p>
      ) : (
        <dl>
          {pairs.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd title={text}>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {!picked && selection && span(selection) > 0 && <Longest range={selection} />}
    </section>
  );
}

/** Where the server tells which call it is. */
function OpenCall({ pairs }: { readonly pairs: Pairs }) {
  const { model } = useView();
  const call = callIn(pairs);
  if (call === undefined) return undefined;
  return (
    <button type="button" className="h-link" onClick={() => void openCall(model, call)}>
      Open call
    </button>
  );
}

/** The longest states in the selected range, over all lanes; a click goes to one. */
function Longest({ range }: { readonly range: Range }) {
  const { model } = useView();
  const states = [...model.actions.values()]
    .flatMap((lane) => lane.longest?.(range, MOST_STATES) ?? [])
    .flatMap((picked) => (picked.kind === 'state' ? [picked] : []))
    .sort((a, b) => b.end - b.start - (a.end - a.start))
    .slice(0, MOST_STATES);
  if (states.length === 0) return undefined;
  return (
    <>
      <h3>Longest states in it</h3>
      <ol className="h-longest">
        {states.map((state) => (
          <li key={`${state.outputId} ${state.entryId} ${state.start}`}>
            <button
              type="button"
              className="h-link"
              onClick={() => model.goTo({ start: state.start, end: state.end }, state)}
            >
              {state.label ?? 'State'}
            </button>
            <span>{formatDuration(state.end - state.start)}</span>
            <span className="h-dim">{state.path.slice(-2).join(' › ')}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

const durationText = (ns: number): string =>
  ns >= 1000 ? `${formatDuration(ns)} (${exactDuration(ns)})` : formatDuration(ns);

function title(picked: Picked | undefined, selected: boolean): string {
  if (picked?.kind === 'state') return 'State';
  if (picked?.kind === 'event') return `Event ${(picked.index + 1).toLocaleString()}`;
  return selected ? 'Selection' : 'Details';
}

/** What the server adds about a state. */
function useTold(picked: Picked | undefined): Pairs {
  const { model } = useView();
  const [told, setTold] = useState<{ readonly of: Picked; readonly pairs: Pairs }>();
  useEffect(() => {
    if (picked?.kind !== 'state') return undefined;
    let gone = false;
    const { outputId, entryId, start, end } = picked;
    model.host.tooltip(outputId, entryId, start, { start, end }).then(
      (pairs) => !gone && setTold({ of: picked, pairs }),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [model, picked]);
  return told && told.of === picked ? told.pairs : [];
}
