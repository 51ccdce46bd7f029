/** A row of figures: names indented, durations and numbers in the view's words, time ranges as a way to select them. */
import type { Entry, Header } from '../../client/messages.ts';
import { exactDuration, formatDuration, group } from '../time/duration.ts';
import { type Range, span } from '../time/range.ts';
import { Icon } from './icons.tsx';
import type { TreeRow } from './tree-rows.ts';

const INDENT = 14;

export const isNumber = (header: Header): boolean => /NUMBER|DURATION/.test(header.dataType ?? '');

export const cellStyle = (widths: readonly number[], column: number) => ({
  width: widths[column],
  flex: column === 0 ? '1 0 auto' : 'none',
});

export function widthOf(header: Header, column: number, rows: readonly TreeRow[]): number {
  if (column === 0) return 260;
  if (header.dataType === 'TIME_RANGE') return 132;
  const texts = rows.slice(0, 60).map((row) => cellText(header, row.entry.labels[column] ?? '').length);
  return Math.min(320, Math.max(72, Math.max(header.name.length + 2, ...texts) * 7.4 + 20));
}

/** Figures in the words of the view: durations with three digits, numbers with their thousands apart. */
function cellText(header: Header, text: string): string {
  if (text === '' || !/^-?\d+(\.\d+)?$/.test(text)) return text;
  if (header.dataType === 'DURATION') return formatDuration(Number(text));
  return header.dataType === 'NUMBER' ? group(text) : text;
}

function fullText(header: Header, text: string): string {
  return header.dataType === 'DURATION' && /^-?\d+$/.test(text) ? exactDuration(Number(text)) : text;
}

/** "[from,to]", both in ns since the epoch. */
export function timeRangeIn(text: string, base: bigint): Range | undefined {
  const match = /^\s*\[\s*(-?\d+)\s*,\s*(-?\d+)\s*\]\s*$/.exec(text);
  if (!match) return undefined;
  const [start, end] = [Number(BigInt(match[1]!) - base), Number(BigInt(match[2]!) - base)];
  return end >= start ? { start, end } : undefined;
}

export function FigureRow(props: {
  readonly row: TreeRow;
  readonly top: number;
  readonly height: number;
  readonly headers: readonly Header[];
  readonly widths: readonly number[];
  readonly current: boolean;
  readonly toggle: () => void;
  readonly choose: () => void;
  /** The menu is asked for, at a place in the window; true if there is one. */
  readonly menu: (x: number, y: number) => boolean;
  readonly select: (range: Range) => void;
  readonly base: bigint;
}) {
  const { row, top, height, headers, widths, current, toggle, choose, menu, select, base } = props;
  const { entry } = row;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are virtual.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys work on the table as a whole.
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div
      className={`h-events-row${current ? ' h-selected' : ''}`}
      role="row"
      aria-level={row.depth + 1}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      aria-selected={current}
      style={{ top, height }}
      onClick={choose}
      onDoubleClick={() => row.hasChildren && toggle()}
      onContextMenu={(event) => {
        if (menu(event.clientX, event.clientY)) event.preventDefault();
      }}
    >
      {headers.map((header, column) => (
        // biome-ignore lint/a11y/useSemanticElements: rows are virtual.
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        <div
          key={header.name}
          role="gridcell"
          className={column > 0 && isNumber(header) ? 'h-number' : ''}
          style={{ ...cellStyle(widths, column), ...(column === 0 ? { paddingLeft: 4 + row.depth * INDENT } : {}) }}
          title={fullText(header, entry.labels[column] ?? '')}
        >
          {column === 0 && <Twist row={row} toggle={toggle} />}
          <Cell header={header} entry={entry} column={column} base={base} select={select} />
        </div>
      ))}
    </div>
  );
}

function Twist({ row, toggle }: { readonly row: TreeRow; readonly toggle: () => void }) {
  if (!row.hasChildren) return <span className="h-twist" />;
  return (
    <button
      type="button"
      className="h-twist"
      tabIndex={-1}
      aria-label={row.expanded ? 'Collapse' : 'Expand'}
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
    >
      <Icon name={row.expanded ? 'down' : 'right'} />
    </button>
  );
}

function Cell(props: {
  readonly header: Header;
  readonly entry: Entry;
  readonly column: number;
  readonly base: bigint;
  readonly select: (range: Range) => void;
}) {
  const { header, entry, column, base, select } = props;
  const text = entry.labels[column] ?? '';
  const range = header.dataType === 'TIME_RANGE' ? timeRangeIn(text, base) : undefined;
  if (!range) return <span>{cellText(header, text)}</span>;
  return (
    <button
      type="button"
      className="h-link"
      title={`Select ${header.name.toLowerCase()}`}
      onClick={(event) => {
        event.stopPropagation();
        select(range);
      }}
    >
      Select {formatDuration(span(range))}
    </button>
  );
}
