/**
 * The trace of a call as a tree with small bars of time. Only the rows in sight exist. One stop of the Tab key: ↑ ↓ PgUp
 * PgDn Home End move, ← → close and open, Enter goes to the call.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { CallRow } from '../../client/call-messages.ts';
import { formatDuration } from '../time/duration.ts';
import { Icon } from '../view/icons.tsx';
import { useCalls } from './calls-context.ts';
import { Status } from './status.tsx';
import { Failure, Loading } from './told.tsx';
import { openRows, parentRow, type TraceRow, traceTree } from './trace-tree.ts';
import type { useAsked } from './use-asked.ts';
import { useNow } from './use-revision.ts';
import { latencyText } from './words.ts';

const ROW = 20;
/** Deeper rows are not moved further, or nothing of them would be left; their level is written instead. */
const DEEPEST = 10;
const INDENT = 12;
/** As the host gives them. */
const MOST_CALLS = 10_000;

export function TraceTab(props: {
  readonly id: string;
  readonly asked: ReturnType<typeof useAsked<readonly CallRow[]>>;
}) {
  const { value, problem, isSlow, retry } = props.asked;
  if (problem !== undefined) return <Failure what="The trace" problem={problem} retry={retry} />;
  return value === undefined ? <Loading isSlow={isSlow} /> : <Tree id={props.id} calls={value} />;
}

function Tree({ id, calls }: { readonly id: string; readonly calls: readonly CallRow[] }) {
  const { go } = useCalls();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState(id);
  const scroller = useRef<HTMLDivElement>(null);
  const tree = useMemo(() => traceTree(calls), [calls]);
  const rows = useMemo(() => openRows(tree.rows, closed), [tree, closed]);
  const isRunning = tree.rows.some(({ end }) => end === undefined);
  const now = useNow(isRunning);
  const end = isRunning ? Math.max(tree.end, now * 1000) : tree.end;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    initialRect: { width: 0, height: 400 },
  });

  const at = rows.findIndex(({ call }) => call.id === cursor);
  // Another call is shown: seen where it stands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only then
  useEffect(() => {
    setCursor(id);
    const index = rows.findIndex(({ call }) => call.id === id);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [id]);

  const toggle = (call: CallRow) => setClosed(closed.symmetricDifference(new Set([call.id])));
  const moveTo = (index: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, index));
    const row = rows[next];
    if (!row) return;
    setCursor(row.call.id);
    virtual.scrollToIndex(next);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = rows[at];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1);
    const to = {
      ...{ ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page },
      ...{ Home: 0, End: rows.length - 1 },
    }[event.key];
    const isOpen = row !== undefined && row.children > 0 && !closed.has(row.call.id);
    if (to !== undefined) moveTo(to);
    else if (event.key === 'ArrowLeft' && row) {
      if (isOpen) toggle(row.call);
      else moveTo(parentRow(rows, at) ?? at);
    } else if (event.key === 'ArrowRight' && row) {
      if (row.children > 0 && !isOpen) toggle(row.call);
      else if (isOpen) moveTo(at + 1);
    } else if ((event.key === 'Enter' || event.key === ' ') && row) go(row.call.id);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <p className="help trace-sum">
        {calls.length.toLocaleString()} {calls.length === 1 ? 'call' : 'calls'} in{' '}
        {formatDuration((end - tree.start) * 1000)}
        {isRunning && ', running'}
        {calls.length >= MOST_CALLS && ' (the first of them; the flame chart has all)'}
      </p>
      <div
        ref={scroller}
        className="trace-tree"
        role="tree"
        aria-label="Calls of the trace"
        aria-activedescendant={at < 0 ? undefined : `trace-row-${at}`}
        tabIndex={0}
        onKeyDown={keys}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]!;
            const { call, children, depth } = row;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
              <div
                key={call.id}
                id={`trace-row-${index}`}
                className={`trace-row${index === at ? ' cursor' : ''}`}
                role="treeitem"
                aria-level={depth + 1}
                aria-selected={call.id === id}
                aria-expanded={children === 0 ? undefined : !closed.has(call.id)}
                style={{ transform: `translateY(${start}px)`, height: ROW }}
                onClick={() => go(call.id)}
              >
                <span className="trace-name" style={{ paddingLeft: Math.min(depth, DEEPEST) * INDENT }}>
                  {/* biome-ignore lint/a11y/noStaticElementInteractions: the tree hears the keys */}
                  {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
                  <span
                    className="twistie"
                    onClick={(event) => {
                      event.stopPropagation();
                      if (children > 0) toggle(call);
                    }}
                  >
                    {children > 0 && <Icon name={closed.has(call.id) ? 'right' : 'down'} />}
                  </span>
                  <Status status={call.status} />
                  {depth > DEEPEST && <span className="help depth">{depth}</span>}
                  <span className="name" title={call.name}>
                    {call.name}
                  </span>
                </span>
                <span className="trace-latency">{latencyText(call, now)}</span>
                <Bar row={row} start={tree.start} end={end} />
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

/** One that runs has no right edge. */
function Bar({ row, start, end }: { readonly row: TraceRow; readonly start: number; readonly end: number }) {
  const span = Math.max(1, end - start);
  const left = ((row.start - start) / span) * 100;
  const width = (((row.end ?? end) - row.start) / span) * 100;
  return (
    <span className="trace-time" aria-hidden="true">
      <span className={`bar bar-${row.call.status}`} style={{ left: `${left}%`, width: `max(2px, ${width}%)` }} />
    </span>
  );
}
