/**
 * In-And-Out and custom statistics over HTTP, as the ADR's diagrams draw it: a configuration is made once, assigned to
 * experiments, changed and deleted, and takes its outputs along. Through the real readers and the real worker.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { sharedTrace } from '../formats/shared-traces.ts';
import { REAL_PARTS } from './testing/real-parts.ts';
import { type Answered, ServerUnderTest } from './testing/server-under-test.ts';

const TYPE = 'org.eclipse.tracecompass.incubator.internal.inandout.core.config';
const CONFIGURATOR = 'org.eclipse.tracecompass.incubator.inandout.core.analysis.inAndOutdataProviderFactory';
const STATISTICS = 'custom.fct.execution.stats.id';

const head = (cpu: number, at: number) =>
  `          <idle>-0       [00${cpu}] ..... 100.${String(at).padStart(6, '0')}:`;
const FTRACE = `# tracer: nop
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
${head(0, 1)} irq_handler_entry: irq=27 name=ahci
${head(1, 2)} irq_handler_entry: irq=28 name=eth0
${head(0, 4)} irq_handler_exit: irq=27 ret=handled
${head(1, 7)} irq_handler_exit: irq=28 ret=handled
${head(0, 8)} irq_handler_entry: irq=27 name=ahci
${head(0, 9)} irq_handler_exit: irq=27 ret=handled
${head(0, 10)} irq_handler_entry: irq=27 name=ahci
`;
const SPECIFIER = {
  label: 'Latency {2}',
  inRegex: '(\\S*)_entry',
  outRegex: '(\\S*)_exit',
  contextInRegex: 'irq=(\\d+)',
  contextOutRegex: 'irq=(\\d+)',
  classifier: 'CPU',
};

let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start(REAL_PARTS);
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

async function opened(name: string, path = under.file(`${name}.txt`, FTRACE)): Promise<string> {
  const trace = await under.call('POST', '/traces', { parameters: { uri: path, name } });
  const made = await under.call('POST', '/experiments', { parameters: { name, traces: [trace.json.UUID] } });
  assert.equal(made.status, 200, made.text);
  const experiment = `/experiments/${made.json.UUID}`;
  await under.indexed(experiment);
  return experiment;
}

interface Descriptor {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly parentId?: string;
  readonly capabilities: object;
}

/** What lies below this output. */
async function below(experiment: string, id: string): Promise<Descriptor[]> {
  const outputs: Descriptor[] = (await under.call('GET', `${experiment}/outputs`)).json;
  return outputs.filter(({ parentId }) => parentId === id);
}

/** The rows of a table of statistics: label and count. */
async function counts(experiment: string, id: string): Promise<(readonly [string, number])[]> {
  for (;;) {
    const { json, text } = await under.call('POST', `${experiment}/outputs/data/${encodeURIComponent(id)}/tree`, {
      parameters: {},
    });
    if (json.status !== 'RUNNING') {
      assert.equal(json.status, 'COMPLETED', text);
      const entries: { labels: string[] }[] = json.model.entries;
      return entries.slice(2).map(({ labels }) => [labels[0]!, Number(labels[5])] as const);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const statisticsIn = (outputs: readonly Descriptor[]): Descriptor =>
  outputs.find(({ name }) => name.endsWith('Latency Statistics'))!;

describe('In-And-Out by the diagrams of ADR 0011', () => {
  test('is made once, assigned to two experiments, shows its outputs in both, and takes them along', async () => {
    const types: { id: string; scope: string }[] = (await under.call('GET', '/config/types')).json;
    assert.equal(types.find(({ id }) => id === TYPE)?.scope, 'experiment');
    assert.equal((await under.call('GET', `/config/types/${TYPE}`)).json.schema.required[0], 'specifiers');
    assert.deepEqual((await under.call('GET', `/config/types/${TYPE}/configs`)).json, []);
    const configuration = (await under.call('POST', `/config/types/${TYPE}`, { specifiers: [SPECIFIER] })).json;
    assert.equal(configuration.name, '(\\S*)_entry to (\\S*)_exit by CPU');
    const configId = configuration.id;
    const experiments = [await opened('one'), await opened('two')];
    for (const experiment of experiments) {
      const assigned = await under.call('POST', `${experiment}/outputs/config`, { typeId: TYPE, configId });
      assert.equal(assigned.status, 200, assigned.text);
      assert.equal(assigned.json.configuration.id, configId);
      const [{ id, parentId, type }]: [Descriptor] = assigned.json.outputs;
      assert.deepEqual([parentId, type], [CONFIGURATOR, 'NONE']);
      assert.deepEqual(
        (await below(experiment, id)).map(({ name, type }) => `${name.split(' - ')[1]} ${type}`).sort(),
        [
          'Flame Chart TIME_GRAPH',
          'Latency Density TREE_GENERIC_XY',
          'Latency Statistics DATA_TREE',
          'Latency Table TABLE',
          'Latency vs Time TREE_TIME_XY',
        ],
      );
      assert.deepEqual(await counts(experiment, statisticsIn(await below(experiment, id)).id), [
        ['Latency 28', 1],
        ['Latency 27', 2],
      ]);
      assert.deepEqual(Object.keys((await under.call('GET', `${experiment}/outputs/config`)).json), [TYPE]);
    }
    assert.equal((await under.call('DELETE', `/config/types/${TYPE}/configs/${configId}`)).status, 200);
    for (const experiment of experiments) {
      assert.deepEqual(await below(experiment, CONFIGURATOR), []);
      assert.deepEqual((await under.call('GET', `${experiment}/outputs/config`)).json, {});
    }
  });

  test('is derived from the configurator, is there after a restart, and is deleted', async () => {
    const experiment = await opened('one');
    const body = {
      name: 'Interrupts',
      description: 'IRQs',
      sourceTypeId: TYPE,
      parameters: { specifiers: [SPECIFIER] },
    };
    const { json: derived } = await under.call('POST', `${experiment}/outputs/${CONFIGURATOR}`, body);
    assert.deepEqual([derived.name, derived.parentId, derived.type], ['Interrupts', CONFIGURATOR, 'NONE']);
    assert.deepEqual(derived.capabilities, { canCreate: false, canDelete: true });
    const [flame] = (await below(experiment, derived.id)).filter(({ type }) => type === 'TIME_GRAPH');
    assert.equal(flame?.name, 'Interrupts - Flame Chart');
    await under.restart(REAL_PARTS);
    await under.indexed(experiment);
    const ids = (await below(experiment, derived.id)).map(({ id }) => id);
    assert.ok(ids.includes(flame!.id));
    const tree = await under.call('POST', `${experiment}/outputs/timeGraph/${encodeURIComponent(flame!.id)}/tree`, {
      parameters: {},
    });
    assert.equal(tree.status, 200, tree.text);
    const deleted = await under.call(
      'DELETE',
      `${experiment}/outputs/${CONFIGURATOR}/${encodeURIComponent(derived.id)}`,
    );
    assert.equal(deleted.status, 200, deleted.text);
    assert.deepEqual(await below(experiment, derived.id), []);
  });

  test('PUT gives its outputs what it says now, under the same ids', async () => {
    const experiment = await opened('one');
    const { json: made } = await under.call('POST', `/config/types/${TYPE}/configs`, {
      name: 'Mine',
      parameters: { specifiers: [SPECIFIER] },
    });
    const assigned = await under.call('POST', `${experiment}/outputs/config`, { typeId: TYPE, configId: made.id });
    const { id } = assigned.json.outputs[0];
    const before = statisticsIn(await below(experiment, id));
    assert.deepEqual((await counts(experiment, before.id)).length, 2);
    const changed = await under.call('PUT', `/config/types/${TYPE}/configs/${made.id}`, {
      name: 'Mine',
      parameters: {
        specifiers: [{ inRegex: 'irq_handler_entry', outRegex: 'irq_handler_exit', classifier: 'CPU', label: 'IRQ' }],
      },
    });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(statisticsIn(await below(experiment, id)), before);
    assert.deepEqual(await counts(experiment, before.id), [['IRQ', 3]]);
  });

  test('while one types, it tells what events match, and what could be typed', async () => {
    const experiment = await opened('one');
    const attempt = async (specifier: object, suggest?: object): Promise<Answered['json']> => {
      const body = { typeId: TYPE, parameters: { specifiers: [specifier] }, suggest };
      return (await under.tried(`${experiment}/outputs/${CONFIGURATOR}`, body)).json;
    };
    assert.deepEqual(await attempt({ inRegex: 'irq_.*_entry', outRegex: 'irq_.*_exit' }), {
      errors: [],
      preview: {
        text: '1 event type opens, 1 closes',
        columns: ['In', 'Out'],
        rows: [['irq_handler_entry', 'irq_handler_exit']],
      },
    });
    const wrong = await attempt({ inRegex: 'irq(' }, { parameter: 'specifiers.0.inRegex', text: 'irq_handler_en' });
    assert.deepEqual(wrong.suggestions, ['irq_handler_entry']);
    assert.deepEqual(
      wrong.errors.map(({ parameter }: { parameter: string }) => parameter),
      ['specifiers.0.outRegex', 'specifiers.0.inRegex'],
    );
    const half = await attempt({ inRegex: 'irq_.*_entry', outRegex: '' });
    assert.equal(half.preview.text, '1 event type opens, 0 close');
    const by = await attempt(
      { inRegex: '.*', outRegex: '.*', classifier: 'nobody' },
      { parameter: 'specifiers.0.classifier', text: 'i' },
    );
    assert.deepEqual(by.suggestions, ['irq', 'TID', 'PID', 'common_pid']);
    assert.match(by.preview.text, /0 event types open, 0 close; some that match don't tell nobody/);
  });

  test('what is wrong is refused, with the place', async () => {
    const refused = async (specifiers: unknown, parameter: string): Promise<void> => {
      const answered: Answered = await under.call('POST', `/config/types/${TYPE}`, { specifiers });
      assert.equal(answered.status, 400, answered.text);
      assert.equal(answered.json.parameter, parameter, answered.text);
    };
    await refused([], 'specifiers');
    await refused([{ inRegex: 'a' }], 'specifiers.0.outRegex');
    await refused([{ inRegex: 'a', outRegex: '(b' }], 'specifiers.0.outRegex');
    await refused([SPECIFIER, { ...SPECIFIER, contextInRegex: 'x(?=y)' }], 'specifiers.1.contextInRegex');
    await refused([{ ...SPECIFIER, label: '{4}' }], 'specifiers.0.label');
    await refused([{ ...SPECIFIER, more: '' }], 'specifiers.0.more');
    await refused([{ ...SPECIFIER, classifier: 7 }], 'specifiers.0.classifier');
  });
});

describe('custom statistics over HTTP', () => {
  test('are made of the statistics of an In-And-Out analysis, and go with it', async () => {
    const experiment = await opened('one');
    const body = { name: 'IRQ', sourceTypeId: TYPE, parameters: { specifiers: [SPECIFIER] } };
    const { json: derived } = await under.call('POST', `${experiment}/outputs/${CONFIGURATOR}`, body);
    const parent = statisticsIn(await below(experiment, derived.id));
    const made = await under.call('POST', `${experiment}/outputs/${encodeURIComponent(parent.id)}`, {
      sourceTypeId: STATISTICS,
      parameters: { title: 'Grouped Stats', aggregation: 'label matches Lat.*' },
    });
    assert.equal(made.status, 200, made.text);
    assert.equal(made.json.id, `${parent.id}:${made.json.configuration.id}`);
    assert.equal(made.json.description, 'Custom function duration statistics aggregated by name: [Lat.*]');
    assert.deepEqual(await counts(experiment, made.json.id), [['Lat.*', 3]]);
    await under.restart(REAL_PARTS);
    await under.indexed(experiment);
    assert.deepEqual(await counts(experiment, made.json.id), [['Lat.*', 3]]);
    await under.call('DELETE', `${experiment}/outputs/${CONFIGURATOR}/${encodeURIComponent(derived.id)}`);
    const outputs: Descriptor[] = (await under.call('GET', `${experiment}/outputs`)).json;
    assert.ok(outputs.every(({ id }) => id !== made.json.id && id !== parent.id));
    assert.deepEqual((await under.call('GET', `${experiment}/outputs/config`)).json, {});
  });

  const CALLS = sharedTrace('ctf/cyg-profile');
  const skip = CALLS === undefined && '../shared/traces/ctf/cyg-profile is missing';
  test('the example of the ADR, on the statistics of functions of a real trace', { skip }, async () => {
    const found = (await under.fetch(`${under.server.calls}/heddle/find-traces`, 'POST', { path: CALLS })).json.traces;
    const experiment = await opened('calls', found[0].path);
    const outputs: Descriptor[] = (await under.call('GET', `${experiment}/outputs`)).json;
    const parent = outputs.find(({ name }) => name === 'Function Duration Statistics')!;
    const types = await under.call('GET', `${experiment}/outputs/${encodeURIComponent(parent.id)}/configTypes`);
    assert.deepEqual(
      types.json.map(({ id }: { id: string }) => id),
      [STATISTICS],
    );
    const { json: configuration } = await under.call('POST', `/config/types/${STATISTICS}`, {
      title: 'Grouped Stats',
      aggregation: 'label matches draw.*',
    });
    const path = `${experiment}/outputs/${encodeURIComponent(parent.id)}/configs/${configuration.id}`;
    const made = await under.call('POST', path);
    assert.equal(made.status, 200, made.text);
    const before = await counts(experiment, parent.id);
    const drawn = before.filter(([label]) => label.includes('draw'));
    assert.ok(drawn.length > 1 && drawn.length < before.length);
    const sum = drawn.reduce((sum, [, count]) => sum + count, 0);
    const others = before.filter((row) => !drawn.includes(row));
    assert.deepEqual(new Map(await counts(experiment, made.json.id)), new Map([...others, ['draw.*', sum]]));
  });
});
