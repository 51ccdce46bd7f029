/** The tree of a chart, which is its legend too: one stop of the Tab key, arrows walk in it, Space shows and hides. */
import { type KeyboardEvent, useCallback, useRef, useState } from 'react';
import type { Theme } from '../theme/theme.ts';
import { isMenuKey } from './keyboard.ts';
import { ROW_HEIGHT } from './lanes.ts';
import { useRowMenu } from './row-menu.tsx';
import { TreeColumn } from './tree-column.tsx';
import type { TreeColumnPlace } from './tree-columns.ts';
import { useSignal } from './use-signal.ts';
import type { XYSource } from './xy-source.ts';

export function SeriesTree(props: {
  readonly source: XYSource;
  readonly height: number;
  readonly width: number;
  readonly theme: Theme;
  readonly columns: readonly TreeColumnPlace[];
}) {
  const { source, height, width, theme, columns } = props;
  const tree = useSignal(source.trees.tree);
  const rows = useSignal(source.trees.rows);
  const checked = useSignal(source.checked);
  const [currentId, setCurrentId] = useState<number>();
  const element = useRef<HTMLDivElement>(null);
  const back = useCallback(() => element.current?.querySelector<HTMLElement>('[role="tree"]')?.focus(), []);
  const { open, menu } = useRowMenu(source.output, source.trees, back);
  const openMenu = (row: number, x: number, y: number) => {
    const entry = rows[row]?.entry;
    if (!entry || !open({ entries: [entry], x, y })) return false;
    setCurrentId(entry.id);
    return true;
  };
  const found = rows.findIndex(({ entry }) => entry.id === currentId);
  const current = found < 0 ? undefined : found;
  const check = (row: number) => {
    const entry = rows[row]?.entry;
    if (entry?.hasData) source.check(entry.id, !checked.has(entry.id));
  };
  const keys = (event: KeyboardEvent, reveal: (row: number) => void) => {
    if (event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) return;
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
    const at = current ?? -1;
    const places: Readonly<Record<string, number>> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 0,
      End: rows.length,
    };
    const to = places[event.key];
    const row = current === undefined ? undefined : rows[current];
    if (to !== undefined) {
      const next = Math.min(rows.length - 1, Math.max(0, to));
      setCurrentId(rows[next]!.entry.id);
      reveal(next);
    } else if (row && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      if (row.hasChildren) source.trees.toggle(row.entry.id, event.key === 'ArrowRight');
    } else if (event.key === ' ') check(current ?? 0);
    else if (isMenuKey(event) && current !== undefined) {
      const box = element.current?.querySelector('.h-selected')?.getBoundingClientRect();
      if (!openMenu(current, (box?.left ?? 0) + 40, box?.bottom ?? 0)) return;
    } else return;
    event.preventDefault();
  };
  return (
    <div ref={element} className="h-lane-tree" style={{ width }} data-own-keys>
      <TreeColumn
        label={`Series of ${source.output.name}`}
        rows={rows}
        columns={columns}
        headers={tree?.headers}
        height={height}
        toggle={(id, expanded) => source.trees.toggle(id, expanded)}
        selected={current}
        keys={keys}
        menu={openMenu}
        select={(row) => {
          setCurrentId(rows[row]?.entry.id);
          check(row);
        }}
        lead={({ entry }) =>
          entry.hasData && (
            <>
              <input
                type="checkbox"
                className="h-check"
                tabIndex={-1}
                checked={checked.has(entry.id)}
                aria-label={`Show ${entry.labels[0] ?? ''}`}
                onClick={(event) => {
                  event.stopPropagation();
                  setCurrentId(entry.id);
                }}
                onChange={(event) => source.check(entry.id, event.target.checked)}
              />
              {checked.has(entry.id) && (
                <span className="h-chip" style={{ background: source.colour(entry.id, theme) }} />
              )}
            </>
          )
        }
      />
      {menu}
    </div>
  );
}
