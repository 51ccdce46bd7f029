/** Logs that a configuration describes, from the form that tries it to every output that shows them, over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { configurationTypes } from '../configurations/registry.ts';
import { findTraces } from '../formats/find-traces.ts';
import { formats } from '../formats/registry.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const TYPE = 'custom.text.parser.id';
const TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';
const HISTOGRAM = 'org.eclipse.tracecompass.internal.tmf.core.histogram.HistogramDataProvider';
const STATISTICS = 'heddle.event-statistics';

const PARAMETERS = {
  title: 'Server log',
  pattern: '^(?<time>\\S+ \\S+) (?<level>\\w+) +\\[(?<thread>[^\\]]*)\\] (?<message>.*)$',
  eventTypeGroup: 'level',
};
const LINES = Array.from({ length: 1000 }, (_, i) => {
  const time = new Date(Date.UTC(2024, 4, 1) + i * 10).toISOString().replace('T', ' ').replace('Z', '');
  return `${time} ${i % 10 === 0 ? 'WARN ' : 'INFO '} [worker-${i % 4}] job ${i}${i % 10 === 0 ? '\n\tat a.b(c)' : ''}\n`;
});

let under: ServerUnderTest;
const options = {
  formats,
  findTraces,
  configurationTypes,
  worker: new URL('../engine/worker.ts', import.meta.url),
};
before(async () => {
  under = await ServerUnderTest.start(options);
});
after(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

async function ask(experiment: string, route: string, parameters: object) {
  for (;;) {
    const answer = await under.call('POST', `${experiment}/outputs/${route}`, { parameters });
    assert.equal(answer.status, 200, answer.text);
    if (answer.json.status !== 'RUNNING') return answer.json.model;
    await new Promise(setImmediate);
  }
}

async function cells(experiment: string, parameters: object): Promise<string[][]> {
  const model = await ask(experiment, `table/${TABLE}/lines`, { requested_table_count: 10, ...parameters });
  return model.lines.map(({ cells }: { cells: { content: string }[] }) => cells.map(({ content }) => content));
}

test('a parser is tried on a file, stored, and opens it; a changed one reads it again; a restart loses nothing', async () => {
  const uri = under.file('server.log', LINES.join(''));
  const trying = {
    parameters: { ...PARAMETERS, title: '' },
    sample: uri,
    suggest: { parameter: 'pattern', text: 'host' },
  };
  const tried = await under.tried(`/config/types/${TYPE}`, trying);
  assert.equal(tried.json.errors[0].parameter, 'title');
  assert.deepEqual(tried.json.preview.columns, ['No.', 'Time', 'Event type', 'level', 'thread', 'message']);
  assert.equal(tried.json.suggestions.length, 1);

  const before = await under.call('POST', '/traces', { parameters: { uri, name: 'log' } });
  assert.equal(before.status, 501, 'no format knows it yet');
  const wrong = await under.call('POST', `/config/types/${TYPE}/configs`, {
    name: 'L',
    parameters: { ...PARAMETERS, pattern: '(?<time>[' },
  });
  assert.equal(wrong.status, 400);
  assert.match(wrong.json.detail, /missing closing \]/);
  const made = await under.call('POST', `/config/types/${TYPE}/configs`, { name: 'Log', parameters: PARAMETERS });
  assert.equal(made.status, 200, made.text);

  const trace = await under.call('POST', '/traces', { parameters: { uri, name: 'log' } });
  assert.equal(trace.status, 200, trace.text);
  const opened = await under.call('POST', '/experiments', { parameters: { name: 'log', traces: [trace.json.UUID] } });
  const experiment = `/experiments/${opened.json.UUID}`;
  await under.indexed(experiment);

  const seen = async () => {
    const { nbEvents, start, end } = (await under.call('GET', experiment)).json;
    const tree = await ask(experiment, `XY/${HISTOGRAM}/tree`, {});
    const items = tree.entries.filter((e: { hasData?: boolean }) => e.hasData).map((e: { id: number }) => e.id);
    const xy = await ask(experiment, `XY/${HISTOGRAM}/xy`, {
      requested_items: items,
      requested_timerange: { start, end, nbTimes: 10 },
    });
    const counts: number[] = xy.series[0].yValues;
    const statistics = await ask(experiment, `data/${STATISTICS}/tree`, {});
    return {
      nbEvents,
      span: end - start,
      sum: counts.reduce((a, b) => a + b, 0),
      types: statistics.entries.map(({ labels }: { labels: string[] }) => labels.slice(0, 2).join(' ')),
      first: (await cells(experiment, { requested_table_index: 0 }))[0],
      errors: (
        await cells(experiment, {
          requested_table_index: 0,
          filter_query_parameters: {
            strategy: 'DEEP',
            filter_expressions_map: { 4: ['thread == worker-2 && level == WARN'] },
          },
        })
      )[1],
    };
  };
  const all = await seen();
  assert.equal(all.nbEvents, 1000);
  assert.equal(all.span, 9_990_000_000n);
  assert.equal(all.sum, 1000);
  assert.deepEqual(all.first!.slice(0, 5), [
    '2024-05-01 00:00:00.000000000',
    'WARN',
    'WARN',
    'worker-0',
    'job 0\n\tat a.b(c)',
  ]);

  assert.deepEqual(all.types, ['log 1000', 'Total 1000', 'INFO 900', 'WARN 100']);
  assert.deepEqual(all.errors!.slice(1, 5), ['WARN', 'WARN', 'worker-2', 'job 30\n\tat a.b(c)'], 'the second match');

  await under.restart(options);
  await under.indexed(experiment);
  assert.deepEqual(await seen(), all, 'from the index that was kept');

  const put = await under.call('PUT', `/config/types/${TYPE}/configs/${made.json.id}`, {
    name: 'Log',
    parameters: { ...PARAMETERS, otherLines: 'skip', timeZone: '+01:00' },
  });
  assert.equal(put.status, 200, put.text);
  await under.indexed(experiment);
  const changed = await seen();
  assert.deepEqual(changed.first!.slice(0, 5), ['2024-04-30 23:00:00.000000000', 'WARN', 'WARN', 'worker-0', 'job 0']);
  assert.equal(changed.errors!.at(4), 'job 30');
});

test('messages begin with what forms call a parameter, also of one within a list', async () => {
  const parameters = { title: 'x', pattern: '(?<time>.*)', groupTypes: [{ type: 'hex' }] };
  const tried = await under.tried(`/config/types/${TYPE}`, { parameters });
  assert.deepEqual(tried.json.errors, [{ parameter: 'groupTypes.0.group', message: '“Group” is missing' }]);
  const sent = await under.call('POST', `/config/types/${TYPE}/configs`, { parameters });
  assert.equal(sent.json.detail, '"groupTypes.0.group" is missing', 'clients know the path');
});
