/** The tree of a chart, which is its legend too. */
import type { Theme } from '../theme/theme.ts';
import { TreeColumn } from './tree-column.tsx';
import type { TreeColumnPlace } from './tree-columns.ts';
import { useSignal } from './use-signal.ts';
import type { XYSource } from './xy-source.ts';

export function SeriesTree(props: {
  readonly source: XYSource;
  readonly height: number;
  readonly width: number;
  readonly theme: Theme;
  readonly name: string;
  readonly columns: readonly TreeColumnPlace[];
}) {
  const { source, height, width, theme, name, columns } = props;
  const tree = useSignal(source.trees.tree);
  const rows = useSignal(source.trees.rows);
  const checked = useSignal(source.checked);
  return (
    <div className="h-lane-tree" style={{ width }} data-own-keys>
      <TreeColumn
        label={`Series of ${name}`}
        rows={rows}
        columns={columns}
        headers={tree?.headers}
        height={height}
        toggle={(id, expanded) => source.trees.toggle(id, expanded)}
        select={(row) => {
          const entry = rows[row]?.entry;
          if (entry?.hasData) source.check(entry.id, !checked.has(entry.id));
        }}
        lead={({ entry }) =>
          entry.hasData && (
            <>
              <input
                type="checkbox"
                className="h-check"
                checked={checked.has(entry.id)}
                aria-label={`Show ${entry.labels[0] ?? ''}`}
                onClick={(event) => event.stopPropagation()}
                onChange={(event) => source.check(entry.id, event.target.checked)}
              />
              {checked.has(entry.id) && (
                <span className="h-chip" style={{ background: source.colour(entry.id, theme) }} />
              )}
            </>
          )
        }
      />
    </div>
  );
}
