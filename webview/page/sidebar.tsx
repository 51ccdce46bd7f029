/** Experiments and, of the one that is shown, the outputs: a click adds a lane. */
import { useRef, useState } from 'react';
import { countedEvents } from '../../client/counted.ts';
import type { ExperimentInfo, OutputInfo } from '../../client/messages.ts';
import { type OutputItem, outputRows, outputTree } from '../../client/output-tree.ts';
import { readingText } from '../../client/reading-text.ts';
import { mustBeDone } from '../../client/refused.ts';
import type { ExperimentSession } from '../../client/session/experiment-session.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { formatDuration } from '../time/duration.ts';
import { Icon, IconButton } from '../view/icons.tsx';
import { CallProjects } from './call-projects.tsx';
import { useOneStop } from './one-stop.ts';
import { OpenTrace } from './open-trace.tsx';
import { OutputRow } from './output-row.tsx';
import type { PageParts } from './page.tsx';
import type { Undo } from './use-removal.ts';

export function Sidebar(props: {
  readonly session: TspSession;
  readonly experiments: readonly ExperimentInfo[] | undefined;
  readonly problem: string | undefined;
  readonly chosen: string | undefined;
  readonly choose: (uuid: string | undefined) => void;
  readonly reload: () => void;
  readonly hide: (() => void) | undefined;
  readonly outputs: readonly OutputInfo[];
  readonly parts: PageParts;
  /** Of which calls are shown. */
  readonly project: string | undefined;
  readonly host?: ExperimentSession;
  readonly show?: (outputId: string) => void;
  /** The output whose name is being typed. */
  readonly renaming?: string | undefined;
  readonly setRenaming?: (outputId: string | undefined) => void;
  readonly undo?: Undo | undefined;
}) {
  const { session, experiments = [], problem, chosen, choose, reload, hide, outputs, parts, host, show, undo } = props;
  const [failure, setFailure] = useState<string>();
  const traces = useRef<HTMLUListElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const said = failure ?? problem;
  const shown = props.project === undefined ? chosen : undefined;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const isClosed = (item: OutputItem) => item.output === undefined && !opened.has(item.id);
  /** What fails is told until the next thing is done. */
  const attempt = (name: string, act: () => Promise<unknown> | undefined) => {
    setFailure(undefined);
    act()?.catch((error: Error) => setFailure(`“${name}”: ${error.message}`));
  };
  const close = async ({ uuid }: ExperimentInfo) => {
    await session.deleteExperiment(uuid);
    if (uuid === chosen) choose(undefined);
    reload();
  };
  const rename = async ({ configuration }: OutputInfo, name: string) => {
    const stored = configuration && (await session.configurations.find(configuration.id));
    if (!stored) throw new Error('Its configuration is not there any more.');
    mustBeDone(await session.configurations.rename(stored, name));
    parts.changed();
  };
  return (
    <nav className="p-sidebar h-view" aria-label="Traces and outputs" data-own-keys>
      <header>
        <h2>Traces</h2>
        {hide && <IconButton icon="close" title="Hide the sidebar" onClick={hide} />}
      </header>
      <OpenTrace
        session={session}
        opened={(experiment) => {
          reload();
          choose(experiment.uuid);
        }}
      />
      {said && (
        <p className="p-problem" role="alert">
          {said}
        </p>
      )}
      <ul ref={traces} {...useOneStop(traces)}>
        {experiments.map((experiment) => (
          <li key={experiment.uuid} className={experiment.uuid === shown ? 'p-chosen' : ''}>
            <button
              type="button"
              className="p-item p-experiment"
              aria-current={experiment.uuid === shown}
              title={[experiment.name, ...experiment.traces.map((trace) => trace.path)].join('\n')}
              onClick={() => choose(experiment.uuid)}
            >
              <span>{experiment.name}</span>
              <span className="h-dim">{stateOf(experiment)}</span>
            </button>
            <IconButton
              icon="close"
              title={`Close ${experiment.name} (its files stay)`}
              onClick={() => attempt(experiment.name, () => close(experiment))}
            />
          </li>
        ))}
      </ul>
      {chosen !== undefined && <h2>Outputs</h2>}
      <ul ref={list} {...useOneStop(list)}>
        {outputRows(outputTree(outputs), isClosed).map(({ item, depth }) =>
          item.output ? (
            <OutputRow
              key={item.id}
              label={item.label}
              output={item.output}
              depth={depth}
              host={host}
              show={show}
              attempt={attempt}
              renaming={props.renaming === item.id}
              setRenaming={(renaming) => props.setRenaming?.(renaming ? item.id : undefined)}
              rename={rename}
            />
          ) : (
            <li key={item.id} style={{ paddingLeft: depth * 12 }}>
              <button
                type="button"
                className="p-item"
                aria-expanded={!isClosed(item)}
                title={item.label}
                onClick={() => setOpened(opened.symmetricDifference(new Set([item.id])))}
              >
                <Icon name={isClosed(item) ? 'right' : 'down'} />
                <span>{item.label}</span>
              </button>
            </li>
          ),
        )}
      </ul>
      {undo && (
        <p className="p-undo">
          <output>{undo.text}</output>{' '}
          <button type="button" className="h-button" onClick={() => attempt('Undo', undo.act)}>
            Undo
          </button>
        </p>
      )}
      <CallProjects chosen={props.project} open={(project) => parts.openCalls({ project })} />
      <h2>Configurations</h2>
      <button type="button" className="p-item" onClick={parts.manage}>
        <Icon name="group" />
        <span>Manage configurations</span>
      </button>
    </nav>
  );
}

function stateOf(experiment: ExperimentInfo): string {
  if (experiment.indexing === 'CLOSED') return 'Closed';
  if (experiment.indexing === 'RUNNING') return readingText(experiment);
  const size = `${formatDuration(experiment.end - experiment.start)} · ${countedEvents(experiment.events)}`;
  return experiment.live ? `Live · ${size}` : size;
}
