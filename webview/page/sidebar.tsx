/** Experiments and, of the one that is shown, the outputs: a click adds a lane. */

import { useEffect, useState } from 'react';
import { countedEvents } from '../../client/counted.ts';
import type { ConfigTypeInfo, ExperimentInfo, OutputInfo, OutputType, ViewerHost } from '../../client/messages.ts';
import { type OutputItem, outputRows, outputTree } from '../../client/output-tree.ts';
import { readingText } from '../../client/reading-text.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { formatDuration } from '../time/duration.ts';
import { Icon, IconButton, type IconName } from '../view/icons.tsx';
import { MenuButton } from '../view/menu.tsx';
import { OpenTrace } from './open-trace.tsx';

const ICONS: Readonly<Record<OutputType, IconName>> = {
  TIME_GRAPH: 'timeGraph',
  GANTT_CHART: 'gantt',
  TREE_TIME_XY: 'xy',
  TREE_GENERIC_XY: 'bars',
  TABLE: 'table',
  DATA_TREE: 'dataTree',
  NONE: 'group',
};

export function Sidebar(props: {
  readonly session: TspSession;
  readonly experiments: readonly ExperimentInfo[] | undefined;
  readonly problem: string | undefined;
  readonly chosen: string | undefined;
  readonly choose: (uuid: string | undefined) => void;
  readonly reload: () => void;
  readonly hide: (() => void) | undefined;
  readonly outputs: readonly OutputInfo[];
  readonly host?: ViewerHost;
  readonly show?: (outputId: string) => void;
}) {
  const { session, experiments = [], problem, chosen, choose, reload, hide, outputs, host, show } = props;
  const [failure, setFailure] = useState<string>();
  const said = failure ?? problem;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const isClosed = (item: OutputItem) => item.output === undefined && !opened.has(item.id);
  const remove = async (experiment: ExperimentInfo) => {
    try {
      await session.deleteExperiment(experiment.uuid);
      if (experiment.uuid === chosen) choose(undefined);
      reload();
    } catch (error) {
      setFailure(`“${experiment.name}” could not be closed: ${(error as Error).message}`);
    }
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
      <ul>
        {experiments.map((experiment) => (
          <li key={experiment.uuid} className={experiment.uuid === chosen ? 'p-chosen' : ''}>
            <button
              type="button"
              className="p-item p-experiment"
              aria-current={experiment.uuid === chosen}
              title={[experiment.name, ...experiment.traces.map((trace) => trace.path)].join('\n')}
              onClick={() => choose(experiment.uuid)}
            >
              <span>{experiment.name}</span>
              <span className="h-dim">{stateOf(experiment)}</span>
            </button>
            <IconButton
              icon="close"
              title={`Close ${experiment.name} (its files stay)`}
              onClick={() => void remove(experiment)}
            />
          </li>
        ))}
      </ul>
      {chosen !== undefined && <h2>Outputs</h2>}
      <ul>
        {outputRows(outputTree(outputs), isClosed).map(({ item, depth }) =>
          item.output ? (
            <OutputRow
              key={item.id}
              label={item.label}
              output={item.output}
              depth={depth}
              host={host}
              show={show}
              failed={(text) => setFailure(text)}
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
    </nav>
  );
}

function stateOf(experiment: ExperimentInfo): string {
  if (experiment.indexing === 'CLOSED') return 'Closed';
  if (experiment.indexing === 'RUNNING') return readingText(experiment);
  return `${formatDuration(experiment.end - experiment.start)} · ${countedEvents(experiment.events)}`;
}

function OutputRow(props: {
  readonly label: string;
  readonly output: OutputInfo;
  readonly depth: number;
  readonly host: ViewerHost | undefined;
  readonly show: ((outputId: string) => void) | undefined;
  readonly failed: (text: string) => void;
}) {
  const { label, output, depth, host, show, failed } = props;
  const [types, setTypes] = useState<readonly ConfigTypeInfo[]>([]);
  const { id, name, canCreate, canDelete, parentId, type } = output;
  useEffect(() => {
    if (canCreate) host?.configTypes(id).then(setTypes, () => setTypes([]));
  }, [host, id, canCreate]);
  const tell = (error: unknown) => failed(`${name}: ${(error as Error).message}`);
  return (
    <li style={{ paddingLeft: depth * 12 }}>
      <button
        type="button"
        className="p-item"
        title={[name, output.description].filter(Boolean).join('\n')}
        disabled={type === 'NONE'}
        onClick={() => show?.(id)}
      >
        <Icon name={ICONS[type] ?? 'group'} />
        <span>{label}</span>
      </button>
      {types.length > 0 && (
        <MenuButton
          icon="add"
          title={`Customise ${name}`}
          items={types.map((each) => ({
            label: `${each.name}…`,
            act: () => void host?.customise(id, each.id).catch(tell),
          }))}
        />
      )}
      {canDelete && parentId !== undefined && (
        <IconButton
          icon="trash"
          title={`Delete ${name}`}
          onClick={() => void host?.deleteDerived(parentId, id).catch(tell)}
        />
      )}
    </li>
  );
}
