/**
 * All configurations on a page: types and what is stored of each at the left, what is chosen at the right. `ManagerHost` is
 * all it knows of where it is. Nothing is deleted without saying what goes along, and nothing that can't be undone.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ManagerContent, ManagerHost, StoredConfiguration } from '../../client/configuration-messages.ts';
import { countedOutputs } from '../../client/counted.ts';
import type { ConfigTypeInfo, ConfigurationInfo } from '../../client/messages.ts';
import { InstanceDetails, TypeDetails } from './details.tsx';
import { NewMenu } from './new-menu.tsx';
import { RowTree } from './row-tree.tsx';
import { addedTo, besides, rowsOf } from './rows.ts';

export interface Notice {
  readonly text: string;
  readonly bad?: boolean;
  readonly act?: { readonly label: string; readonly run: () => void };
}

/** What is being done to the chosen one. */
export type Doing = 'renaming' | 'deleting' | undefined;

export function ConfigurationManager(props: {
  readonly host: ManagerHost;
  readonly onChange: (listener: () => void) => () => void;
}) {
  const { host, onChange } = props;
  const [content, setContent] = useState<ManagerContent>();
  const [failure, setFailure] = useState<string>();
  const [wanted, setWanted] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string>();
  const [doing, setDoing] = useState<Doing>();
  const [notice, setNotice] = useState<Notice>();
  const tree = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);
  const known = useRef<ManagerContent>(undefined);

  const load = useCallback(() => {
    host.manager().then(
      (next) => {
        const added = addedTo(known.current, next);
        if (added !== undefined) setChosen(added);
        known.current = next;
        setContent(next);
        setFailure(undefined);
      },
      (error: Error) => setFailure(error.message),
    );
  }, [host]);
  useEffect(() => {
    load();
    return onChange(load);
  }, [load, onChange]);

  /** What fails is told, and leaves everything as it is. */
  function attempt(act: () => Promise<unknown>) {
    setNotice(undefined);
    act().catch((error: Error) => setNotice({ text: error.message, bad: true }));
  }

  async function importAll() {
    const told = await host.importAll();
    if (!told) return;
    const { imported, problems } = told;
    const count = imported.length === 1 ? `“${imported[0]}” was imported.` : `${imported.length} were imported.`;
    setNotice({ text: [count, ...problems].join('\n'), bad: problems.length > 0 });
  }

  function undo(deleted: ConfigurationInfo) {
    const { id, name } = deleted;
    setNotice(undefined);
    host.restore(id).then(
      (problems) => setNotice({ text: [`“${name}” is back.`, ...problems].join('\n'), bad: problems.length > 0 }),
      (error: Error) => {
        setNotice({ text: error.message, bad: true, act: { label: 'Try again', run: () => undo(deleted) } });
      },
    );
  }

  async function remove({ configuration, uses }: StoredConfiguration) {
    const next = row && besides(rows, row.key);
    await host.remove(configuration.id);
    setDoing(undefined);
    setChosen(next);
    const outputs = uses.length === 0 ? '' : ` with ${countedOutputs(uses.length)}`;
    const act = { label: 'Undo', run: () => undo(configuration) };
    setNotice({ text: `“${configuration.name}” was deleted${outputs}.`, act });
    tree.current?.focus();
  }

  const rows = content ? rowsOf(content, wanted, closed) : [];
  const row = rows.find(({ key }) => key === chosen) ?? rows[0];
  const backToTree = () => tree.current?.focus();

  /** Where an output is to be chosen, that is asked beside the list. */
  function create({ id, scope }: ConfigTypeInfo) {
    const targets = content?.targets[id] ?? [];
    if (scope === 'global' || targets.length === 1) attempt(() => host.create(id, targets[0]?.id));
    else {
      setWanted('');
      setChosen(id);
      requestAnimationFrame(() => details.current?.querySelector<HTMLElement>('select, button')?.focus());
    }
  }

  return (
    <div className="manager">
      <header>
        <h1>Configurations</h1>
        <input
          type="search"
          placeholder="Filter by name, type, value or use"
          aria-label="Filter the configurations"
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') tree.current?.focus();
            else if (event.key === 'Escape' && wanted !== '') setWanted('');
            else return;
            event.preventDefault();
          }}
        />
        {content && <NewMenu types={content.types} create={create} />}
        <button type="button" className="secondary" onClick={() => attempt(importAll)}>
          Import…
        </button>
        <button
          type="button"
          className="secondary"
          disabled={!content?.stored.length}
          onClick={() => attempt(() => host.exportAll(content!.stored.map(({ configuration }) => configuration.id)))}
        >
          Export all…
        </button>
      </header>
      <output className={notice?.bad ? 'told bad' : 'told'}>
        {notice && (
          <>
            <span>{notice.text}</span>
            {notice.act && (
              <button type="button" className="link" onClick={notice.act.run}>
                {notice.act.label}
              </button>
            )}
            <button type="button" className="icon" aria-label="Dismiss" onClick={() => setNotice(undefined)}>
              ✕
            </button>
          </>
        )}
      </output>
      {failure !== undefined && (
        <div className="summary" role="alert">
          <strong>The configurations could not be loaded.</strong>
          <p>{failure}</p>
          <button type="button" className="secondary" onClick={load}>
            Try again
          </button>
        </div>
      )}
      {!content && failure === undefined && <p className="help">Loading…</p>}
      {content && (
        <div className="panes">
          <div className="pane-list">
            {content.stored.length === 0 && (
              <p className="help empty">
                Nothing is configured yet. Choose below what to make, or import a file of configurations.
              </p>
            )}
            {rows.length === 0 && <p className="help empty">Nothing matches “{wanted}”.</p>}
            <RowTree
              ref={tree}
              rows={rows}
              chosen={row?.key}
              choose={(key) => {
                setChosen(key);
                setDoing(undefined);
              }}
              toggle={(typeId) => setClosed(closed.symmetricDifference(new Set([typeId])))}
              act={(what) => {
                if (row?.kind !== 'instance') return;
                if (what === 'edit') attempt(() => host.edit(row.stored.configuration.id));
                else setDoing(what);
              }}
            />
          </div>
          <section ref={details} className="pane-details" aria-label="Details">
            {row?.kind === 'type' && <TypeDetails key={row.key} row={row} content={content} {...{ host, attempt }} />}
            {row?.kind === 'instance' && (
              <InstanceDetails
                key={row.key}
                {...{ row, content, host, attempt, doing, setDoing, remove, setNotice, backToTree }}
              />
            )}
          </section>
        </div>
      )}
    </div>
  );
}
