/** The list as a tree: one stop of the Tab key, arrows inside it, Enter edits, F2 renames, Delete deletes, letters find. */
import { type KeyboardEvent, type Ref, useEffect, useRef } from 'react';
import { neighbour, type Row } from './rows.ts';

const PATIENCE_MS = 800;

export function RowTree(props: {
  readonly ref: Ref<HTMLDivElement>;
  readonly rows: readonly Row[];
  readonly chosen: string | undefined;
  readonly choose: (key: string) => void;
  readonly toggle: (typeId: string) => void;
  readonly act: (what: 'edit' | 'renaming' | 'deleting') => void;
}) {
  const { ref, rows, chosen, choose, toggle, act } = props;
  const line = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is chosen
  useEffect(() => {
    line.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const row = rows.find(({ key }) => key === chosen);

  function find(letter: string) {
    const now = Date.now();
    const text = (now - typed.current.at < PATIENCE_MS ? typed.current.text : '') + letter.toLowerCase();
    typed.current = { text, at: now };
    const at = rows.findIndex(({ key }) => key === chosen);
    // One letter goes on to the next, several stay where they match.
    const from = text.length === 1 ? at + 1 : at;
    const found = [...rows.slice(from), ...rows.slice(0, from)].find((each) => nameOf(each).startsWith(text));
    if (found) choose(found.key);
  }

  function keys(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !row) return;
    const next = neighbour(rows, chosen, key);
    if (row.kind === 'type' && (key === 'ArrowLeft' || key === 'ArrowRight') && row.open === (key === 'ArrowLeft'))
      toggle(row.key);
    else if (next) choose(next.key);
    else if (row.kind === 'type' && (key === 'Enter' || key === ' ')) toggle(row.key);
    else if (key === 'Enter') act('edit');
    else if (key === 'F2') act('renaming');
    else if (key === 'Delete') act('deleting');
    else if (key.length === 1 && key !== ' ') find(key);
    else if (!/^(Arrow|Home|End)/.test(key)) return;
    event.preventDefault();
  }

  return (
    <div
      ref={ref}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label="Configurations by type"
      aria-activedescendant={row ? idOf(row) : undefined}
      onKeyDown={keys}
    >
      {rows.map((each) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
        <div
          key={each.key}
          id={idOf(each)}
          ref={each.key === chosen ? line : undefined}
          className={`line line-${each.kind}`}
          role="treeitem"
          aria-level={each.kind === 'type' ? 1 : 2}
          aria-selected={each.key === chosen}
          aria-expanded={each.kind === 'type' && each.count > 0 ? each.open : undefined}
          onClick={() => choose(each.key)}
          onDoubleClick={() => {
            if (each.kind === 'type') toggle(each.key);
            else act('edit');
          }}
        >
          {each.kind === 'type' ? (
            <>
              <span className="twistie" aria-hidden="true" onClick={() => toggle(each.key)}>
                {each.count === 0 ? '' : each.open ? '▾' : '▸'}
              </span>
              <span className="name">{each.type.name}</span>
              <span className="count">{each.count}</span>
            </>
          ) : (
            <>
              <span className="name">{each.stored.configuration.name}</span>
              <span className="short" title={each.short}>
                {each.short}
              </span>
              <span className="count">{uses(each.stored.uses.length + (each.stored.traces?.length ?? 0))}</span>
            </>
          )}
        </div>
      ))}
    </div>
  );
}

const idOf = ({ key }: Row): string => `row ${key}`.replaceAll(' ', '_');
const nameOf = (row: Row): string =>
  (row.kind === 'type' ? row.type.name : row.stored.configuration.name).toLowerCase();

function uses(count: number): string {
  return count === 0 ? 'not used' : count === 1 ? '1 use' : `${count} uses`;
}
