/** The weave SDK of Python, as its users have it, against both stores. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Recorded } from '../../server/sdks/recorded.ts';
import { checkLog, recordsCommon } from '../../server/sdks/records-common.ts';
import { runProgram } from '../../server/sdks/run-program.ts';
import { type Serving, Stores } from '../../server/sdks/stores.ts';
import { installPython } from './install-python.ts';

const PROGRAM = join(import.meta.dirname, 'program.py');
const python = await installPython();

/** As they have to come back, letter for letter. */
const VALUES =
  '{"float":1.0,"tiny":1e-07,"big":12345678901234567890,"text":"ß 😀 \\"quoted\\" \\\\ \\u0000 \\u2028 weave:///no/ref",' +
  '"nothing":null,"list":[[],{},[null,false]],"dotted.key":{"constructor":"own","$set":1},"b":1,"a":2}';

/** Has latencies in it, or addresses in memory: its digest is another each time. */
const FLEETING = 'EvaluationResults|hang';

describe('the weave SDK of Python', { skip: typeof python === 'string' ? python : false }, () => {
  if (typeof python === 'string') return;
  const { command, environment } = python;
  let stores: Stores;
  const portraits = new Map<string, string[]>();
  before(async () => {
    stores = await Stores.start();
  });
  after(() => stores?.stop());

  test('records all that it can, and reads it back, from every store', { concurrency: 2 }, async (t) => {
    await Promise.all(stores.serving.map((serving) => t.test(serving.store, () => recordsAll(serving))));
  });

  test('needs no more than one address and a key', async () => {
    const { ready, server } = stores.serving[0]!;
    const told = await runProgram(command, [PROGRAM, 'loom'], {
      ...environment,
      WANDB_BASE_URL: ready.url,
      WANDB_API_KEY: ready.token ?? '',
    });
    assert.match(told.project, /^[^/]+\/loom$/);
    const found = await Recorded.in(ready.calls, told.project);
    assert.equal(found.calls.length, told.left);
    checkLog(server.log);
  });

  test('finds the same in both stores', (t) => {
    const [first, ...others] = portraits.values();
    if (others.length === 0) return t.skip('there is one store only');
    for (const other of others) assert.deepEqual(other, first);
  });

  async function recordsAll({ store, ready, server }: Serving): Promise<void> {
    const args = [PROGRAM, 'acme/shop'];
    const { told, found } = await recordsCommon({ ready, server }, command, args, environment);
    const values = JSON.parse(VALUES);
    assert.deepEqual(told.outer, { sum: 84, given: values });
    assert.deepEqual([told.shopRead, told.plainRead], [values, values]);
    assert.deepEqual([told.prompt, told.nested, told.predicted], ['Hello, you!', 'Hello, {name}!', 3]);
    assert.deepEqual(told.versions, [null, true, true]);
    assert.deepEqual([told.costs, told.picture], [['loom-1'], [[2, 3], 7]]);
    assert.deepEqual([told.selected, told['of test']], [told.rows[1], 4]);

    const main = found.call(told.main);
    assert.deepEqual(found.tree(main.id), ['outer', ['inner'], ['inner'], ['inner']]);
    assert.ok(found.line(main.id).includes(`"inputs":{"n":7,"given":${VALUES}}`), found.line(main.id));
    assert.deepEqual([main.thread_id, main.turn_id], ['a thread', main.id]);
    assert.deepEqual([main.attributes.env, main.attributes.tags], ['test', ['a', 'b']]);

    const [conversation] = found.named('conversation');
    const { prompt_tokens_total_cost, completion_tokens_total_cost, requests } =
      conversation.summary.weave.costs['loom-1'];
    assert.deepEqual([prompt_tokens_total_cost, completion_tokens_total_cost, requests], [20 * 1e-6, 40 * 2e-6, 2]);
    assert.deepEqual(conversation.summary.status_counts, { success: 3, error: 0 });

    const [evaluation] = found.named('Evaluation.evaluate').filter(({ inputs }) => inputs.model.includes('adder'));
    const predictions = found.children(evaluation.id).filter((call) => /predict_and_score/.test(call.op_name));
    assert.deepEqual(
      predictions.map(({ id }) => found.tree(id)),
      Array(3).fill(['Evaluation.predict_and_score', ['Adder.predict'], ['right']]),
    );
    const rows = predictions.map(({ inputs }) => inputs.example);
    assert.deepEqual((await found.ask('/refs/read_batch', { project_id: undefined, refs: rows })).vals, told.rows);
    const gone = await found.ask('/objs/query', { filter: { object_ids: ['gone'] } });
    assert.deepEqual(gone.objs, []);
    const lasting = (await found.portrait()).filter((text) => !RegExp(`"object_id":"(${FLEETING})"`).test(text));
    portraits.set(
      store,
      lasting.map((text) => text.replace(RegExp(`\\b(${FLEETING}):\\w+`, 'g'), '$1')),
    );
  }
});
