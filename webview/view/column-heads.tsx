/** The names of a tree's columns, in its lane's header: they sort its rows. */
import { useMemo } from 'react';
import { Icon } from './icons.tsx';
import { type TreeColumnPlace, treeColumns } from './tree-columns.ts';
import type { TreeSource } from './tree-source.ts';
import { useSignal } from './use-signal.ts';

export function useTreeColumns(trees: TreeSource, width: number): readonly TreeColumnPlace[] {
  const tree = useSignal(trees.tree);
  return useMemo(() => treeColumns(tree, width), [tree, width]);
}

export function ColumnHeads(props: { readonly trees: TreeSource; readonly columns: readonly TreeColumnPlace[] }) {
  const { trees, columns } = props;
  const order = useSignal(trees.order);
  return (
    <span className="h-lane-heads">
      {columns.map(({ index, name, tooltip, width }) => {
        const sorted = order?.column === index;
        const way = sorted ? (order.descending ? ', sorted from the largest' : ', sorted from the least') : '';
        return (
          <button
            key={index}
            type="button"
            style={{ width }}
            title={tooltip || `Sort by ${name}`}
            aria-label={`Sort by ${name}${way}`}
            onClick={() => trees.sortBy(index)}
          >
            {sorted && <Icon name={order.descending ? 'down' : 'up'} />}
            <span>{name}</span>
          </button>
        );
      })}
    </span>
  );
}
