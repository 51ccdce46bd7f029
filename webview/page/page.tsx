/** The page around the view: what can be shown at the left, configurations over it, the form of one at the right. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ManagerHost } from '../../client/configuration-messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { ConfigurationManager } from '../configurations/manager.tsx';
import { ConfigurationForm } from '../form/configuration-form.tsx';
import { IconButton } from '../view/icons.tsx';
import { Opened } from './opened.tsx';
import { type FormSubject, PageForm } from './page-form.ts';
import { PageManager } from './page-manager.ts';
import { Sidebar } from './sidebar.tsx';
import { useExperiments } from './use-experiments.ts';

/** Below this the sidebar would leave too little for the view. */
const NARROW = 900;

/** What a part of the page can ask of the others. */
export interface PageParts {
  /** What comes of it is shown. */
  readonly openForm: (subject: FormSubject) => void;
  readonly reveal: (experiment: string, outputId: string) => void;
  readonly manage: () => void;
  /** Something was configured: whoever shows outputs or configurations asks for them anew. */
  readonly changed: () => void;
  readonly onChange: (listener: () => void) => () => void;
}

export function Page({ session }: { readonly session: TspSession }) {
  const { experiments, problem, reload } = useExperiments(session);
  const [chosen, setChosen] = useState(() => new URLSearchParams(location.search).get('experiment') ?? undefined);
  const [sidebar, setSidebar] = useState(innerWidth >= NARROW);
  const [form, setForm] = useState<PageForm>();
  const [managing, setManaging] = useState(false);
  const [toShow, setToShow] = useState<{ readonly experiment: string; readonly outputId: string }>();
  /** What had the focus before the form: gets it back. */
  const opener = useRef<Element>(undefined);
  useEffect(() => {
    if (form || !opener.current) return;
    const back = opener.current.isConnected ? opener.current : document.querySelector('.p-main');
    if (document.activeElement === document.body) (back as HTMLElement | null)?.focus();
    opener.current = undefined;
  }, [form]);
  const uuid = chosen ?? experiments?.[0]?.uuid;
  const name = experiments?.find((experiment) => experiment.uuid === uuid)?.name;

  const choose = useCallback((next: string | undefined) => {
    setChosen(next);
    const address = new URL(location.href);
    if (next) address.searchParams.set('experiment', next);
    else address.searchParams.delete('experiment');
    history.replaceState(undefined, '', address);
  }, []);

  const parts = useMemo((): PageParts => {
    const listeners = new Set<() => void>();
    const changed = () => {
      for (const listener of listeners) listener();
    };
    const reveal = (experiment: string, outputId: string) => {
      setManaging(false);
      choose(experiment);
      setToShow({ experiment, outputId });
    };
    return {
      changed,
      reveal,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      manage: () => {
        setManaging(true);
        if (innerWidth < NARROW) setSidebar(false);
      },
      openForm: (subject) => {
        opener.current ??= document.activeElement ?? undefined;
        setForm(
          new PageForm(session, subject, (answer) => {
            setForm(undefined);
            if (answer) changed();
            if (answer && 'output' in answer && subject.experiment) reveal(subject.experiment, answer.output.id);
          }),
        );
      },
    };
  }, [session, choose]);

  const manager = useMemo<ManagerHost>(
    () => new PageManager(session, uuid === undefined ? undefined : { uuid, name: name ?? '' }, parts),
    [session, uuid, name, parts],
  );

  const common = { session, experiments, problem, choose, reload, parts };
  return (
    <div className="p-page">
      {uuid === undefined ? (
        <>
          <Sidebar {...common} chosen={undefined} hide={undefined} outputs={[]} />
          <main className="p-main h-view">
            <output className="h-whole-message">
              {experiments === undefined && !problem
                ? 'Loading…'
                : 'No trace is open. Open one by its path at the left: a file or a folder.'}
            </output>
          </main>
        </>
      ) : (
        <Opened
          key={uuid}
          {...common}
          uuid={uuid}
          sidebar={sidebar}
          setSidebar={setSidebar}
          hidden={managing}
          toShow={toShow?.experiment === uuid ? toShow : undefined}
        />
      )}
      {managing && (
        <main className="p-manager">
          <IconButton icon="close" title="Back to the trace" onClick={() => setManaging(false)} />
          <ConfigurationManager host={manager} onChange={parts.onChange} />
        </main>
      )}
      {form && (
        <aside className="p-form" aria-label="Configuration">
          <ConfigurationForm key={form.key} host={form} />
        </aside>
      )}
    </div>
  );
}
