/**
 * A JSON value to read: a tree that folds, over its exact text. One stop of the Tab key: ↑ ↓ Home End move, ← → close and
 * open, Enter opens, follows a ref or shows more; Ctrl + C copies the value, Ctrl + Shift + C its path, Ctrl + F searches.
 */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { IconButton } from '../../view/icons.tsx';
import { useCalls } from '../calls-context.ts';
import { copyText } from './copy.ts';
import { Row } from './json-row.tsx';
import { type JsonRow, JsonRows, NOTHING_OPEN, type TreeState, type ValueRow, withOpen } from './json-rows.ts';
import { stringOf } from './json-value.ts';
import { isNested, revealed, searchJson } from './search-json.ts';

const REST_MS = 200;
/** Rows that “open all” makes at the most, lists being cut before that. */
const MOST_OPEN = 2000;

export function JsonView(props: {
  /** What paths begin with. */
  readonly name: string;
  readonly title?: string;
  readonly text: string;
}) {
  const { name, title, text } = props;
  const { host, tell } = useCalls();
  const id = useId();
  const json = useMemo(() => new JsonRows(name, text), [name, text]);
  const [state, setState] = useState<TreeState>(NOTHING_OPEN);
  const [current, setCurrent] = useState<string>();
  const [following, setFollowing] = useState<ReadonlyMap<string, 'asked' | { readonly problem: string }>>(new Map());
  const [isSearching, setIsSearching] = useState(false);
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const tree = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  const rows = useMemo(() => json.rows(state), [json, state]);
  const found = useMemo(() => searchJson(name, text.trim(), wanted), [name, text, wanted]);

  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    if (isSearching) field.current?.focus();
  }, [isSearching]);
  const shown = found.matches[at];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its first match
  useEffect(() => setAt(0), [found]);
  useEffect(() => {
    if (!shown) return;
    setState((known) => revealed(known, shown));
    setCurrent(shown.path);
  }, [shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows may be there only now
  useEffect(() => {
    if (current === undefined || (!isSearching && document.activeElement !== tree.current)) return;
    document.getElementById(`${id} ${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, current, rows]);

  const copy = async (what: string, copied: string) => {
    tell((await copyText(copied)) ? `Copied the ${what}.` : 'The clipboard can’t be used here.');
  };
  const copyValue = (row: ValueRow) => copy('value', stringOf(row.text) ?? row.text);

  async function follow({ path, ref }: ValueRow) {
    if (ref === undefined || following.get(path) === 'asked') return;
    setFollowing((known) => new Map(known).set(path, 'asked'));
    try {
      const stands = await host.readRef(ref);
      setState((known) => ({ ...known, loaded: new Map(known.loaded).set(path, stands) }));
      setFollowing((known) => new Map([...known].filter(([each]) => each !== path)));
    } catch (error) {
      setFollowing((known) => new Map(known).set(path, { problem: (error as Error).message }));
    }
  }

  const toggle = (row: JsonRow) => {
    setCurrent(row.path);
    if (row.kind === 'more') setState({ ...state, windows: new Map(state.windows).set(row.of, row.span) });
    else if (row.kind === 'chat') return;
    else if (row.isOpen !== undefined) setState(withOpen(state, [row.path], !row.isOpen));
    else if (row.ref !== undefined) void follow(row);
  };
  const switchRaw = ({ path }: ValueRow) => {
    setState({ ...withOpen(state, [path], true), raw: state.raw.symmetricDifference(new Set([path])) });
  };

  /** What is in sight and closed is opened, again and again. */
  function openAll() {
    let next = state;
    for (;;) {
      const now = json.rows(next);
      const closed = now.flatMap((row) => ('isOpen' in row && row.isOpen === false ? row.path : []));
      if (closed.length === 0 || now.length > MOST_OPEN) break;
      next = withOpen(next, closed.slice(0, MOST_OPEN), true);
    }
    setState(next);
  }
  const closeAll = () => {
    const open = rows.flatMap((row) => ('isOpen' in row && row.isOpen && row.depth > 0 ? row.path : []));
    setState(withOpen(state, open, false));
  };

  function keys(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const here = rows.findIndex(({ path }) => path === current);
    const row = rows[here];
    const goTo = (index: number) => setCurrent(rows[Math.min(rows.length - 1, Math.max(0, index))]?.path);
    const parent = () =>
      rows.findLastIndex((each, index) => index < here && row !== undefined && each.depth < row.depth);
    if (altKey || event.target !== tree.current) return;
    if (ctrlKey || metaKey) {
      if (key.toLowerCase() === 'f') setIsSearching(true);
      else if (key.toLowerCase() === 'c' && row && 'text' in row && getSelection()?.isCollapsed !== false)
        void (shiftKey ? copy('path', row.path) : copyValue(row));
      else return;
    } else if (key === 'ArrowDown') goTo(here + 1);
    else if (key === 'ArrowUp') goTo(here - 1);
    else if (key === 'Home') goTo(0);
    else if (key === 'End') goTo(rows.length - 1);
    else if (key === 'ArrowRight' && row) {
      if ('isOpen' in row && row.isOpen) goTo(here + 1);
      else toggle(row);
    } else if (key === 'ArrowLeft' && row) {
      if ('isOpen' in row && row.isOpen) toggle(row);
      else goTo(Math.max(0, parent()));
    } else if ((key === 'Enter' || key === ' ') && row) toggle(row);
    else return;
    event.preventDefault();
  }

  const step = (by: number) => {
    const { length } = found.matches;
    if (length > 0) setAt((at + by + length) % length);
  };
  return (
    <section className="json" aria-label={title ?? name}>
      <header>
        <h3>{title ?? name}</h3>
        {isSearching && (
          <>
            <input
              ref={field}
              type="search"
              value={typed}
              aria-label={`Search in ${title ?? name}`}
              placeholder="Search"
              spellCheck={false}
              onChange={({ target }) => setTyped(target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
                else if (event.key === 'Escape') {
                  setTyped('');
                  setWanted('');
                  setIsSearching(false);
                  tree.current?.focus();
                } else return;
                event.preventDefault();
              }}
            />
            <output className="help">
              {wanted !== '' &&
                (found.matches.length === 0
                  ? 'not found'
                  : `${at + 1} of ${found.matches.length.toLocaleString()}${found.isCut ? ' or more' : ''}`)}
            </output>
            <IconButton icon="up" title="Previous (Shift + Enter)" onClick={() => step(-1)} />
            <IconButton icon="down" title="Next (Enter)" onClick={() => step(1)} />
          </>
        )}
        <span className="spring" />
        {isNested(text) && (
          <>
            <IconButton icon="add" title={`Open all of ${title ?? name}`} onClick={openAll} />
            <IconButton icon="remove" title={`Close all of ${title ?? name}`} onClick={closeAll} />
          </>
        )}
        <IconButton
          icon="search"
          title={`Search in ${title ?? name} (Ctrl + F)`}
          pressed={isSearching}
          onClick={() => {
            if (isSearching) setTyped('');
            setIsSearching(!isSearching);
          }}
        />
        <IconButton icon="copy" title={`Copy ${title ?? name} as JSON`} onClick={() => void copy('JSON', text)} />
      </header>
      <div
        ref={tree}
        className="json-tree"
        role="tree"
        aria-label={title ?? name}
        tabIndex={0}
        aria-activedescendant={current === undefined ? undefined : `${id} ${current}`}
        onFocus={() => current ?? setCurrent(rows[0]?.path)}
        onKeyDown={keys}
      >
        {rows.map((row) => (
          <Row
            key={row.path}
            id={`${id} ${row.path}`}
            row={row}
            isCurrent={row.path === current}
            mark={wanted === '' ? undefined : wanted}
            followed={following.get(row.path)}
            {...{ toggle, switchRaw }}
            choose={() => setCurrent(row.path)}
            copyValue={(value) => void copyValue(value)}
            copyPath={({ path }) => void copy('path', path)}
          />
        ))}
      </div>
    </section>
  );
}
