/** One project's calls: list and filter at one side, a call or two at the other. */
import { type KeyboardEvent, useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { CallRow, CallsHost, CallsOrder, CallsSubject } from '../../client/call-messages.ts';
import { CallDetail } from './call-detail.tsx';
import { CallList, type ListView } from './call-list.ts';
import { CallTable, type CallTableHandle, MOST_ROWS } from './call-table.tsx';
import { CallsContext, type CallsPageParts } from './calls-context.ts';
import { Compare } from './compare.tsx';
import { FilterRow } from './filter-row.tsx';
import { ListTools } from './list-tools.tsx';
import { NONE_SELECTED, type Selected, selectOne } from './selection.ts';
import { Splitter } from './splitter.tsx';
import { Failure } from './told.tsx';
import { useAsked } from './use-asked.ts';
import { useNow, useRevision } from './use-revision.ts';

/** Below this width, list and call lie one above the other; as in the style sheet. CSS pixels. */
const STACKED = 760;
/** A word on what was done is gone after this. */
const TOLD_MS = 4000;
const FIRST_ORDER = { order: 'started_at', descending: true } as const;

export function Project(props: {
  readonly host: CallsHost;
  readonly subject: CallsSubject;
  readonly keep: (subject: CallsSubject) => void;
}) {
  const { host, subject, keep } = props;
  const { project } = subject;
  const revision = useRevision(host, project);
  const [view, setView] = useState<ListView>({ question: subject.filter ?? {}, ...FIRST_ORDER });
  const [selected, setSelected] = useState<Selected>(NONE_SELECTED);
  const [picked, setPicked] = useState(subject.call);
  const [compared, setCompared] = useState<readonly [string, string]>();
  const [renamed, setRenamed] = useState<{ readonly id: string; readonly name: string }>();
  const [told, setTold] = useState<{ readonly text: string; readonly bad?: boolean }>();
  const [changes, changed] = useReducer((count: number) => count + 1, 0);
  const [part, setPart] = useState(45);
  const [isStacked, setIsStacked] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const table = useRef<CallTableHandle>(null);
  const detail = useRef<HTMLElement>(null);

  // The list outlives its questions; it is told of them.
  const [, drawn] = useReducer((count: number) => count + 1, 0);
  const [list, setList] = useState<CallList>();
  const firstView = useRef(view);
  useEffect(() => {
    const made = new CallList(host, project, firstView.current, drawn);
    setList(made);
    return () => made.stop();
  }, [host, project]);
  const ops = useAsked(project, `${revision} ${changes}`, () => host.callOps(project));
  const seen = useRef<string>(undefined);
  useEffect(() => {
    const now = `${revision} ${changes}`;
    if (list && seen.current !== undefined && seen.current !== now && revision !== undefined) list.refresh();
    if (revision !== undefined) seen.current = now;
  }, [list, revision, changes]);

  const look = (next: ListView) => {
    firstView.current = next;
    setView(next);
    list?.show(next);
    table.current?.toTop();
  };
  const sort = (order: CallsOrder) => {
    // What one looks for first: the latest, the longest; names from A.
    const first = order !== 'name';
    look({ ...view, order, descending: view.order === order ? !view.descending : first });
  };

  const go = useCallback((id: string) => {
    setCompared(undefined);
    setPicked(id);
    setSelected(selectOne(id));
  }, []);

  // Opened by somebody else.
  const looking = useRef(look);
  looking.current = look;
  useEffect(() => {
    const { call, compareWith, filter } = subject;
    if (filter) looking.current({ question: filter, ...FIRST_ORDER });
    if (call !== undefined) go(call);
    if (call !== undefined && compareWith !== undefined) {
      setCompared([call, compareWith]);
      setSelected({ ...selectOne(call), ids: new Set([call, compareWith]) });
    }
  }, [subject, go]);
  useEffect(() => {
    const [call = picked, compareWith] = compared ?? [];
    const filter = Object.keys(view.question).length === 0 ? undefined : view.question;
    keep({
      project,
      ...(call === undefined ? {} : { call }),
      ...(compareWith === undefined ? {} : { compareWith }),
      ...(filter ? { filter } : {}),
    });
  }, [keep, project, picked, compared, view]);

  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setIsStacked(element.clientWidth < STACKED));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const tell = useCallback((text: string) => setTold({ text }), []);
  useEffect(() => {
    if (told === undefined || told.bad) return undefined;
    const timer = setTimeout(() => setTold(undefined), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const attempt = useCallback((act: () => Promise<unknown>) => {
    setTold(undefined);
    act().catch((error: Error) => setTold({ text: error.message, bad: true }));
  }, []);

  const shownRevision = revision === undefined ? undefined : `${revision} ${changes}`;
  const parts = useMemo(
    (): CallsPageParts => ({ host, project, revision: shownRevision, go, tell, attempt, changed }),
    [host, project, shownRevision, go, tell, attempt],
  );

  const open = (row: CallRow, toDetail: boolean) => {
    setPicked(row.id);
    setCompared(undefined);
    if (toDetail) {
      const tab = detail.current?.querySelector<HTMLElement>('[role="tab"][tabindex="0"]');
      (tab ?? detail.current)?.focus();
    }
  };
  const chosen = selected.ids.size > 0 ? [...selected.ids] : picked === undefined ? [] : [picked];
  const compare = () => {
    const [a, b] = chosen;
    if (a !== undefined && b !== undefined) setCompared([a, b]);
    requestAnimationFrame(() => detail.current?.querySelector<HTMLElement>('.diff-row[tabindex="0"]')?.focus());
  };
  const rename = () => {
    const [id] = chosen;
    if (id === undefined || chosen.length > 1) return;
    const at = list?.indexOf(id);
    const row = at === undefined ? undefined : list?.row(at);
    attempt(async () => {
      const name = (row ?? (await host.callDetail(project, id)))?.name;
      if (name === undefined) throw new Error('This call is not there any more.');
      setRenamed({ id, name });
    });
  };
  const remove = () => {
    if (chosen.length === 0) return;
    attempt(async () => {
      const last = Math.max(...chosen.map((id) => list?.indexOf(id) ?? -1));
      const next = last < 0 ? undefined : list?.row(last + 1)?.id;
      if (!(await host.deleteCalls(project, chosen))) return;
      setTold({ text: `Deleted ${counted(chosen.length)}.` });
      setCompared(undefined);
      setPicked(next);
      setSelected(next === undefined ? NONE_SELECTED : selectOne(next));
      changed();
      table.current?.focus();
    });
  };

  /** Letters go to the calls beside the picked one, wherever nothing is typed. */
  const keys = (event: KeyboardEvent) => {
    const { target, key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || (target as Element).closest('input, textarea, select, dialog, [role="menu"]'))
      return;
    const way = {
      j: shiftKey ? 'nextSibling' : 'nextPeer',
      k: shiftKey ? 'previousSibling' : 'previousPeer',
    }[key.toLowerCase()];
    if (key === 'Escape' && detail.current?.contains(target as Element)) table.current?.focus();
    else if (key === '/') root.current?.querySelector<HTMLElement>('.filters input')?.focus();
    else if (way === undefined) return;
    else root.current?.querySelector<HTMLElement>(`[data-way="${way}"] button:enabled`)?.click();
    event.preventDefault();
  };

  const size = list?.size;
  const now = useNow(ops.value?.some(({ running }) => running > 0) ?? false);
  const isNarrowed = Object.keys(view.question).length > 0;
  const share = `${part}fr`;
  const rest = `${100 - part}fr`;
  return (
    <CallsContext.Provider value={parts}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys for all of the page */}
      <div
        ref={root}
        className={isStacked ? 'calls stacked' : 'calls'}
        style={
          isStacked
            ? { gridTemplateRows: `minmax(0, ${share}) 5px minmax(0, ${rest})` }
            : { gridTemplateColumns: `minmax(0, ${share}) 5px minmax(0, ${rest})` }
        }
        onKeyDown={keys}
      >
        <section className="call-list" aria-label={`Calls of ${project}`}>
          <FilterRow
            question={view.question}
            setQuestion={(question) => look({ ...view, question })}
            ops={ops.value ?? []}
            toList={() => table.current?.focus()}
          />
          <ListTools
            {...{
              host,
              project,
              list,
              chosen,
              compare,
              remove,
              rename,
              renamed,
              setRenamed,

              isNarrowed,
              attempt,
              changed,
            }}
            selected={selected.ids.size}
            done={() => table.current?.focus()}
          />
          <output className={told?.bad ? 'told bad' : 'told'}>
            {told && (
              <>
                <span>{told.text}</span>
                <button type="button" className="icon" aria-label="Dismiss" onClick={() => setTold(undefined)}>
                  ✕
                </button>
              </>
            )}
          </output>
          <div className="table-frame">
            {list && (
              <CallTable
                ref={table}
                {...{ list, view, sort, selected, picked, open, remove, now }}
                select={setSelected}
                rename={rename}
              />
            )}
            {list?.problem !== undefined && (
              <Failure what="The calls" problem={list.problem} retry={() => list.refresh()} />
            )}
            {list && list.newer > 0 && (
              <button
                type="button"
                className="primary pill"
                onClick={() => {
                  list.showNewer();
                  table.current?.toTop();
                }}
              >
                ↑ {list.newer.toLocaleString()} new {list.newer === 1 ? 'call' : 'calls'}
              </button>
            )}
            {list?.isCounted && size === 0 && list.problem === undefined && (
              <p className="help nothing">
                {isNarrowed ? (
                  <>
                    No call fits the filter.{' '}
                    <button type="button" className="link" onClick={() => look({ ...view, question: {} })}>
                      Show all calls
                    </button>
                  </>
                ) : (
                  `Nothing was recorded in ${project} yet. Calls appear here as soon as a program records them.`
                )}
              </p>
            )}
            {size !== undefined && size > MOST_ROWS && (
              <p className="help cut">
                The first {MOST_ROWS.toLocaleString()} are listed. Narrow the filter to see others.
              </p>
            )}
          </div>
        </section>
        <Splitter {...{ part, setPart, isStacked }} />
        <section ref={detail} className="call-side" tabIndex={-1} aria-label={compared ? 'Comparison' : 'Call'}>
          {compared ? (
            <Compare
              left={compared[0]}
              right={compared[1]}
              swap={() => setCompared([compared[1], compared[0]])}
              close={() => {
                setCompared(undefined);
                table.current?.focus();
              }}
            />
          ) : picked === undefined ? (
            <p className="help nothing">
              {size === 0
                ? ''
                : 'Pick a call in the list to see its inputs, output and trace. Select two to compare them.'}
            </p>
          ) : (
            <CallDetail id={picked} />
          )}
        </section>
      </div>
    </CallsContext.Provider>
  );
}

const counted = (count: number): string => (count === 1 ? 'a call' : `${count.toLocaleString()} calls`);
