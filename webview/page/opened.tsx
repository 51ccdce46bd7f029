/** An experiment in the page: its outputs in the sidebar, its view beside it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { hasParameters } from '../../client/configuration-types.ts';
import type { ExperimentInfo, HostEvent, OutputChange, OutputInfo, Parameters, Sought } from '../../client/messages.ts';
import { refusalText } from '../../client/refused.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { titledParameters } from '../../client/titled-parameters.ts';
import { IconButton } from '../view/icons.tsx';
import { TraceView } from '../view/trace-view.tsx';
import type { PageParts } from './page.tsx';
import { Sidebar } from './sidebar.tsx';
import { useRemoval } from './use-removal.ts';

/** Where the sidebar lies over the view: see `page.css`. */
const OVERLAID = '(max-width: 760px)';

export function Opened(props: {
  readonly session: TspSession;
  readonly uuid: string;
  readonly experiments: readonly ExperimentInfo[] | undefined;
  readonly problem: string | undefined;
  readonly choose: (uuid: string | undefined) => void;
  readonly reload: () => void;
  readonly parts: PageParts;
  readonly project: string | undefined;
  readonly sidebar: boolean;
  readonly setSidebar: (open: boolean) => void;
  /** Something lies over the view. */
  readonly hidden: boolean;
  readonly toShow: { readonly outputId: string } | undefined;
  /** A state of one of its outputs. */
  readonly toFind: Sought | undefined;
}) {
  const { session, uuid, experiments, problem, choose, reload, parts, sidebar, setSidebar, hidden, toShow } = props;
  const { project, toFind } = props;
  const [outputs, setOutputs] = useState<readonly OutputInfo[]>([]);
  const [renaming, setRenaming] = useState<string>();
  const { remove, undo } = useRemoval(session, uuid, parts);
  /** What the sidebar tells the view. */
  const own = useMemo(() => new Set<(event: HostEvent) => void>(), []);
  const show = useCallback(
    (outputId: string) => {
      for (const listener of own) listener({ kind: 'show', outputId });
    },
    [own],
  );

  const host = useMemo(() => {
    const offered = async (outputId: string, typeId: string) => {
      const [types, all] = await Promise.all([session.configTypes(uuid, outputId), session.outputs(uuid)]);
      const [type, output] = [types.find(({ id }) => id === typeId), all.find(({ id }) => id === outputId)];
      if (!type || !output) throw new Error('This output does not offer that configuration any more.');
      return { type, experiment: uuid, output };
    };
    return session.viewer(uuid, {
      customise: async (outputId: string, typeId: string, parameters?: Parameters) => {
        const subject = await offered(outputId, typeId);
        if (hasParameters(subject.type)) return parts.openForm({ ...subject, ...(parameters ? { parameters } : {}) });
        const answer = await session.derive(uuid, outputId, typeId, {});
        if ('refusal' in answer) throw new Error(refusalText(answer.refusal));
        parts.changed();
        parts.reveal(uuid, answer.output.id);
      },
      changeOutput: async (outputId: string, change: OutputChange) => {
        // The field, and the way back, are there.
        if (change === 'rename' || change === 'delete') setSidebar(true);
        if (change === 'rename') return setRenaming(outputId);
        const output = (await session.outputs(uuid)).find(({ id }) => id === outputId);
        if (!output) throw new Error('This output is not there any more.');
        if (change === 'delete') return remove(output);
        const { parentId, configuration } = output;
        if (!configuration) throw new Error(`“${output.name}” was not made with a configuration.`);
        const { id, sourceTypeId } = configuration;
        const type = (await session.configurations.types()).find((known) => known.id === sourceTypeId);
        const subject =
          parentId === undefined || type?.scope === 'global' ? type && { type } : await offered(parentId, sourceTypeId);
        if (!subject) throw new Error(`The trace server knows no configuration type “${sourceTypeId}”.`);
        if (change === 'duplicate') return parts.openForm({ ...subject, parameters: titledParameters(configuration) });
        const edited = await session.configurations.find(id);
        if (!edited) throw new Error('The configuration of this output is not there any more.');
        parts.openForm({ ...subject, edited });
      },
      openCall: async (project: string, call: string) => parts.openCalls({ project, call }),
    });
  }, [session, uuid, parts, setSidebar, remove]);

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
    const stopChanges = parts.onChange(() => void host.refreshOutputs().catch(() => {}));
    return () => {
      stopChanges();
      stop();
      host.close();
    };
  }, [host, reload, parts]);

  /** Once it is known to the view, and once. */
  const shown = useRef<object>(undefined);
  useEffect(() => {
    const output = toShow && outputs.find(({ id }) => id === toShow.outputId);
    if (!output || shown.current === toShow) return;
    // Of one that only groups others, the first of them.
    const first = output.type === 'NONE' ? outputs.find(({ parentId }) => parentId === output.id) : undefined;
    if (output.type === 'NONE' && !first) return;
    shown.current = toShow;
    show((first ?? output).id);
  }, [toShow, outputs, show]);

  const found = useRef<Sought>(undefined);
  useEffect(() => {
    if (!toFind || found.current === toFind || !outputs.some(({ id }) => id === toFind.outputId)) return;
    found.current = toFind;
    for (const listener of own) listener({ kind: 'find', sought: toFind });
  }, [toFind, outputs, own]);

  return (
    <>
      {sidebar ? (
        <Sidebar
          {...{
            session,
            experiments,
            problem,
            choose,
            reload,
            parts,
            project,
            outputs,
            host,
            renaming,
            setRenaming,
            undo,
          }}
          chosen={uuid}
          show={(outputId) => {
            show(outputId);
            if (matchMedia(OVERLAID).matches) setSidebar(false);
          }}
          hide={() => setSidebar(false)}
        />
      ) : (
        <div className="p-rail h-view">
          <IconButton icon="right" title="Show the sidebar" onClick={() => setSidebar(true)} />
        </div>
      )}
      <main className="p-main" tabIndex={-1} inert={hidden}>
        <TraceView host={host} onEvent={onEvent} />
      </main>
    </>
  );
}
