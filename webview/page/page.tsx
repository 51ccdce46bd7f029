/** The page around the view: what can be shown at the left, configurations over it, the form of one at the right. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallsSubject } from '../../client/call-messages.ts';
import type { ManagerHost } from '../../client/configuration-messages.ts';
import type { Sought } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { CallsPage } from '../calls/calls-page.tsx';
import { ConfigurationManager } from '../configurations/manager.tsx';
import { ConfigurationForm } from '../form/configuration-form.tsx';
import { IconButton } from '../view/icons.tsx';
import { addressOf, subjectIn } from './calls-address.ts';
import { Opened } from './opened.tsx';
import { pageCalls } from './page-calls.ts';
import { type FormSubject, PageForm } from './page-form.ts';
import { PageManager } from './page-manager.ts';
import { Sidebar } from './sidebar.tsx';
import { useExperiments } from './use-experiments.ts';

/** Below this the sidebar would leave too little for the view. */
const NARROW = 900;

/** Whoever opens other calls here makes another page of them. */
const noneOpens = () => () => {};

/** What a part of the page can ask of the others. */
export interface PageParts {
  /** What comes of it is shown. */
  readonly openForm: (subject: FormSubject) => void;
  readonly reveal: (experiment: string, outputId: string) => void;
  readonly manage: () => void;
  readonly openCalls: (subject: CallsSubject) => void;
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
  const [calls, setCalls] = useState(() => subjectIn(location.search));
  /** What its page shows now. */
  const subject = useRef(calls);
  const [toShow, setToShow] = useState<{ readonly experiment: string; readonly outputId: string }>();
  const [toFind, setToFind] = useState<{ readonly experiment: string; readonly sought: Sought }>();
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
    setCalls(undefined);
    const address = addressOf(location.href, undefined);
    if (next) address.searchParams.set('experiment', next);
    else address.searchParams.delete('experiment');
    history.replaceState(undefined, '', address);
  }, []);

  const keepCalls = useCallback((shown: CallsSubject | undefined) => {
    subject.current = shown;
    history.replaceState(undefined, '', addressOf(location.href, shown));
  }, []);
  const openCalls = useCallback(
    (next: CallsSubject | undefined) => {
      keepCalls(next);
      setManaging(false);
      setCalls(next);
      if (next && innerWidth < NARROW) setSidebar(false);
    },
    [keepCalls],
  );

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
      openCalls,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      manage: () => {
        openCalls(undefined);
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
  }, [session, choose, openCalls]);

  const manager = useMemo<ManagerHost>(
    () => new PageManager(session, uuid === undefined ? undefined : { uuid, name: name ?? '' }, parts),
    [session, uuid, name, parts],
  );

  const find = useCallback(
    (experiment: string, sought: Sought) => {
      reload();
      choose(experiment);
      setToFind({ experiment, sought });
    },
    [reload, choose],
  );
  const project = calls?.project;
  const callsHost = useMemo(
    () => project !== undefined && pageCalls(session, () => subject.current ?? { project }, find),
    [session, project, find],
  );

  const common = { session, experiments, problem, choose, reload, parts, project };
  return (
    <div className="p-page">
      {uuid === undefined ? (
        <>
          <Sidebar {...common} chosen={undefined} hide={undefined} outputs={[]} />
          <main className="p-main h-view" inert={managing || calls !== undefined}>
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
          hidden={managing || calls !== undefined}
          toShow={toShow?.experiment === uuid ? toShow : undefined}
          toFind={toFind?.experiment === uuid ? toFind.sought : undefined}
        />
      )}
      {managing && (
        <main className="p-manager">
          <IconButton icon="close" title="Back to the trace" onClick={() => setManaging(false)} />
          <ConfigurationManager host={manager} onChange={parts.onChange} />
        </main>
      )}
      {callsHost && !managing && (
        <main className="p-calls">
          <CallsPage key={project} host={callsHost} onSubject={noneOpens} keep={keepCalls} />
          <IconButton icon="close" title="Back to the traces" onClick={() => openCalls(undefined)} />
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
