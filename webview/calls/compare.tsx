/** Two calls side by side, with what differs between them marked by path. ↑ ↓ go from difference to difference. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { CallDetail } from '../../client/call-messages.ts';
import { IconButton } from '../view/icons.tsx';
import { useCalls } from './calls-context.ts';
import { Status } from './status.tsx';
import { Failure, Loading } from './told.tsx';
import { useAsked } from './use-asked.ts';
import { useNow } from './use-revision.ts';
import { type Diff, type DiffRow, diffJson } from './values/diff-json.ts';
import { stringOf } from './values/json-value.ts';
import { LongText } from './values/long-text.tsx';
import { costText, exactTime, latencyText, startText } from './words.ts';

export function Compare(props: {
  readonly left: string;
  readonly right: string;
  readonly swap: () => void;
  readonly close: () => void;
}) {
  const { host, project, revision } = useCalls();
  const { left, right, swap, close } = props;
  const asked = useAsked(`${project} ${left} ${right}`, revision, () =>
    Promise.all([host.callDetail(project, left), host.callDetail(project, right)]),
  );
  if (asked.problem !== undefined) return <Failure what="The calls" problem={asked.problem} retry={asked.retry} />;
  if (asked.value === undefined) return <Loading isSlow={asked.isSlow} />;
  const [a, b] = asked.value;
  if (!a || !b) return <p className="help nothing">One of the two calls is not there any more.</p>;
  return <Compared a={a} b={b} swap={swap} close={close} />;
}

function Compared(props: {
  readonly a: CallDetail;
  readonly b: CallDetail;
  readonly swap: () => void;
  readonly close: () => void;
}) {
  const { a, b, swap, close } = props;
  const { go } = useCalls();
  const [all, setAll] = useState(false);
  const table = useRef<HTMLDivElement>(null);
  const now = useNow(a.status === 'running' || b.status === 'running');
  const figures = useMemo(() => figureRows(a, b, now).filter((row) => all || row.change !== 'same'), [a, b, now, all]);
  const parts = useMemo(
    () =>
      [
        ['Inputs', diffJson('inputs', a.inputs, b.inputs, all)],
        ['Output', diffJson('output', a.output, b.output, all)],
        ['Exception', diffJson('exception', asJson(a.exception), asJson(b.exception), all)],
        ['Attributes', diffJson('attributes', a.attributes, b.attributes, all)],
        ['Summary', diffJson('summary', a.summary, b.summary, all)],
      ] as const,
    [a, b, all],
  );
  const different = parts.reduce((sum, [, diff]) => sum + diff.different, 0);

  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') close();
    else {
      const rows = [...(table.current?.querySelectorAll<HTMLElement>('[data-differs]') ?? [])];
      const at = rows.indexOf(document.activeElement as HTMLElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
      const row = to === undefined ? undefined : rows[Math.min(rows.length - 1, Math.max(0, to))];
      if (!row) return;
      row.focus();
    }
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its rows have the focus
    <div className="compare" onKeyDown={keys}>
      <header className="compare-head">
        <h2>Two calls</h2>
        <output className="help">
          {different === 0
            ? 'They are alike but for their times.'
            : `${different.toLocaleString()} ${different === 1 ? 'difference' : 'differences'}`}
        </output>
        <span className="spring" />
        <label>
          <input type="checkbox" checked={all} onChange={({ target }) => setAll(target.checked)} /> Show what is alike
        </label>
        <IconButton icon="swap" title="Swap the sides" onClick={swap} />
        <IconButton icon="close" title="Close the comparison (Esc)" onClick={close} />
      </header>
      <div ref={table} className="diff">
        <table aria-label="Differences">
          <thead>
            <tr className="diff-row diff-names">
              <td />
              {[a, b].map((call) => (
                <th key={call.id} scope="col">
                  <Status status={call.status} />{' '}
                  <button type="button" className="link" onClick={() => go(call.id)}>
                    {call.name}
                  </button>{' '}
                  <span className="help" title={exactTime(call.startedAt)}>
                    {startText(call.startedAt)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          {figures.length > 0 && <Part name="Call" rows={figures} isFirst />}
          {parts.map(([name, diff]) => (
            <DiffPart key={name} name={name} diff={diff} isFirst={figures.length === 0 && name === 'Inputs'} />
          ))}
        </table>
      </div>
    </div>
  );
}

function DiffPart({ name, diff, isFirst }: { readonly name: string; readonly diff: Diff; readonly isFirst: boolean }) {
  if (diff.rows.length === 0) return undefined;
  return <Part name={name} rows={diff.rows} isCut={diff.isCut} isFirst={isFirst} root={name.toLowerCase()} />;
}

function Part(props: {
  readonly name: string;
  readonly rows: readonly DiffRow[];
  readonly isCut?: boolean;
  readonly isFirst: boolean;
  /** What paths begin with; it is not said again in each. */
  readonly root?: string;
}) {
  const { name, rows, isCut, isFirst, root = '' } = props;
  return (
    <tbody>
      <tr className="diff-part">
        <th colSpan={3} scope="rowgroup">
          {name}
        </th>
      </tr>
      {rows.map(({ path, left, right, change }, i) => (
        <tr
          key={path}
          className={`diff-row diff-${change}`}
          data-differs={change === 'same' ? undefined : true}
          tabIndex={isFirst && i === 0 ? 0 : -1}
        >
          <th scope="row" className="diff-path" title={path}>
            {path === root ? path : path.slice(root.length).replace(/^\./, '')}
          </th>
          <Side text={left} isOwn={change === 'left' || change === 'changed'} />
          <Side text={right} isOwn={change === 'right' || change === 'changed'} />
        </tr>
      ))}
      {isCut && (
        <tr>
          <td className="help">There are more differences than are shown.</td>
        </tr>
      )}
    </tbody>
  );
}

function Side({ text, isOwn }: { readonly text: string | undefined; readonly isOwn: boolean }) {
  const content = text === undefined ? undefined : (stringOf(text) ?? text);
  return (
    <td className={`diff-side${isOwn ? ' own' : ''}`}>
      {content === undefined ? <span className="help">–</span> : <LongText text={content} isInside />}
    </td>
  );
}

/** What a program threw, as the value that the comparison takes. */
function asJson(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

function figureRows(a: CallDetail, b: CallDetail, now: number): readonly DiffRow[] {
  const row = (path: string, left: string, right: string): DiffRow => ({
    ...{ path, left, right },
    change: left === right ? 'same' : 'changed',
  });
  return [
    row('op', a.op, b.op),
    row('status', a.status, b.status),
    row('started', startText(a.startedAt), startText(b.startedAt)),
    row('latency', latencyText(a, now), latencyText(b, now)),
    row('tokens', String(a.tokens?.total ?? ''), String(b.tokens?.total ?? '')),
    row('cost', costText(a.cost), costText(b.cost)),
    row('user', a.user ?? '', b.user ?? ''),
  ];
}
