/** The few signs the view needs, drawn on a 16 px grid in the text's colour. */

const PATHS = {
  undo: 'M6.5 3 3 6.5 6.5 10M3.5 6.5H10a3.25 3.25 0 0 1 0 6.5H7',
  redo: 'M9.5 3 13 6.5 9.5 10M12.5 6.5H6A3.25 3.25 0 0 0 6 13h3',
  zoomIn: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14M7 5v4M5 7h4',
  zoomOut: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14M5 7h4',
  fit: 'M2.5 4v8M13.5 4v8M5 8h6M6.5 6 4.5 8l2 2M9.5 6l2 2-2 2',
  toSelection: 'M2.5 3v10M13.5 3v10M5.5 5.5h5v5h-5z',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  left: 'm10 4-4 4 4 4',
  right: 'm6 4 4 4-4 4',
  close: 'm4 4 8 8M12 4l-8 8',
  more: 'M3.5 7.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2M8 7.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2M12.5 7.4a.6.6 0 1 1 0 1.2.6.6 0 0 1 0-1.2',
  help: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M6.2 6.3A1.8 1.8 0 0 1 8 4.8c1 0 1.8.7 1.8 1.6 0 1.3-1.8 1.3-1.8 2.8M8 11.2v.1',
  bookmark: 'M4.5 2.5h7v11L8 10.8l-3.5 2.7z',
  filter: 'M2.5 3.5h11L9.3 8.4v4.1L6.7 13V8.4z',
  funnel: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  sort: 'M5 3v10M5 13l-2-2M5 13l2-2M9 4h5M9 8h3.5M9 12h2',
  arrow: 'M3 13 12 4M7 3.5h5.5V9',
  details: 'M2.5 3h11v10h-11zM2.5 9.5h11',
  add: 'M8 3v10M3 8h10',
  remove: 'M3 8h10',
  path: 'M6.5 4.5H5a3.5 3.5 0 0 0 0 7h1.5M9.5 4.5H11a3.5 3.5 0 0 1 0 7H9.5M5.5 8h5',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5',
  timeGraph: 'M2 4.5h6M5 8h8M3 11.5h5',
  gantt: 'M2 12.5h12M3.5 9h9M6 5.5h4',
  xy: 'M2.5 2.5v11h11M4.5 10.5l3-4 2.5 2 3-4.5',
  bars: 'M2.5 2.5v11h11M5.5 13V9M8.5 13V5.5M11.5 13V8',
  table: 'M2.5 3h11v10h-11zM2.5 6.2h11M2.5 9.6h11M6.5 3v10',
  dataTree: 'M2.5 3.5h5M5 7.5h6M5 11.5h6M3.5 5v6.5',
  group: 'M2.5 4.5h4l1.2 1.5h5.8v7h-11z',
  warning: 'M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.2v.1',
  check: 'm3 8.5 3.2 3.2L13 5',
  error: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  running: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 5v3.3l2 1.5',
  copy: 'M5.5 5.5h7.5v8H5.5zM10.5 5.5v-3H3v8h2.5',
  compare: 'M2.5 3h4.5v10H2.5zM9 3h4.5v10H9z',
  swap: 'M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13',
  save: 'M8 2.5v7M5 7l3 3 3-3M3 12.8h10',
  edit: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.3 4.5l2.2 2.2',
  refresh: 'M12.8 6.5A5 5 0 1 0 13 9M13 3v3.5H9.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="h-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function IconButton(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
}) {
  const { icon, title, onClick, disabled, pressed, expanded } = props;
  return (
    <button
      type="button"
      className="h-icon-button"
      title={title}
      aria-label={title}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
