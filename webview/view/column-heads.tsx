/** The names of a tree's columns, in its lane's header: they sort its rows. */
import { useMemo } from 'react';
import { characterSum } from '../chart/text-fit.ts';
import { Icon } from './icons.tsx';
import { type TreeColumnPlace, treeColumns } from './tree-columns.ts';
import type { TreeSource } from './tree-source.ts';
import { useSignal } from './use-signal.ts';

export function useTreeColumns(trees: TreeSource, width: number): readonly TreeColumnPlace[] {
  const tree = useSignal(trees.tree);
  return useMemo(() => treeColumns(tree, width, cellMeasure()), [tree, width]);
}

let known: { readonly font: string; readonly measure: (text: string) => number } | undefined;

/** In the font of `.h-tree-cells`, whose digits are all as wide as the widest. */
function cellMeasure(): (text: string) => number {
  const view = document.querySelector('.h-view:not(.p-sidebar)') ?? document.body;
  const font = `11px ${getComputedStyle(view).fontFamily}`;
  if (known?.font === font) return known.measure;
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return (text) => text.length * 8;
  context.font = font;
  const of = (text: string) => context.measureText(text).width;
  const digit = Math.max(...[...'0123456789'].map(of));
  const measure = characterSum((text) => (/^\d$/.test(text) ? digit : of(text)));
  known = { font, measure };
  return measure;
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
