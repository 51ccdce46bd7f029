/** Every operation of the Trace Server Protocol over HTTP; each reply is validated where the specification is at hand. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { doubleText } from '../json.ts';
import { END, EVENTS, START } from './testing/scripted-experiment.ts';
import { ServerUnderTest, schemas } from './testing/server-under-test.ts';

const UNKNOWN = '00000000-0000-3000-8000-000000000000';

describe('the protocol', () => {
  let under: ServerUnderTest;
  /** For those tests that only ask. */
  let shared: string;
  before(async () => {
    under = await ServerUnderTest.start();
    shared = await under.experiment('shared');
  });
  after(async () => {
    await under.close();
    assert.deepEqual(under.failures, []);
    if (schemas === undefined) return;
    const driven = schemas.answered;
    const missing = schemas.operations().filter((operation) => !driven.has(operation));
    assert.deepEqual(missing, [], 'operations that no test has got an answer of');
    assert.equal(driven.size, 43);
  });

  test('says that it is up, and what it is', async () => {
    assert.deepEqual((await under.call('GET', '/health')).json, { status: 'UP' });
    const { json } = await under.call('GET', '/identifier');
    assert.equal(json.tspVersion, '0.6.0');
    for (const key of ['version', 'os', 'osArch', 'osVersion', 'cpuCount', 'maxMemory', 'productId']) {
      assert.ok(json[key], key);
    }
  });

  test('a trace is named by path and name, is closed until opened, and can be forgotten', async () => {
    const uri = under.file('first.scripted');
    const made = await under.call('POST', '/traces', { parameters: { uri } });
    assert.equal(made.status, 200);
    assert.equal(made.json.name, 'first.scripted');
    assert.equal(made.json.path, uri);
    assert.equal(made.json.indexingStatus, 'CLOSED');
    assert.deepEqual([made.json.start, made.json.end, made.json.nbEvents], [0, 0, 0]);
    assert.match(made.json.UUID, /^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

    const again = await under.call('POST', '/traces', { parameters: { uri: `file://${uri}`, name: 'first.scripted' } });
    assert.deepEqual(again.json, made.json);
    assert.deepEqual((await under.call('GET', `/traces/${made.json.UUID}`)).json, made.json);
    assert.ok(
      (await under.call('GET', '/traces/')).json.some((trace: { UUID: string }) => trace.UUID === made.json.UUID),
    );

    const deleted = await under.call('DELETE', `/traces/${made.json.UUID}?deleteTrace=true`, { removeCache: true });
    assert.deepEqual(deleted.json, made.json);
    assert.equal((await under.call('GET', `/traces/${made.json.UUID}`)).status, 404);
    assert.equal((await under.call('DELETE', `/traces/${made.json.UUID}`)).status, 404);
    assert.equal((await under.call('POST', '/traces', { parameters: { uri } })).status, 200, 'the file is still there');
  });

  test('what is no trace is refused with the file named', async () => {
    const post = (parameters: unknown) => under.call('POST', '/traces', { parameters });
    assert.equal((await post({})).status, 400);
    assert.equal((await under.call('POST', '/traces', {})).json.parameter, 'uri');
    assert.equal((await under.call('POST', '/traces')).status, 400);
    assert.equal((await post({ uri: 5 })).status, 400);
    assert.equal((await post({ uri: 'relative/path' })).status, 400);
    assert.equal((await post({ uri: '/a\0b' })).status, 400);
    assert.equal((await post({ uri: '/no/such/trace' })).status, 404);
    assert.equal((await post({ uri: '/dev/null' })).status, 406);
    const text = under.file('notes.txt', 'hello');
    const unknown = await post({ uri: text });
    assert.equal(unknown.status, 501);
    assert.match(unknown.json.detail, /notes\.txt.*tried: Scripted trace/);
    assert.equal((await post({ uri: text, typeID: 'no.such.type' })).status, 501);
    assert.equal((await post({ uri: text, typeID: 'scripted', name: 'forced' })).status, 200);
  });

  test('two traces of one name, or two experiments, are a conflict that shows what is there', async () => {
    const first = await under.call('POST', '/traces', { parameters: { uri: under.file('a.scripted'), name: 'same' } });
    const second = await under.call('POST', '/traces', { parameters: { uri: under.file('b.scripted'), name: 'same' } });
    assert.equal(second.status, 409);
    assert.deepEqual(second.json.trace, first.json);

    const path = await under.experiment('taken');
    const other = await under.call('POST', '/experiments', {
      parameters: { name: 'taken', traces: [first.json.UUID] },
    });
    assert.equal(other.status, 409);
    assert.equal(other.json.experiment.UUID, path.split('/').at(-1));
  });

  test('an experiment opens its traces, shows their true figures, and is deleted before them', async () => {
    const path = await under.experiment('whole', 'properties');
    const { json, text } = await under.call('GET', path);
    assert.equal(json.start, START);
    assert.equal(json.end, END);
    assert.equal(json.nbEvents, EVENTS);
    assert.match(text, /"start":1332170682440133097,/);
    const [trace] = json.traces;
    assert.equal(trace.indexingStatus, 'COMPLETED');
    assert.deepEqual(trace.properties, { script: 'properties', 'construct\u00ador': 'guarded' });
    assert.deepEqual((await under.call('GET', `/traces/${trace.UUID}`)).json, trace);
    assert.ok((await under.call('GET', '/experiments')).json.some((e: { name: string }) => e.name === 'whole'));

    const parameters = { name: 'whole', traces: [trace.UUID] };
    assert.deepEqual((await under.call('POST', '/experiments', { parameters })).json, json);

    const inUse = await under.call('DELETE', `/traces/${trace.UUID}`);
    assert.equal(inUse.status, 409);
    assert.equal(inUse.json.trace.UUID, trace.UUID);
    assert.equal((await under.call('DELETE', path)).json.UUID, json.UUID);
    assert.equal((await under.call('GET', path)).status, 404);
    assert.equal((await under.call('DELETE', path)).status, 404);
    assert.equal((await under.call('DELETE', `/traces/${trace.UUID}`)).status, 200);
  });

  test('an experiment of traces that have not been created is answered with 204 and not made', async () => {
    const before = (await under.call('GET', '/experiments')).text;
    const reply = await under.call('POST', '/experiments', { parameters: { name: 'ghost', traces: [UNKNOWN] } });
    assert.equal(reply.status, 204);
    assert.equal((await under.call('GET', '/experiments')).text, before);
    for (const parameters of [
      {},
      { name: 'x' },
      { name: 'x', traces: [] },
      { name: 7, traces: ['x'] },
      { name: 'x', traces: 'y' },
    ]) {
      assert.equal((await under.call('POST', '/experiments', { parameters })).status, 400, JSON.stringify(parameters));
    }
  });

  test('while it is indexed an experiment is RUNNING, answers, and can be closed', async () => {
    const path = await under.experiment('running', 'hold');
    assert.equal((await under.call('GET', path)).json.indexingStatus, 'RUNNING');
    const tree = await under.call('POST', `${path}/outputs/timeGraph/test.timegraph/tree`, { parameters: {} });
    assert.equal(tree.json.status, 'RUNNING');
    assert.equal(tree.json.model.entries.length, 2);
    assert.equal((await under.call('DELETE', path)).status, 200);
  });

  test('trees: entries of each kind, with and without parameters', async () => {
    const path = `${shared}/outputs`;
    const graph = await under.call('POST', `${path}/timeGraph/test.timegraph/tree`);
    assert.match(graph.text, /"start":1332170682440133097,"end":1332170683440133104/);
    assert.equal(graph.json.model.autoExpandLevel, 1);
    assert.deepEqual(graph.json.model.entries[1].metadata, { tid: [7], 'construct\u00ador': ['x'] });
    const xy = await under.call('POST', `${path}/XY/test.xy/tree`, { parameters: null });
    assert.equal(xy.json.model.entries[0].isDefault, true);
    assert.equal((await under.call('POST', `${path}/genericXY/test.generic/tree`, {})).json.model.entries.length, 1);
    const data = await under.call('POST', `${path}/data/test.data-tree/tree`, {
      parameters: { requested_timerange: { start: START, end: END }, isFiltered: true, extraParams: { cpus: [1] } },
    });
    assert.equal(data.json.model.entries[0].labels[1], `${START} true {"cpus":[1]}`);
    for (const [kind, output] of [
      ['timeGraph', 'test.xy'],
      ['XY', 'test.table'],
      ['data', 'test.none'],
    ]) {
      const other = await under.call('POST', `${path}/${kind}/${output}/tree`, { parameters: {} });
      assert.deepEqual([other.status, other.json.model.entries], [200, []]);
    }
  });

  test('states keep every nanosecond, labels, styles and tags', async () => {
    const path = `${shared}/outputs/timeGraph/test.timegraph/states`;
    const requested_timerange = { start: START, end: END, nbTimes: 2000 };
    const { text, json } = await under.call('POST', path, {
      parameters: { requested_timerange, requested_items: [2] },
    });
    assert.equal(json.status, 'COMPLETED');
    assert.match(
      text,
      /\{"start":1332170682440133097,"end":1332170682440133098,"label":"main","style":\{"parentKey":"running"/,
    );
    assert.match(text, /\{"start":1332170682440133098,"end":1332170682440133497\}/);
    assert.equal(json.model.rows[0].states[2].label, '2000 samples');
    assert.equal(json.model.rows[0].states[2].style.parentKey, 'construct\u00ador');

    const legacy = { requested_times: [START, END], requested_items: [1, 2] };
    assert.equal((await under.call('POST', path, { parameters: legacy })).json.model.rows.length, 2);
    const filter_query_parameters = { strategy: 'deep', filter_expressions_map: { 1: ['main'], 4: ['x'] } };
    const filtered = { requested_timerange, requested_items: [2], filter_query_parameters };
    const tags = (await under.call('POST', path, { parameters: filtered })).json.model.rows[0].states;
    assert.deepEqual(
      tags.map((state: { tags?: number }) => state.tags),
      [undefined, 1, 4],
    );
  });

  test('who asks for columns gets frames of what is large, and JSON for all else', async () => {
    const ask = (path: string, parameters: unknown, accept: string) =>
      under.fetch(`${under.server.tsp}${shared}/outputs/${path}`, 'POST', { parameters }, { Accept: accept });
    const frames = 'application/vnd.heddle.columns, application/json;q=0.5';
    const requested_timerange = { start: START, end: END, nbTimes: 10 };
    const question = { requested_timerange, requested_items: [2] };
    const framed = await ask('timeGraph/test.timegraph/states', question, frames);
    assert.equal(framed.headers.get('content-type'), 'application/vnd.heddle.columns');
    assert.equal(framed.headers.get('content-encoding'), null);
    assert.match(framed.text, /^HCF1.*"status":"COMPLETED".*"base":"1332170682440133097".*"label":"10 samples"/s);
    const json = await ask('timeGraph/test.timegraph/states', question, 'application/json');
    assert.equal(json.headers.get('content-type'), 'application/json');
    assert.equal(
      (await ask('timeGraph/test.timegraph/tree', {}, frames)).headers.get('content-type'),
      'application/json',
    );
    const refused = await ask('timeGraph/test.timegraph/states', {}, frames);
    assert.deepEqual([refused.status, refused.json.parameter], [400, 'requested_timerange']);
  });

  test('arrows, tooltips in any case, styles and annotations', async () => {
    const path = `${shared}/outputs`;
    const requested_timerange = { start: START, end: END, nbTimes: 5000 };
    const arrows = await under.call('POST', `${path}/timeGraph/test.timegraph/arrows`, {
      parameters: { requested_timerange },
    });
    assert.deepEqual(arrows.json.model, [
      { start: START + 1n, end: START + 5n, sourceId: 1, targetId: 2, style: { values: {} } },
    ]);
    const tooltip = await under.call('POST', `${path}/timeGraph/test.timegraph/tooltip`, {
      parameters: {
        requested_times: [START],
        requested_items: [2],
        requested_element: { elementType: 'state', time: START, duration: 3 },
      },
    });
    assert.deepEqual(Object.keys(tooltip.json.model), ['Element', 'my construct\u00ador', 'Source']);
    const styles = (await under.call('POST', `${path}/test.timegraph/style`)).json.model.styles;
    assert.deepEqual(styles['construct\u00ador'], { parentKey: 'running', values: {} });
    const categories = await under.call('GET', `${path}/test.timegraph/annotations?markerSetId=x`);
    assert.deepEqual(categories.json.model.annotationCategories, ['Lost Events']);
    const annotations = await under.call('POST', `${path}/test.timegraph/annotations`, {
      parameters: { requested_timerange, requested_marker_categories: ['Lost Events'] },
    });
    assert.equal(annotations.json.model.annotations['Lost Events'][0].label, 'Lost Events');
    assert.deepEqual((await under.call('GET', `${path}/markerSets`)).json.model, []);
  });

  test('series: exact times, and large values that no client takes for an integer', async () => {
    const path = `${shared}/outputs`;
    const xy = await under.call('POST', `${path}/XY/test.xy/xy`, {
      parameters: { requested_timerange: { start: START, end: START + 10n, nbTimes: 3 }, requested_items: [1] },
    });
    assert.match(xy.text, /"xValues":\[1332170682440133097,1332170682440133102,1332170682440133107\]/);
    assert.match(xy.text, new RegExp(`"yValues":\\[${doubleText(1.2e18).replace('+', '\\+')},1.5,2.5\\]`));
    const generic = await under.call('POST', `${path}/genericXY/test.generic/xy`, {
      parameters: { requested_timerange: { start: START, end: END, nbSamples: 50 }, requested_items: [1] },
    });
    assert.equal(generic.json.model.series[0].xRanges.length, 50);
  });

  test('tables: columns, and lines by index, by time and by search', async () => {
    const path = `${shared}/outputs/table/test.table`;
    assert.equal((await under.call('POST', `${path}/columns`, {})).json.model[0].name, 'Timestamp ns');
    const lines = async (parameters: object) => (await under.call('POST', `${path}/lines`, { parameters })).json.model;
    const block = await lines({ requested_table_index: 5, requested_table_count: 3 });
    assert.deepEqual([block.size, block.lowIndex, block.lines.length, block.lines[2].index], [EVENTS, 5, 3, 7]);
    const byTime = await lines({ requested_times: [END], requested_table_count: 1, requested_table_column_ids: [0] });
    assert.equal(byTime.lines[0].cells[0].content, String(END));
    const search = { table_search_expressions: { 0: 'x.*' }, table_search_direction: 'previous' };
    const found = await lines({ requested_table_index: 0, requested_table_count: 1, ...search });
    assert.deepEqual(found.lines[0].cells[0], { content: `${START} x.* PREVIOUS`, tags: 8 });
  });

  test('a data question that lacks something, or says nonsense, is refused with the parameter named', async () => {
    const path = `${shared}/outputs`;
    const range = { start: START, end: END };
    const table: [string, unknown, string][] = [
      ['timeGraph/test.timegraph/states', {}, 'requested_timerange'],
      ['timeGraph/test.timegraph/states', { requested_timerange: range }, 'requested_items'],
      [
        'timeGraph/test.timegraph/states',
        { requested_timerange: { start: 1.5, end: 3 }, requested_items: [] },
        'start',
      ],
      [
        'timeGraph/test.timegraph/states',
        { requested_timerange: { start: 5, end: 3 }, requested_items: [] },
        'requested_timerange',
      ],
      ['timeGraph/test.timegraph/states', { requested_timerange: range, requested_items: ['x'] }, 'requested_items'],
      ['timeGraph/test.timegraph/states', { requested_times: [], requested_items: [1] }, 'requested_times'],
      ['timeGraph/test.timegraph/states', { requested_times: [2n ** 70n], requested_items: [1] }, 'requested_times'],
      ['timeGraph/test.timegraph/arrows', {}, 'requested_timerange'],
      ['timeGraph/test.timegraph/tooltip', { requested_times: [1], requested_items: [1] }, 'requested_element'],
      [
        'timeGraph/test.timegraph/tooltip',
        { requested_times: [1], requested_items: [1], requested_element: { elementType: 'x' } },
        'elementType',
      ],
      ['XY/test.xy/xy', { requested_items: [1] }, 'requested_timerange'],
      ['genericXY/test.generic/xy', { requested_timerange: range, requested_items: 1 }, 'requested_items'],
      ['table/test.table/lines', {}, 'requested_table_count'],
      ['table/test.table/lines', { requested_table_count: 1 }, 'requested_table_index'],
      ['table/test.table/lines', { requested_table_count: -1, requested_table_index: 0 }, 'requested_table_count'],
      [
        'table/test.table/lines',
        { requested_table_count: 1, requested_table_index: 0, table_search_expressions: { x: 'y' } },
        'table_search_expressions',
      ],
      [
        'table/test.table/lines',
        { requested_table_count: 1, requested_table_index: 0, table_search_direction: 'UP' },
        'table_search_direction',
      ],
      ['test.timegraph/annotations', {}, 'requested_timerange'],
      ['data/test.data-tree/tree', { requested_timerange: 'always' }, 'requested_timerange'],
    ];
    for (const [route, parameters, culprit] of table) {
      const { status, json } = await under.call('POST', `${path}/${route}`, { parameters });
      assert.deepEqual([status, json.parameter], [400, culprit], `${route} ${JSON.stringify(json)}`);
      assert.match(json.title, /^(Missing|Invalid) query parameters$/);
    }
    assert.equal((await under.call('POST', `${path}/data/test.data-tree/tree`, { parameters: [] })).status, 400);
    assert.equal((await under.call('POST', `${path}/data/test.data-tree/tree`, [1])).status, 400);
  });

  test('an unknown experiment is 404, an unknown output 405 for data and 404 for itself', async () => {
    const path = shared;
    const nowhere = `/experiments/${UNKNOWN}`;
    for (const [method, route] of [
      ['GET', ''],
      ['GET', '/outputs'],
      ['GET', '/outputs/x'],
      ['POST', '/outputs/data/x/tree'],
      ['GET', '/bookmarks'],
      ['GET', '/outputs/markerSets'],
      ['POST', '/outputs/x'],
      ['DELETE', '/outputs/x/y'],
      ['GET', '/outputs/x/configTypes'],
      ['GET', '/outputs/config'],
      ['GET', '/outputs/x/annotations'],
    ]) {
      assert.equal(
        (await under.call(method!, nowhere + route!, method === 'POST' ? { parameters: {} } : undefined)).status,
        404,
        route,
      );
    }
    assert.equal((await under.call('GET', `${path}/outputs/x`)).status, 404);
    for (const route of ['data/x/tree', 'XY/x/xy', 'table/x/lines', 'x/style', 'x/annotations']) {
      const reply = await under.call('POST', `${path}/outputs/${route}`, { parameters: {} });
      assert.deepEqual([reply.status, reply.json.title], [405, 'Analysis cannot run'], route);
    }
    assert.equal((await under.call('GET', `${path}/outputs/x/annotations`)).status, 405);
  });

  test('an output that fails says why, and a worker that dies takes only its experiment with it', async () => {
    const path = await under.experiment('fragile');
    const failing = await under.call('POST', `${path}/outputs/data/test.failing/tree`, { parameters: {} });
    assert.deepEqual(failing.json, { status: 'FAILED', statusMessage: 'the state system is gone' });
    const outputs = (await under.call('GET', `${path}/outputs`)).text;
    const crashed = await under.call('POST', `${path}/outputs/data/test.crashing/tree`, { parameters: {} });
    assert.equal(crashed.json.status, 'FAILED');
    assert.match(crashed.json.statusMessage, /a bug/);
    const later = await under.call('POST', `${path}/outputs/data/test.data-tree/tree`, { parameters: {} });
    assert.match(later.json.statusMessage, /The analysis has stopped: a bug/);
    assert.equal((await under.call('GET', `${path}/outputs`)).text, outputs);
    assert.equal((await under.call('GET', path)).json.indexingStatus, 'COMPLETED');
    assert.equal((await under.call('GET', '/health')).status, 200);
    const derived = { sourceTypeId: 'test.type', parameters: { title: 'x' } };
    const refused = await under.call('POST', `${path}/outputs/test.timegraph`, derived);
    assert.deepEqual([refused.status, refused.json.title], [500, 'The analysis has stopped']);

    const { json } = await under.call('GET', path);
    const parameters = { name: json.name, traces: json.traces.map((trace: { UUID: string }) => trace.UUID) };
    assert.equal((await under.call('POST', '/experiments', { parameters })).json.indexingStatus, 'RUNNING');
    await under.indexed(path);
    assert.equal(
      (await under.call('POST', `${path}/outputs/test.timegraph`, derived)).status,
      200,
      'opened again, it lives',
    );
    assert.equal((await under.call('DELETE', path)).status, 200);
  });

  test('bookmarks are made, changed, listed by time and deleted', async () => {
    const path = `${await under.experiment('bookmarks')}/bookmarks`;
    const made = await under.call('POST', path, { parameters: { name: 'here', start: START, end: END } });
    assert.equal(made.json.start, START);
    const one = `${path}/${made.json.uuid}`;
    const changed = await under.call('PUT', one, { parameters: { name: 'there', start: 3, end: START } });
    assert.deepEqual([changed.json.name, changed.json.start, changed.json.uuid], ['there', 3, made.json.uuid]);
    assert.deepEqual((await under.call('GET', one)).json, changed.json);
    assert.deepEqual((await under.call('GET', path)).json, [changed.json]);
    for (const parameters of [
      {},
      { name: 'x', start: 1 },
      { name: 'x', start: 5, end: 3 },
      { name: 'x', start: 1.5, end: 3 },
    ]) {
      assert.equal((await under.call('POST', path, { parameters })).status, 400);
      assert.equal((await under.call('PUT', one, { parameters })).status, 400);
    }
    assert.deepEqual((await under.call('DELETE', one)).json, changed.json);
    for (const method of ['GET', 'DELETE']) assert.equal((await under.call(method, one)).status, 404);
    assert.equal((await under.call('PUT', one, { parameters: { name: 'x', start: 1, end: 2 } })).status, 404);
  });

  test('configurations: types, and instances made, changed and deleted', async () => {
    for (const path of ['/config', '/config/types', '/config/types/']) {
      assert.deepEqual(
        (await under.call('GET', path)).json.map((type: { id: string }) => type.id),
        ['test.type'],
      );
    }
    const type = (await under.call('GET', '/config/types/test.type')).json;
    assert.deepEqual(type.parameterDescriptors[0], {
      keyName: 'title',
      description: 'Title',
      dataType: 'STRING',
      required: true,
      isRequired: true,
    });
    assert.equal(type.scope, 'data_provider');
    assert.equal(type.schema.type, 'object');

    const path = '/config/types/test.type/configs';
    const made = await under.call('POST', path, { name: 'mine', parameters: { title: 'A', since: START } });
    assert.deepEqual([made.status, made.json.name, made.json.sourceTypeId], [200, 'mine', 'test.type']);
    assert.equal(made.json.parameters.since, START);
    const again = await under.call('POST', path, { parameters: { since: START, title: 'A' } });
    assert.equal(again.json.id, made.json.id, 'the same parameters are the same configuration');
    const bare = await under.call('POST', '/config/types/test.type', { title: 'B', filter: 'cpu == 1' });
    assert.deepEqual(bare.json.parameters, { title: 'B', filter: 'cpu == 1' });
    assert.deepEqual([bare.json.name, bare.json.description], ['B', "Custom 'B'"]);

    const one = `${path}/${made.json.id}`;
    const changed = await under.call('PUT', one, { name: 'new', description: 'd', parameters: { title: 'C' } });
    assert.deepEqual(
      [changed.json.id, changed.json.name, changed.json.parameters],
      [made.json.id, 'new', { title: 'C' }],
    );
    assert.deepEqual((await under.call('GET', one)).json, changed.json);
    const fresh = await under.call('POST', path, { parameters: { title: 'A', since: START } });
    assert.notEqual(fresh.json.id, made.json.id, 'the id is taken by what has been changed since');
    assert.equal((await under.call('GET', path)).json.length, 3);
    for (const { id } of (await under.call('GET', path)).json)
      assert.equal((await under.call('DELETE', `${path}/${id}`)).status, 200);
    assert.deepEqual((await under.call('GET', path)).json, []);

    for (const method of ['GET', 'DELETE']) assert.equal((await under.call(method, one)).status, 404);
    assert.equal((await under.call('PUT', one, { parameters: { title: 'x' } })).status, 404);
    for (const route of ['/config/types/nope', '/config/types/nope/configs']) {
      assert.equal((await under.call('GET', route)).status, 404);
      assert.equal((await under.call('POST', route, { parameters: { title: 'x' } })).status, 404);
    }
  });

  test('a wrong configuration is refused with the parameter and the position', async () => {
    const path = '/config/types/test.type/configs';
    const missing = await under.call('POST', path, { name: 'x', parameters: { filter: 'a' } });
    assert.deepEqual([missing.status, missing.json.parameter], [400, 'title']);
    const wrong = await under.call('POST', path, { parameters: { title: 5, extra: true } });
    assert.deepEqual(wrong.json.errors.map((error: { parameter: string }) => error.parameter).sort(), [
      'extra',
      'title',
    ]);
    const syntax = await under.call('POST', path, { parameters: { title: 'x', filter: 'bad (' } });
    assert.deepEqual([syntax.json.parameter, syntax.json.position], ['filter', 5]);
    assert.equal((await under.call('POST', path, { parameters: 'x' })).status, 400);
    assert.equal((await under.call('POST', path, '{"parameters":{"title":"x","constructor":1}}')).status, 400);
  });

  test('an output is derived by today’s API, listed under its parent, and deleted', async () => {
    const path = `${await under.experiment('derive')}/outputs`;
    const base = (await under.call('GET', `${path}/test.timegraph`)).json;
    assert.deepEqual(
      [base.capabilities, base.configSourcesIds],
      [{ canCreate: true, canDelete: false }, ['test.type']],
    );
    assert.equal((await under.call('GET', `${path}/test.timegraph/configTypes`)).json[0].id, 'test.type');
    assert.equal((await under.call('GET', `${path}/test.timegraph/configTypes/test.type`)).json.id, 'test.type');
    assert.deepEqual((await under.call('GET', `${path}/test.table/configTypes`)).json, []);
    assert.equal((await under.call('GET', `${path}/test.table/configTypes/test.type`)).status, 404);

    const body = { name: 'mine', description: 'd', parameters: { title: 'T', filter: 'cpu == 1' } };
    const made = await under.call('POST', `${path}/test.timegraph`, { ...body, sourceTypeId: 'test.type' });
    assert.equal(made.status, 200, made.text);
    const { id, parentId, configuration, capabilities, configIds } = made.json;
    assert.deepEqual([parentId, capabilities.canDelete, configIds], ['test.timegraph', true, [configuration.id]]);
    assert.deepEqual(configuration, { ...body, id: configuration.id, sourceTypeId: 'test.type' });
    const again = await under.call('POST', `${path}/test.timegraph`, { ...body, typeId: 'test.type' });
    assert.equal(again.json.id, id);
    assert.deepEqual(
      (await under.call('GET', path)).json.filter((o: { id: string }) => o.id === id),
      [made.json],
    );
    assert.deepEqual((await under.call('GET', `${path}/${id}`)).json, made.json);
    const tree = await under.call('POST', `${path}/timeGraph/${id}/tree`, { parameters: {} });
    assert.deepEqual(tree.json.model.entries[0].labels, ['cpu == 1']);

    const child = await under.call('POST', `${path}/${id}`, {
      ...body,
      parameters: { title: 'child' },
      sourceTypeId: 'test.type',
    });
    assert.equal(child.json.parentId, id);
    assert.deepEqual((await under.call('DELETE', `${path}/test.timegraph/${id}`)).json, made.json);
    for (const gone of [id, child.json.id]) assert.equal((await under.call('GET', `${path}/${gone}`)).status, 404);
    assert.equal((await under.call('DELETE', `${path}/test.timegraph/${id}`)).status, 404);
    assert.equal((await under.call('DELETE', `${path}/test.timegraph/test.xy`)).status, 404);
    assert.deepEqual(
      (await under.call('GET', '/config/types/test.type/configs')).json,
      [],
      'its configuration went with it',
    );

    const post = (output: string, sent: object) => under.call('POST', `${path}/${output}`, sent);
    assert.equal((await post('nope', { ...body, sourceTypeId: 'test.type' })).status, 404);
    assert.equal((await post('test.timegraph', body)).status, 400);
    assert.equal((await post('test.timegraph', { ...body, sourceTypeId: 'nope' })).status, 404);
    assert.equal((await post('test.table', { ...body, sourceTypeId: 'test.type' })).status, 400);
    const invalid = await post('test.timegraph', {
      sourceTypeId: 'test.type',
      parameters: { title: 'x', filter: 'bad (' },
    });
    assert.deepEqual([invalid.status, invalid.json.parameter, invalid.json.position], [400, 'filter', 5]);
  });

  test('an output is derived by the way of ADR 0011 with a stored configuration, which outlives it', async () => {
    const path = `${await under.experiment('adr')}/outputs`;
    const { json: config } = await under.call('POST', '/config/types/test.type', {
      title: 'CPU 0-1',
      filter: 'cpu matches [0-1]',
    });
    const made = await under.call('POST', `${path}/test.timegraph/configs`, { configId: config.id });
    assert.equal(made.json.name, 'CPU 0-1');
    assert.deepEqual(made.json.configIds, [config.id]);
    const same = [
      await under.call('POST', `${path}/test.timegraph/configs/${config.id}`),
      await under.call('POST', `${path}/test.timegraph/configs`, { typeId: 'test.type', configId: config.id }),
      await under.call('POST', `${path}/test.timegraph`, { sourceTypeId: 'test.type', parameters: config.parameters }),
    ];
    for (const { json } of same) assert.deepEqual(json, made.json);
    assert.deepEqual((await under.call('GET', `${path}/config`)).json, { 'test.type': [config] });

    const url = `/config/types/test.type/configs/${config.id}`;
    await under.call('PUT', url, { name: 'changed', parameters: { title: 'x', filter: 'tid == 1' } });
    const tree = await under.call('POST', `${path}/timeGraph/${made.json.id}/tree`, { parameters: {} });
    assert.deepEqual(tree.json.model.entries[0].labels, ['tid == 1']);

    assert.equal((await under.call('DELETE', `${path}/config/${config.id}`)).json.id, config.id);
    assert.equal((await under.call('DELETE', `${path}/config/${config.id}`)).status, 404);
    assert.equal((await under.call('GET', `${path}/${made.json.id}`)).status, 404);
    assert.equal((await under.call('GET', url)).status, 200, 'the stored configuration stays');

    const assigned = await under.call('POST', `${path}/config`, { typeId: 'test.type', configId: config.id });
    assert.deepEqual(
      assigned.json.outputs.map((output: { id: string }) => output.id),
      [made.json.id],
    );
    assert.equal(assigned.json.configuration.id, config.id);
    assert.equal((await under.call('POST', `${path}/config`, { typeId: 'test.type', configId: 'nope' })).status, 404);
    assert.equal((await under.call('POST', `${path}/test.timegraph/configs`, { configId: 'nope' })).status, 404);
    assert.equal((await under.call('POST', `${path}/test.timegraph/configs`, {})).status, 400);
    assert.equal((await under.call('POST', `${path}/test.table/configs`, { configId: config.id })).status, 400);

    assert.equal((await under.call('DELETE', url)).status, 200);
    assert.equal(
      (await under.call('GET', `${path}/${made.json.id}`)).status,
      404,
      'what was derived with it went with it',
    );
    assert.deepEqual((await under.call('GET', `${path}/config/`)).json, {});
  });

  test('unknown routes and methods are JSON errors', async () => {
    assert.equal((await under.call('GET', '/nope')).status, 404);
    const put = await under.call('PUT', '/traces', {});
    assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, POST']);
    assert.equal((await under.call('GET', '/traces/%E0%A4%A')).status, 400);
  });
});
