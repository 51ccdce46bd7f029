/**
 * The rows of a tree beside a chart: virtual, so that 30,000 threads cost what 40 do. It is the native scroller of its lane;
 * the chart follows its `scrollTop`.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import type { Header } from '../../client/messages.ts';
import { Icon } from './icons.tsx';
import { ROW_HEIGHT } from './lanes.ts';
import type { Modifiers } from './selected-rows.ts';
import type { TreeColumnPlace } from './tree-columns.ts';
import type { TreeRow } from './tree-rows.ts';

const INDENT = 12;
/** Of a row however deep: its sign, box, chip and the beginning of its name. CSS pixels; figures are never pushed out. */
const LEAST_NAME = 96;

export function TreeColumn(props: {
  readonly label: string;
  readonly rows: readonly TreeRow[];
  /** After the name. */
  readonly columns: readonly TreeColumnPlace[];
  /** Names of all columns. */
  readonly headers: readonly Header[] | undefined;
  readonly height: number;
  readonly selected?: number | undefined;
  readonly hovered?: number | undefined;
  readonly toggle: (id: number, expanded: boolean) => void;
  readonly select?: (row: number, modifiers: Modifiers) => void;
  /** Entries that are selected, if it is more than one row. */
  readonly marked?: ReadonlySet<number>;
  readonly hover?: (row: number | undefined) => void;
  /** The menu of a row is asked for, at a place in the window; true if there is one. */
  readonly menu?: (row: number, x: number, y: number) => boolean;
  /** Called with the element that scrolls, and undefined when it goes. */
  readonly scroller?: (element: HTMLElement | undefined) => void;
  readonly scrolled?: (top: number) => void;
  /** Makes it one stop of the Tab key; what is in it should be none. `reveal` brings a row into sight. */
  readonly keys?: (event: KeyboardEvent, reveal: (row: number) => void) => void;
  /** Before the name: a checkbox, a chip. */
  readonly lead?: (row: TreeRow) => ReactNode;
}) {
  const {
    rows,
    columns,
    headers,
    height,
    selected,
    hovered,
    toggle,
    select,
    marked,
    hover,
    menu,
    scroller,
    scrolled,
    keys,
    lead,
    label,
  } = props;
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => element.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    initialRect: { width: 0, height },
  });

  useEffect(() => {
    scroller?.(element.current ?? undefined);
    return () => scroller?.(undefined);
  }, [scroller]);

  return (
    <div
      ref={element}
      className="h-tree"
      style={{ height }}
      role="tree"
      aria-label={label}
      tabIndex={keys ? 0 : -1}
      aria-multiselectable={marked !== undefined}
      aria-activedescendant={selected === undefined ? undefined : `${id}-${rows[selected]?.entry.id}`}
      onKeyDown={keys && ((event) => keys(event, (row) => virtual.scrollToIndex(row)))}
      onScroll={(event) => scrolled?.(event.currentTarget.scrollTop)}
      onPointerLeave={() => hover?.(undefined)}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return undefined;
          const above = rows[item.index - 1];
          return (
            <Row
              key={row.entry.id}
              id={`${id}-${row.entry.id}`}
              row={row}
              columns={columns}
              headers={headers}
              top={item.start}
              repeats={above?.depth === row.depth && above.entry.labels[0] === row.entry.labels[0]}
              selected={item.index === selected || marked?.has(row.entry.id) === true}
              hovered={item.index === hovered}
              toggle={toggle}
              select={(modifiers) => select?.(item.index, modifiers)}
              hover={() => hover?.(item.index)}
              menu={(x, y) => menu?.(item.index, x, y) === true}
              lead={lead?.(row)}
            />
          );
        })}
      </div>
    </div>
  );
}

function Row(props: {
  readonly id: string;
  readonly row: TreeRow;
  readonly columns: readonly TreeColumnPlace[];
  readonly headers: readonly Header[] | undefined;
  readonly top: number;
  /** The row above has the same name (one thread, several depths): said softly. */
  readonly repeats: boolean;
  readonly selected: boolean;
  readonly hovered: boolean;
  readonly toggle: (id: number, expanded: boolean) => void;
  readonly select: (modifiers: Modifiers) => void;
  readonly hover: () => void;
  readonly menu: (x: number, y: number) => boolean;
  readonly lead: ReactNode;
}) {
  const { id, row, columns, headers, top, repeats, selected, hovered, toggle, select, hover, menu, lead } = props;
  const { labels } = row.entry;
  const [name = ''] = labels;
  const figures = columns.reduce((sum, { width }) => sum + width, 0);
  const told = labels.map((text, i) => (i > 0 && headers?.[i] ? `${headers[i].name} ${text}` : text));
  const classes = ['h-tree-row', selected && 'h-selected', hovered && 'h-hovered', repeats && 'h-repeats'];
  return (
    // Keys work on the lane as a whole: rows are not single stops of the Tab key.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    <div
      id={id}
      className={classes.filter(Boolean).join(' ')}
      style={{
        top,
        height: ROW_HEIGHT,
        paddingLeft: `min(${4 + row.depth * INDENT}px, 100% - ${figures + LEAST_NAME}px)`,
      }}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={selected}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      title={told.filter((_, i) => labels[i] !== '').join(' · ')}
      onClick={select}
      onDoubleClick={() => row.hasChildren && toggle(row.entry.id, !row.expanded)}
      onContextMenu={(event) => {
        if (menu(event.clientX, event.clientY)) event.preventDefault();
      }}
      onPointerEnter={hover}
    >
      {row.hasChildren ? (
        <button
          type="button"
          className="h-twist"
          tabIndex={-1}
          aria-label={row.expanded ? `Collapse ${name}` : `Expand ${name}`}
          onClick={(event) => {
            event.stopPropagation();
            toggle(row.entry.id, !row.expanded);
          }}
        >
          <Icon name={row.expanded ? 'down' : 'right'} />
        </button>
      ) : (
        <span className="h-twist" />
      )}
      {lead}
      <span className="h-tree-name">{name}</span>
      {columns.length > 0 && (
        <span className="h-tree-cells">
          {columns.map(({ index, width }) => (
            <span key={index} style={{ width }}>
              {labels[index]}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}
