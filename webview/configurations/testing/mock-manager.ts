/** The host of the page of configurations without a server: a few types, a few configurations, all of it in memory. */
import type {
  ManagerContent,
  ManagerHost,
  StoredConfiguration,
  Submitted,
} from '../../../client/configuration-messages.ts';

const type = (id: string, name: string, scope: string, description: string) => ({
  id,
  name,
  scope,
  description,
  schema: {},
});
const use = (outputName: string, experimentName = 'many-threads') => ({
  ...{ experiment: experimentName, experimentName, outputName },
  outputId: `${outputName}:id`,
});

function stored(id: string, sourceTypeId: string, name: string, parameters: object, uses: readonly string[]) {
  const configuration = { id, name, sourceTypeId, parameters: parameters as Record<string, unknown> };
  return { configuration, etag: '"1"', shared: true, uses: uses.map((each) => use(each)) };
}

export class MockManager implements ManagerHost {
  readonly #listeners = new Set<() => void>();
  readonly log: unknown[] = [];
  #stored: StoredConfiguration[];
  #removed: StoredConfiguration[] = [];

  constructor({ empty = false } = {}) {
    const long = 'Duration > 10ms && (label matches ^parse || label contains render) && !(TID == 1234)';
    const inAndOut = {
      specifiers: [
        { in: 'syscall_entry_(.*)', out: 'syscall_exit_(.*)' },
        { in: 'a', out: 'b' },
      ],
    };
    this.#stored = empty
      ? []
      : [
          stored('1', 'flame', 'Slow parsing', { title: 'Slow parsing', filter: long }, [
            'Flame Chart',
            'Flame Chart 2',
          ]),
          stored('2', 'flame', 'Renders', { title: 'Renders', filter: 'label matches ^render' }, []),
          stored('3', 'thread', 'cc [1234] · critical path', { tid: 1234, name: 'cc' }, ['Thread Status']),
          stored('4', 'inout', 'System calls by name', inAndOut, ['In and Out']),
          stored('5', 'xml', 'Web server requests', { content: '<tmfxml>\n  <stateProvider/>\n</tmfxml>' }, []),
        ];
  }

  onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async manager(): Promise<ManagerContent> {
    return {
      types: [
        type('flame', 'Custom Flame Charts', 'data_provider', 'A flame chart with only the calls that match a filter'),
        type('thread', 'Critical path of a thread', 'tree', 'What the time of a thread went into'),
        type('inout', 'In-And-Out analyses', 'experiment', 'Segments between events that begin and end them'),
        type('xml', 'XML analyses', 'global', 'Analyses that are described by a document'),
        type('log', 'Custom parsers', 'global', 'Text logs, line by line'),
      ],
      stored: this.#stored,
      experiment: { uuid: 'many-threads', name: 'many-threads' },
      targets: {
        flame: [
          { id: 'fc', name: 'Flame Chart' },
          { id: 'fc2', name: 'Flame Chart (user space)' },
        ],
        inout: [{ id: 'io', name: 'In and Out' }],
      },
    };
  }

  async create(typeId: string, outputId?: string) {
    this.log.push(['create', typeId, outputId]);
  }
  async duplicate(id: string, outputId?: string) {
    this.log.push(['duplicate', id, outputId]);
  }
  async edit(id: string) {
    this.log.push(['edit', id]);
  }
  async rename(id: string, name: string): Promise<Submitted> {
    const renamed = this.#stored.map((each) =>
      each.configuration.id === id ? { ...each, configuration: { ...each.configuration, name } } : each,
    );
    this.#tell(renamed);
    return { configuration: renamed.find(({ configuration }) => configuration.id === id)! };
  }
  async apply(id: string, outputId: string): Promise<Submitted> {
    this.log.push(['apply', id, outputId]);
    return { refusal: { message: 'Not applied', detail: 'a mock applies nothing' } };
  }
  async remove(id: string) {
    this.#removed = this.#stored.filter(({ configuration }) => configuration.id === id);
    this.#tell(this.#stored.filter((each) => !this.#removed.includes(each)));
  }
  async restore() {
    this.#tell([...this.#stored, ...this.#removed]);
    return [];
  }
  async exportAll(ids: readonly string[]) {
    this.log.push(['export', ids]);
    return true;
  }
  async importAll() {
    return { imported: ['A', 'B'], problems: ['“C”: “filter” is missing'] };
  }
  async reveal(experiment: string, outputId: string) {
    this.log.push(['reveal', experiment, outputId]);
  }

  #tell(stored: StoredConfiguration[]) {
    this.#stored = stored;
    for (const listener of this.#listeners) listener();
  }
}
