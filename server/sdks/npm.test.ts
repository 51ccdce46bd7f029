/** The weave SDK of npm, as its users have it, against both stores. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { installPackages } from '../testing/install-packages.ts';
import { Recorded } from './recorded.ts';
import { checkLog, recordsCommon } from './records-common.ts';
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

describe('the weave SDK of npm', { skip: missing ?? false }, () => {
  let stores: Stores;
  const portraits = new Map<string, string[]>();
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
    checkLog(server.log);
  });

  test('finds the same in both stores', (t) => {
    const [first, ...others] = portraits.values();
    if (others.length === 0) return t.skip('there is one store only');
    for (const other of others) assert.deepEqual(other, first);
  });

  async function recordsAll({ store, ready, server }: Serving): Promise<void> {
    const { told, found } = await recordsCommon({ ready, server }, process.execPath, [PROGRAM, 'acme/shop']);
    assert.deepEqual(told.outer, { sum: 84, given: VALUES });
    assert.deepEqual([told.costs, told.chunks], [1, 3]);
    assert.deepEqual([told.shopRead.values, told.prompt], [VALUES, 'Hello, {name}!']);
    assert.equal(JSON.stringify(told.plainRead), JSON.stringify(VALUES));
    assert.deepEqual(told.rowsByRef, told.rows);

    const main = found.call(told.main);
    assert.deepEqual(found.tree(main.id), ['main', ['outer', ['inner'], ['inner'], ['inner']]]);
    const [outer] = found.children(main.id);
    const { weave: _, ...attributes } = outer.attributes;
    assert.deepEqual([outer.display_name, attributes], ['outer of 7', { env: 'test', tags: ['a', 'b'] }]);
    assert.equal(JSON.stringify(outer.inputs), JSON.stringify({ n: 7, given: VALUES }));
    const doubled = found.children(outer.id).map(({ inputs, output }) => [inputs, output]);
    assert.deepEqual(new Set(doubled.map(([, output]) => output)), new Set([14, 28, 42]));

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
