/** One row of a JSON value: its name, what it is, and what can be done with it while it is pointed at or has the focus. */
import { memo } from 'react';
import { callOf } from '../../../client/calls/call-refs.ts';
import { Icon, IconButton } from '../../view/icons.tsx';
import { useCalls } from '../calls-context.ts';
import { Conversation } from './conversation.tsx';
import type { JsonRow, MoreRow, ValueRow } from './json-rows.ts';
import { stringOf } from './json-value.ts';
import { LongText, marked } from './long-text.tsx';

/** Deeper rows are not moved further, or nothing of them would be left. */
const DEEPEST = 30;
const INDENT = 14;

interface RowProps {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly mark: string | undefined;
  readonly followed: 'asked' | { readonly problem: string } | undefined;
  readonly toggle: (row: JsonRow) => void;
  readonly switchRaw: (row: ValueRow) => void;
  readonly choose: () => void;
  readonly copyValue: (row: ValueRow) => void;
  readonly copyPath: (row: ValueRow) => void;
}

export const Row = memo(
  function Row(props: RowProps & { readonly row: JsonRow }) {
    const { id, row, isCurrent, choose, toggle } = props;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys
      // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
      <div
        id={id}
        className={`json-row json-${row.kind}`}
        role="treeitem"
        aria-level={row.depth + 1}
        aria-selected={isCurrent}
        aria-expanded={'isOpen' in row ? row.isOpen : undefined}
        style={{ paddingLeft: 4 + Math.min(row.depth, DEEPEST) * INDENT }}
        onClick={choose}
      >
        {row.kind === 'chat' && <Conversation messages={row.messages} />}
        {row.kind === 'more' && <More row={row} toggle={toggle} />}
        {'text' in row && <Value {...props} row={row} />}
      </div>
    );
  },
  (a, b) => a.row === b.row && a.isCurrent === b.isCurrent && a.mark === b.mark && a.followed === b.followed,
);

function More({ row, toggle }: { readonly row: MoreRow; readonly toggle: RowProps['toggle'] }) {
  const more = Math.min(100, row.left);
  return (
    <button type="button" className="link more" tabIndex={-1} onClick={() => toggle(row)}>
      Show {more === row.left ? (row.side === 'after' ? 'the last' : 'the first') : ''} {more.toLocaleString()}{' '}
      {more === row.left ? '' : `more of ${row.left.toLocaleString()} ${row.side === 'after' ? 'after' : 'before'}`}
    </button>
  );
}

function Value(props: RowProps & { readonly row: ValueRow }) {
  const { row, mark, followed, toggle, switchRaw, copyValue, copyPath } = props;
  const { key, isOpen, isChat, ref } = row;
  const { project, go } = useCalls();
  const call = ref === undefined ? undefined : callOf(ref);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the tree hears the keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <span className="twistie" onClick={() => isOpen !== undefined && toggle(row)}>
        {isOpen !== undefined && <Icon name={isOpen ? 'down' : 'right'} />}
      </span>
      <span className="json-content">
        {key !== undefined && (
          <>
            <span className={typeof key === 'number' ? 'json-place' : 'json-key'}>
              {typeof key === 'number' ? key : marked(key === '' ? '""' : key, mark)}
            </span>
            <span className="json-colon">: </span>
          </>
        )}
        <Content row={row} mark={mark} follow={() => toggle(row)} />
        {followed === 'asked' && <span className="help"> loading…</span>}
        {typeof followed === 'object' && <span className="problem"> {followed.problem}</span>}
      </span>
      <span className="json-acts">
        {isChat && (
          <button type="button" className="link" tabIndex={-1} onClick={() => switchRaw(row)}>
            conversation / JSON
          </button>
        )}
        {call?.project === project && <IconButton icon="arrow" title="Go to this call" onClick={() => go(call.id)} />}
        <IconButton icon="copy" title="Copy the value (Ctrl + C)" onClick={() => copyValue(row)} />
        <IconButton icon="path" title={`Copy the path (Ctrl + Shift + C): ${row.path}`} onClick={() => copyPath(row)} />
      </span>
    </>
  );
}

function Content({
  row,
  mark,
  follow,
}: {
  readonly row: ValueRow;
  readonly mark: string | undefined;
  readonly follow: () => void;
}) {
  const { kind, text, size, ref, isOpen } = row;
  if (ref !== undefined) {
    return (
      <button
        type="button"
        className="link ref"
        tabIndex={-1}
        title={isOpen === undefined ? 'Load what it stands for' : ref}
        onClick={follow}
      >
        {marked(ref, mark)}
      </button>
    );
  }
  if (kind === 'string') {
    const content = stringOf(text) ?? text;
    const isBlock = content.includes('\n');
    return (
      <span className={isBlock ? 'json-text json-block' : 'json-text'}>
        <LongText text={content} mark={mark} isInside />
        {content === '' && <span className="help">""</span>}
      </span>
    );
  }
  if (kind !== 'object' && kind !== 'array') return <span className={`json-${kind}`}>{marked(text, mark)}</span>;
  if (size === 0) return <span className="json-size">{kind === 'object' ? '{}' : '[]'}</span>;
  const of = kind === 'object' ? (size === 1 ? 'member' : 'members') : size === 1 ? 'item' : 'items';
  return (
    <span className="json-size">
      {size.toLocaleString()} {of}
      {isOpen === false && <span className="json-glance"> {glance(text)}</span>}
    </span>
  );
}

/** What is folded, as far as it fits into the line. */
function glance(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
