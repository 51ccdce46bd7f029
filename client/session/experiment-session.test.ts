import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { HostEvent } from '../messages.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { TspClient } from '../tsp/tsp-client.ts';
import { ExperimentSession } from './experiment-session.ts';

const START = 1_332_170_682_440_133_097n;
const E = '/tsp/api/experiments/e1';
const PROGRESS = 'GET /heddle/experiments/e1/progress';
const OUTPUTS = [
  { id: 'flame', name: 'Flame Chart', description: 'd', type: 'TIME_GRAPH', capabilities: { canCreate: true } },
  { id: 'graph', name: 'Flame Graph', description: 'd', type: 'GANTT_CHART', parentId: 'flame' },
];

function experiment(status = 'COMPLETED', events = 10, end = START + 1000n): string {
  const trace = `{"UUID":"t1","name":"t","path":"/t","start":${START},"end":${end},"nbEvents":${events},
    "indexingStatus":"${status}","properties":{"host":"h"}}`;
  return `{"UUID":"e1","name":"exp","start":${START},"end":${end},"nbEvents":${events},
    "indexingStatus":"${status}","traces":[${trace}]}`;
}
function completed(model: string): string {
  return `{"status":"COMPLETED","statusMessage":"Completed","model":${model}}`;
}

describe('a session of an experiment', () => {
  let server: FakeServer;
  let session: ExperimentSession;

  before(async () => {
    server = await FakeServer.start();
  });
  after(() => server.stop());
  afterEach(() => session.close());

  function open(): ExperimentSession {
    server
      .on(`GET ${E}`, experiment())
      .on(`GET ${E}/outputs`, JSON.stringify(OUTPUTS))
      .on(PROGRESS, '{"fraction":1,"notices":[{"message":"cut off","trace":"t","file":"/t/a","offset":7}]}');
    session = new ExperimentSession({
      client: new TspClient(`${server.url}/tsp/api/`),
      uuid: 'e1',
      forms: { customise: async () => {}, changeOutput: async () => {}, openCall: async () => {} },
    });
    return session;
  }

  it('tells of the experiment in offsets from its start', async () => {
    assert.deepEqual(await open().experiment(), {
      uuid: 'e1',
      name: 'exp',
      base: '1332170682440133097',
      start: 0,
      end: 1000,
      events: 10,
      indexing: 'COMPLETED',
      fraction: 1,
      traces: [{ uuid: 't1', name: 't', path: '/t', events: 10, properties: { host: 'h' } }],
      notices: ['t: cut off (/t/a, byte 7)'],
    });
  });

  it('tells how fast reading is, that it was cancelled, what has changed since, and what was moved', async () => {
    open();
    server.on(PROGRESS, '{"fraction":0.5,"status":"RUNNING","eventsPerSecond":2000,"secondsLeft":4,"notices":[]}');
    const reading = await session.experiment();
    assert.deepEqual([reading.eventsPerSecond, reading.secondsLeft, reading.cancelled], [2000, 4, undefined]);
    server.on(
      PROGRESS,
      '{"fraction":0.5,"status":"CANCELLED","changedFiles":["/t/a"],"offsets":{"t1":"-5"},"notices":[]}',
    );
    const cancelled = await session.experiment();
    assert.deepEqual(
      [cancelled.cancelled, cancelled.changedFiles, cancelled.traces[0]?.offset],
      [true, ['/t/a'], '-5'],
    );
  });

  it('cancels reading and has it begin anew, and tells of the change', async () => {
    open();
    const events: HostEvent[] = [];
    session.onEvent((event) => events.push(event));
    server.on('POST /heddle/experiments/e1/cancel', '{}').on('POST /heddle/experiments/e1/reread', () => {
      server.on(`GET ${E}`, experiment('RUNNING', 1));
      return '{}';
    });
    await session.cancelReading();
    await session.reread();
    const told = events.findLast((event) => event.kind === 'experiment');
    assert.equal(told?.kind === 'experiment' && told.experiment.indexing, 'RUNNING');
  });

  it('does without our own routes', async () => {
    open();
    server.on(PROGRESS, { status: 404, text: 'nothing here', type: 'text/html' });
    const { fraction, notices } = await session.experiment();
    assert.deepEqual([fraction, notices], [1, []]);
    assert.equal(await session.loadLayout(), undefined);
    await session.saveLayout({ lanes: [] });
  });

  it('keeps its layout on our server', async () => {
    open();
    server
      .on('GET /heddle/layout/e1', { status: 204, text: '' })
      .on('POST /heddle/layout/e1', () => server.bodyOf('POST /heddle/layout/e1')!);
    assert.equal(await session.loadLayout(), undefined);
    await session.saveLayout({ lanes: ['flame'] });
    server.on('GET /heddle/layout/e1', server.bodyOf('POST /heddle/layout/e1')!);
    assert.deepEqual(await session.loadLayout(), { lanes: ['flame'] });
  });

  it('waits with its base until an event is indexed, and then keeps it', async () => {
    open();
    const states = [
      '{"UUID":"e1","name":"exp","start":0,"end":0,"nbEvents":7,"indexingStatus":"RUNNING","traces":[]}',
      experiment('RUNNING', 5),
      experiment('COMPLETED', 9).replaceAll(String(START), String(START - 7n)),
    ];
    server.on(`GET ${E}`, () => (states.length > 1 ? states.shift()! : states[0]!));
    const { base, start, end } = await session.experiment();
    assert.deepEqual([base, start, end], [String(START), -7, 1000]);
  });

  it('asks for states in absolute times, to the nanosecond, and returns columns', async () => {
    open();
    const row = `{"entryId":3,"states":[{"start":${START + 1n},"end":${START + 4n},"label":"f"}]}`;
    server.on(`POST ${E}/outputs/timeGraph/flame/states`, completed(`{"rows":[${row}]}`));
    const states = await session.states('flame', { start: 0.6, end: 999.2, samples: 200.4 }, [3, 4]);
    assert.deepEqual([...states.start, ...states.end], [1, 4]);
    assert.deepEqual(states.looks, [{ label: 'f' }]);
    assert.equal(
      server.bodyOf(`POST ${E}/outputs/timeGraph/flame/states`),
      `{"parameters":{"requested_timerange":{"start":${START},"end":${START + 1000n},"nbTimes":200},"requested_items":[3,4]}}`,
    );
  });

  it('leaves the axis of a Gantt chart alone', async () => {
    open();
    server.on(
      `POST ${E}/outputs/timeGraph/graph/states`,
      completed('{"rows":[{"entryId":1,"states":[{"start":5,"end":9}]}]}'),
    );
    const states = await session.states('graph', { start: 0, end: 10, samples: 5 }, [1]);
    assert.deepEqual([...states.start, ...states.end], [5, 9]);
    assert.match(server.bodyOf(`POST ${E}/outputs/timeGraph/graph/states`)!, /"start":0,"end":10,/);
  });

  it('passes on that an answer is not complete yet', async () => {
    open();
    const running = '{"status":"RUNNING","statusMessage":"Running"}';
    server.on(`POST ${E}/outputs/timeGraph/flame/states`, running).on(`POST ${E}/outputs/data/stats/tree`, running);
    assert.equal((await session.states('flame', { start: 0, end: 1, samples: 2 }, [])).status, 'RUNNING');
    assert.deepEqual(await session.tree('stats', 'DATA_TREE'), {
      status: 'RUNNING',
      statusMessage: 'Running',
      headers: [],
      entries: [],
    });
  });

  it('reads trees of time graphs', async () => {
    open();
    server.on(
      `POST ${E}/outputs/timeGraph/flame/tree`,
      completed(`{"headers":[{"name":"Name","tooltip":""}],"autoExpandLevel":2,"entries":[
        {"id":1,"labels":["t"],"start":${START},"end":${START + 9n}},
        {"id":2,"parentId":1,"labels":["x"],"hasData":true,"start":${START},"end":${START + 9n},
         "style":{"parentKey":"k","values":{"height":2}},"metadata":{"tid":[7],"big":[18446744073709551615]}}]}`),
    );
    const tree = await session.tree('flame', 'TIME_GRAPH', { start: 0, end: 9, samples: 2 });
    assert.equal(tree.autoExpandLevel, 2);
    assert.deepEqual(tree.entries, [
      { id: 1, parentId: -1, labels: ['t'], hasData: false, start: 0, end: 9 },
      {
        id: 2,
        parentId: 1,
        labels: ['x'],
        hasData: true,
        style: { parentKey: 'k', values: { height: 2 } },
        start: 0,
        end: 9,
        metadata: { tid: [7], big: ['18446744073709551615'] },
      },
    ]);
  });

  it('asks data trees for a selection by the parameter that servers know', async () => {
    open();
    server.on(`POST ${E}/outputs/data/stats/tree`, completed('{"headers":[],"entries":[]}'));
    await session.tree('stats', 'DATA_TREE', { start: 1, end: 2, samples: 2, selectionOnly: true });
    assert.match(server.bodyOf(`POST ${E}/outputs/data/stats/tree`)!, /"isFiltered":true/);
  });

  it('reads charts over time and over anything else', async () => {
    open();
    const series = (x: string) =>
      completed(`{"title":"T","series":[{"seriesId":1,"seriesName":"s","style":{"values":{"series-type":"bar"}},${x},
        "yValues":[1.5,1.2e18],"xValuesDescription":{"label":"X","unit":"ns","dataType":"TIMESTAMP"},
        "yValuesDescription":{"label":"Y","unit":"","dataType":"NUMBER"}}]}`);
    server
      .on(`POST ${E}/outputs/XY/histogram/xy`, series(`"xValues":[${START},${START + 8n}]`))
      .on(`POST ${E}/outputs/genericXY/density/xy`, series('"xRanges":[{"start":0,"end":4},{"start":5,"end":9}]'));
    const window = { start: 0, end: 8, samples: 2 };
    const time = await session.xy('histogram', 'TREE_TIME_XY', window, [1]);
    assert.deepEqual([...time.series[0]!.x!], [0, 8]);
    assert.deepEqual([...time.series[0]!.y], [1.5, 1.2e18]);
    const generic = await session.xy('density', 'TREE_GENERIC_XY', window, [1]);
    assert.deepEqual([...generic.series[0]!.ranges!], [0, 4, 5, 9]);
    assert.match(server.bodyOf(`POST ${E}/outputs/genericXY/density/xy`)!, /"nbSamples":2/);
  });

  it('reads and searches tables', async () => {
    open();
    server
      .on(`POST ${E}/outputs/table/events/columns`, completed('[{"id":1,"name":"A","description":"","type":"STRING"}]'))
      .on(
        `POST ${E}/outputs/table/events/lines`,
        completed('{"size":9,"lowIndex":4,"columnIds":[1],"lines":[{"index":4,"cells":[{"content":"x"}],"tags":8}]}'),
      );
    assert.deepEqual(await session.columns('events'), [{ id: 1, name: 'A', description: '', type: 'STRING' }]);
    const lines = await session.lines('events', { time: 5, count: 1, search: { 1: 'x' }, direction: 'NEXT' });
    assert.deepEqual(lines.lines, [{ index: 4, cells: ['x'], tags: 8 }]);
    assert.deepEqual(
      JSON.parse(server.bodyOf(`POST ${E}/outputs/table/events/lines`)!.replace(/\[\d{19}\]/, '["t"]')),
      {
        parameters: {
          requested_table_count: 1,
          requested_times: ['t'],
          table_search_expressions: { 1: 'x' },
          table_search_direction: 'NEXT',
        },
      },
    );
  });

  it('reads arrows, tooltips, styles and annotations', async () => {
    open();
    server
      .on(
        `POST ${E}/outputs/timeGraph/flame/arrows`,
        completed(`[{"sourceId":1,"targetId":2,"start":${START},"end":${START + 3n}}]`),
      )
      .on(`POST ${E}/outputs/timeGraph/flame/tooltip`, completed('{"State":"main","Address":"0x1"}'))
      .on(`POST ${E}/outputs/flame/style`, completed('{"styles":{"1":{"values":{"background-color":"#fff"}}}}'))
      .on(
        `POST ${E}/outputs/flame/annotations`,
        completed(`{"annotations":{"Lost Events":[{"time":${START + 2n},"duration":5,"entryId":-1,"type":"CHART"}]}}`),
      );
    const window = { start: 0, end: 10, samples: 2 };
    const arrows = await session.arrows('flame', window);
    assert.deepEqual([...arrows.start, ...arrows.end, ...arrows.source, ...arrows.target], [0, 3, 1, 2]);
    assert.deepEqual(await session.tooltip('flame', 7, 4, { start: 3, end: 6 }), [
      ['State', 'main'],
      ['Address', '0x1'],
    ]);
    assert.equal(
      server.bodyOf(`POST ${E}/outputs/timeGraph/flame/tooltip`),
      `{"parameters":{"requested_times":[${START + 4n}],"requested_items":[7],` +
        `"requested_element":{"elementType":"STATE","time":${START + 3n},"duration":3,"entryId":7}}}`,
    );
    assert.deepEqual(await session.styles('flame'), { 1: { values: { 'background-color': '#fff' } } });
    assert.deepEqual(await session.annotations('flame', window), [
      { category: 'Lost Events', time: 2, duration: 5, entryId: -1 },
    ]);
  });

  it('keeps bookmarks', async () => {
    open();
    const bookmark = `{"uuid":"b","name":"here","start":${START + 5n},"end":${START + 6n}}`;
    server
      .on(`GET ${E}/bookmarks`, `[${bookmark}]`)
      .on(`POST ${E}/bookmarks`, bookmark)
      .on(`DELETE ${E}/bookmarks/b`, bookmark);
    assert.deepEqual(await session.bookmarks(), [{ uuid: 'b', name: 'here', start: 5, end: 6 }]);
    assert.deepEqual(await session.addBookmark('here', 5, 6), { uuid: 'b', name: 'here', start: 5, end: 6 });
    assert.equal(
      server.bodyOf(`POST ${E}/bookmarks`),
      `{"parameters":{"name":"here","start":${START + 5n},"end":${START + 6n}}}`,
    );
    await session.deleteBookmark('b');
  });

  it('derives an output, and tells the view of it', async () => {
    open();
    const derived = {
      ...OUTPUTS[0],
      id: 'flame:1',
      parentId: 'flame',
      configuration: { id: '1', name: 'Long', sourceTypeId: 'custom', parameters: { title: 'Long' } },
    };
    server.on(`POST ${E}/outputs/flame`, JSON.stringify(derived));
    const events: HostEvent[] = [];
    session.onEvent((event) => events.push(event));
    const result = await session.derive('flame', 'custom', { title: 'Long', filter: 'x' });
    assert.ok('output' in result && result.output.configuration?.id === '1');
    assert.ok(events.some((event) => event.kind === 'outputs'));
    assert.deepEqual(JSON.parse(server.bodyOf(`POST ${E}/outputs/flame`)!), {
      name: 'Long',
      sourceTypeId: 'custom',
      parameters: { title: 'Long', filter: 'x' },
    });
  });

  it('asks for what a filter leaves, and how far that is known', async () => {
    open();
    const lines = `POST ${E}/outputs/table/events/lines`;
    server.on(lines, completed('{"size":3,"filtered":{"done":40,"of":90},"lowIndex":0,"columnIds":[],"lines":[]}'));
    const filter = { text: 'fd == 3', mode: 'hide' } as const;
    const answer = await session.lines('events', { index: 0, count: 1, filter });
    assert.deepEqual([answer.size, answer.filtered], [3, { done: 40, of: 90 }]);
    assert.deepEqual(JSON.parse(server.bodyOf(lines)!).parameters.filter_query_parameters, {
      strategy: 'SAMPLED',
      filter_expressions_map: { 4: ['fd == 3'] },
    });
  });

  it('tells why a filter makes no sense, and where', async () => {
    open();
    const states = `POST ${E}/outputs/timeGraph/flame/states`;
    const text = '{"title":"Invalid query parameters","detail":"never closed","position":3}';
    server.on(states, { status: 400, text });
    const problem = await session.filterProblem('flame', 'a ==');
    assert.deepEqual(problem, { message: 'Invalid query parameters', detail: 'never closed', position: 3 });
    const { parameters } = JSON.parse(server.bodyOf(states)!.replace(/\d{19}/g, '0'));
    assert.deepEqual(parameters.requested_items, []);
    assert.deepEqual(parameters.filter_query_parameters.filter_expressions_map, { 1: ['a =='] });
  });

  it('takes a refusal for an answer that names the parameter and the place', async () => {
    open();
    server.on(`POST ${E}/outputs/flame`, {
      status: 400,
      text: '{"title":"Invalid query parameters","detail":"never closed","parameter":"filter","position":3}',
    });
    assert.deepEqual(await session.derive('flame', 'custom', {}), {
      refusal: { message: 'Invalid query parameters', detail: 'never closed', parameter: 'filter', position: 3 },
    });
  });

  it('makes a schema of a list of parameters', async () => {
    open();
    server.on(
      `GET ${E}/outputs/flame/configTypes`,
      JSON.stringify([
        {
          id: 'xml',
          name: 'XML',
          parameterDescriptors: [
            { keyName: 'path', description: 'a path', required: true },
            { keyName: 'n', dataType: 'NUMBER' },
          ],
        },
      ]),
    );
    assert.deepEqual(await session.configTypes('flame'), [
      {
        id: 'xml',
        name: 'XML',
        schema: {
          type: 'object',
          properties: {
            path: { title: 'path', description: 'a path', type: 'string' },
            n: { title: 'n', description: undefined, type: 'number' },
          },
          required: ['path'],
        },
      },
    ]);
  });

  it('says what went wrong in the words of the server', async () => {
    open();
    server
      .on(`POST ${E}/outputs/flame/style`, {
        status: 405,
        text: '{"title":"Analysis cannot run","detail":"No such output."}',
      })
      .on(`POST ${E}/outputs/data/stats/tree`, '{"status":"FAILED","statusMessage":"out of memory"}')
      .on(`POST ${E}/outputs/timeGraph/flame/states`, { status: 500, text: 'oops', type: 'text/plain' })
      .on(`POST ${E}/outputs/timeGraph/flame/arrows`, '{"status":');
    const window = { start: 0, end: 1, samples: 2 };
    await assert.rejects(session.styles('flame'), { message: 'Analysis cannot run: No such output.' });
    await assert.rejects(session.tree('stats', 'DATA_TREE'), { message: 'out of memory' });
    await assert.rejects(session.states('flame', window, []), { message: /answered 500/ });
    await assert.rejects(session.arrows('flame', window), { message: /can’t be read/ });
  });

  it('tells a reply with a charset apart from no reply', async () => {
    open();
    server.on(`POST ${E}/outputs/flame/style`, {
      status: 200,
      text: completed('{"styles":{}}'),
      type: 'application/json; charset=utf-8',
    });
    assert.deepEqual(await session.styles('flame'), {});
  });
});

describe('a session’s events', () => {
  it('follow indexing until it ends, and the outputs as they appear', async () => {
    const server = await FakeServer.start();
    let asked = 0;
    server
      .on(`GET ${E}`, () => experiment(++asked < 4 ? 'RUNNING' : 'COMPLETED', Math.min(asked, 4)))
      .on(`GET ${E}/outputs`, () => JSON.stringify(OUTPUTS.slice(0, asked < 3 ? 1 : 2)));
    const session = new ExperimentSession({
      client: new TspClient(`${server.url}/tsp/api`),
      uuid: 'e1',
      forms: { customise: async () => {}, changeOutput: async () => {}, openCall: async () => {} },
    });
    const events: HostEvent[] = [];
    await new Promise<void>((resolve) => {
      session.onEvent((event) => {
        events.push(event);
        if (event.kind === 'experiment' && event.experiment.indexing === 'COMPLETED') setImmediate(resolve);
      });
    });
    session.close();
    await server.stop();
    const counts = events.flatMap((event) => (event.kind === 'experiment' ? [event.experiment.events] : []));
    assert.equal(counts.at(-1), 4);
    assert.deepEqual(counts, [...new Set(counts)].sort());
    assert.equal(events.filter((event) => event.kind === 'outputs').at(-1)?.outputs.length, 2);
  });

  it('tell of all outputs even if indexing ends between two questions', async () => {
    const server = await FakeServer.start();
    let ended = false;
    server
      .on(`GET ${E}`, () => experiment(ended ? 'COMPLETED' : 'RUNNING'))
      .on(`GET ${E}/outputs`, () => {
        const outputs = JSON.stringify(OUTPUTS.slice(0, ended ? 2 : 1));
        ended = true;
        return outputs;
      });
    const session = new ExperimentSession({
      client: new TspClient(`${server.url}/tsp/api`),
      uuid: 'e1',
      forms: { customise: async () => {}, changeOutput: async () => {}, openCall: async () => {} },
    });
    await new Promise<void>((resolve) => {
      session.onEvent((event) => {
        if (event.kind === 'outputs' && event.outputs.length === 2) resolve();
      });
    });
    session.close();
    await server.stop();
  });

  it('say that the server is gone, and go on with a new one', async () => {
    const first = await FakeServer.start();
    first.on(`GET ${E}`, experiment('RUNNING')).on(`GET ${E}/outputs`, '[]');
    const session = new ExperimentSession({
      client: new TspClient(`${first.url}/tsp/api`),
      uuid: 'e1',
      forms: { customise: async () => {}, changeOutput: async () => {}, openCall: async () => {} },
    });
    const kinds: string[] = [];
    let heard: () => void = () => {};
    session.onEvent((event) => {
      kinds.push(event.kind === 'server' ? event.state : event.kind);
      heard();
    });
    const next = (wanted: string) =>
      new Promise<void>((resolve) => {
        heard = () => kinds.includes(wanted) && resolve();
        heard();
      });
    await next('experiment');
    await first.stop();
    await next('down');
    const second = await FakeServer.start();
    second.on(`GET ${E}`, experiment('COMPLETED', 11)).on(`GET ${E}/outputs`, '[]');
    kinds.length = 0;
    session.reconnect(new TspClient(`${second.url}/tsp/api`));
    await next('experiment');
    assert.equal(kinds[0], 'up');
    assert.equal((await session.experiment()).events, 11);
    session.close();
    await second.stop();
  });
});
