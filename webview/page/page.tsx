/** The page around the view: what can be shown at the left, the form of a configuration at the right. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ExperimentInfo, HostEvent, OutputInfo } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { ConfigurationForm } from '../form/configuration-form.tsx';
import { IconButton } from '../view/icons.tsx';
import { TraceView } from '../view/trace-view.tsx';
import { PageForm } from './page-form.ts';
import { Sidebar } from './sidebar.tsx';
import { useExperiments } from './use-experiments.ts';

/** Below this the sidebar would leave too little for the view. */
const NARROW = 900;

export function Page({ session }: { readonly session: TspSession }) {
  const { experiments, problem, reload } = useExperiments(session);
  const [chosen, setChosen] = useState(() => new URLSearchParams(location.search).get('experiment') ?? undefined);
  const [sidebar, setSidebar] = useState(innerWidth >= NARROW);
  const uuid = chosen ?? experiments?.[0]?.uuid;

  const choose = useCallback((next: string | undefined) => {
    setChosen(next);
    const address = new URL(location.href);
    if (next) address.searchParams.set('experiment', next);
    else address.searchParams.delete('experiment');
    history.replaceState(undefined, '', address);
  }, []);

  return uuid === undefined ? (
    <div className="p-page">
      <Sidebar
        session={session}
        experiments={experiments}
        problem={problem}
        chosen={undefined}
        choose={choose}
        reload={reload}
        hide={undefined}
        outputs={[]}
      />
      <main className="p-main h-view">
        <output className="h-whole-message">
          {experiments === undefined && !problem
            ? 'Loading…'
            : 'No trace is open. Open one by its path at the left: a file or a folder.'}
        </output>
      </main>
    </div>
  ) : (
    <Opened
      key={uuid}
      session={session}
      uuid={uuid}
      experiments={experiments}
      problem={problem}
      choose={choose}
      reload={reload}
      sidebar={sidebar}
      setSidebar={setSidebar}
    />
  );
}

function Opened(props: {
  readonly session: TspSession;
  readonly uuid: string;
  readonly experiments: readonly ExperimentInfo[] | undefined;
  readonly problem: string | undefined;
  readonly choose: (uuid: string | undefined) => void;
  readonly reload: () => void;
  readonly sidebar: boolean;
  readonly setSidebar: (open: boolean) => void;
}) {
  const { session, uuid, experiments, problem, choose, reload, sidebar, setSidebar } = props;
  const [form, setForm] = useState<PageForm>();
  const [outputs, setOutputs] = useState<readonly OutputInfo[]>([]);
  /** What the sidebar tells the view. */
  const own = useMemo(() => new Set<(event: HostEvent) => void>(), []);
  const show = useCallback(
    (outputId: string) => {
      for (const listener of own) listener({ kind: 'show', outputId });
    },
    [own],
  );
  const host = useMemo(
    () =>
      session.viewer(uuid, async (outputId, typeId) => {
        const [type, output] = await Promise.all([
          session.configTypes(uuid, outputId).then((types) => types.find((each) => each.id === typeId)),
          host.outputs().then((all) => all.find((each) => each.id === outputId)),
        ]);
        if (!type || !output) throw new Error('This output does not offer that configuration any more.');
        setForm(
          new PageForm(host, type, output, (created) => {
            setForm(undefined);
            if (created) show(created.id);
          }),
        );
      }),
    [session, uuid, show],
  );

  const onEvent = useCallback(
    (listener: (event: HostEvent) => void) => {
      own.add(listener);
      const stop = host.onEvent(listener);
      return () => {
        own.delete(listener);
        stop();
      };
    },
    [host, own],
  );

  useEffect(() => {
    // What the host tells is newer than the answer to a question put before it.
    let told = false;
    const stop = host.onEvent((event) => {
      if (event.kind === 'outputs') {
        told = true;
        setOutputs(event.outputs);
      }
      if (event.kind === 'experiment') reload();
    });
    host.outputs().then(
      (first) => !told && setOutputs(first),
      () => {},
    );
    return () => {
      stop();
      host.close();
    };
  }, [host, reload]);

  return (
    <div className="p-page">
      {sidebar ? (
        <Sidebar
          session={session}
          experiments={experiments}
          problem={problem}
          chosen={uuid}
          choose={choose}
          reload={reload}
          hide={() => setSidebar(false)}
          outputs={outputs}
          host={host}
          show={show}
        />
      ) : (
        <div className="p-rail h-view">
          <IconButton icon="right" title="Show the sidebar" onClick={() => setSidebar(true)} />
        </div>
      )}
      <main className="p-main">
        <TraceView host={host} onEvent={onEvent} />
      </main>
      {form && (
        <aside className="p-form" aria-label="Configuration">
          <ConfigurationForm key={form.key} host={form} />
        </aside>
      )}
    </div>
  );
}
