/** The weave SDK of npm, as its users have it, against both stores. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { installPackages } from '../testing/install-packages.ts';
import { Recorded } from './recorded.ts';
import { Recorder } from './recorder.ts';
import { runProgram } from './run-program.ts';
import { type Serving, Stores } from './stores.ts';

const PROGRAM = join(import.meta.dirname, 'program.mjs');
const missing = await installPackages(import.meta.dirname);

const VALUES = {
  float: 1.5,
  tiny: 1e-7,
  big: 12345678901234567000,
  text: 'ß 😀 "quoted" \\ \u0000 \u2028 weave:///no/ref',
  nothing: null,
  list: [[], {}, [null, false]],
  'dotted.key': { constructor: 'own', $set: 1 },
  b: 1,
  a: 2,
};
const ROWS = [
  { a: 1, b: 2, sum: 3 },
  { a: 5, b: 6, sum: 11 },
  { a: 1, b: 1, sum: 3 },
];
const FEEDBACK = [
  { emoji: '👍🏽', alias: ':thumbs_up_medium_skin_tone:', detoned: '👍', detoned_alias: ':thumbs_up:' },
  { note: 'good one' },
  { value: 1, why: 'it is so' },
];

describe('the weave SDK of npm', { skip: missing ?? false }, () => {
  let stores: Stores;
  const portraits = new Map<string, string>();
  before(async () => {
    stores = await Stores.start();
  });
  after(() => stores?.stop());

  test('records all that it can, and reads it back, from every store', async (t) => {
    for (const serving of stores.serving) await t.test(serving.store, () => recordsAll(serving));
  });

  test('asks by https who it is, and finds the rest beside it, with no more than an address, a key and a certificate', async () => {
    const { ready, server } = stores.serving[0]!;
    const { calls, certificate } = ready.https!;
    const told = await runProgram(process.execPath, [PROGRAM, 'loom'], {
      WANDB_BASE_URL: new URL(calls).origin,
      WANDB_API_KEY: ready.token ?? '',
      NODE_EXTRA_CA_CERTS: certificate,
    });
    assert.match(told.project, /^[^/]+\/loom$/);
    assert.equal(told.name, 'my outer');
    const found = await Recorded.in(ready.calls, told.project);
    assert.equal(found.calls.length, told.left);
    assert.ok(!/"level":[4-6]0/.test(server.log), server.log);
  });

  test('finds the same in both stores', (t) => {
    const [first, ...others] = portraits.values();
    if (others.length === 0) return t.skip('there is one store only');
    for (const other of others) assert.equal(other, first);
  });

  async function recordsAll({ store, ready, server }: Serving): Promise<void> {
    const recorder = await Recorder.before(ready.calls);
    const told = await runProgram(process.execPath, [PROGRAM, 'acme/shop'], {
      WF_TRACE_SERVER_URL: recorder.url,
      WANDB_API_KEY: ready.token ?? '',
    });
    recorder.close();
    assert.deepEqual(
      recorder.exchanges.filter(({ status }) => status !== 200),
      [],
    );
    assert.ok(!/"level":[4-6]0/.test(server.log), server.log);

    // What the SDK was told.
    assert.deepEqual(told.outer, { sum: 84, given: VALUES });
    assert.equal(told.careful, 'caught: the answer is not 42');
    assert.deepEqual(told.pieces, ['warp', ' and ', 'weft']);
    assert.deepEqual([told.costs, told.chunks], [1, 3]);
    assert.deepEqual([told.shopRead.values, told.prompt], [VALUES, 'Hello, {name}!']);
    assert.equal(JSON.stringify(told.plainRead), JSON.stringify(VALUES));
    assert.deepEqual([told.rows, told.rowsByRef], [ROWS, ROWS]);
    assert.deepEqual(told.evaluation.right, { right: { true_count: 2, true_fraction: 2 / 3 } });
    assert.deepEqual(told.running, { ended_at: null, status: 'running' });
    assert.deepEqual([told.late, told.hanging, told.name], ['late', 'late', 'my outer']);
    assert.deepEqual(told.feedback, FEEDBACK);

    // What others find.
    const found = await Recorded.in(ready.calls, 'acme/shop');
    assert.deepEqual([found.calls.length, found.children(null).length], [told.left, told.roots]);
    assert.equal(found.call(told.unwanted), undefined);
    assert.ok(found.calls.every((call) => call.ended_at !== null));
    const main = found.call(told.main);
    assert.deepEqual(found.tree(main.id), ['main', ['outer', ['inner'], ['inner'], ['inner']]]);
    assert.equal(main.display_name, 'my outer');
    assert.deepEqual(
      main.summary.weave.feedback.map((row: { payload: object }) => row.payload),
      FEEDBACK,
    );
    const [outer] = found.children(main.id);
    const { weave: _, ...attributes } = outer.attributes;
    assert.deepEqual([outer.display_name, attributes], ['outer of 7', { env: 'test', tags: ['a', 'b'] }]);
    assert.equal(JSON.stringify(outer.inputs), JSON.stringify({ n: 7, given: VALUES }));
    const doubled = found.children(outer.id).map(({ inputs, output }) => [inputs, output]);
    assert.deepEqual(new Set(doubled.map(([, output]) => output)), new Set([14, 28, 42]));

    const [careful] = found.named('careful');
    const [boom] = found.children(careful.id);
    assert.deepEqual([boom.exception, boom.summary.weave.status], ['the answer is not 42', 'error']);
    assert.equal(careful.exception, null);
    assert.equal(found.named('streamed')[0].output, 'warp and weft');

    const asked = found.named('openai.chat.completions.create');
    assert.equal(asked.length, 2);
    for (const { output, summary } of asked) {
      const { prompt_tokens_total_cost, completion_tokens_total_cost, requests } = summary.weave.costs['loom-1'];
      assert.deepEqual([prompt_tokens_total_cost, completion_tokens_total_cost, requests], [10 * 1e-6, 20 * 2e-6, 1]);
      assert.match(output.choices[0].message.content, /^(hm|hello)$/);
    }

    const [picture] = found.named('picture');
    const png = await found.file(picture.output.png.files['image.png']);
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.equal((await found.file(picture.output.wav.files['audio.wav'])).toString(), 'RIFF....WAVE');

    const [evaluation] = found.named('Evaluation.evaluate').filter(({ display_name }) => display_name === 'adding_add');
    const scored = found.children(evaluation.id);
    assert.deepEqual(
      scored.map(({ id }) => found.tree(id)),
      Array(3).fill(['Evaluation.predictAndScore', ['add'], ['right']]),
    );
    assert.deepEqual(new Set(scored.map(({ inputs }) => inputs.example)), new Set(told.rowRefs));
    portraits.set(store, await found.portrait());
  }
});
