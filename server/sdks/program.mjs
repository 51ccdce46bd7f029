/**
 * What somebody who uses the weave SDK of npm writes, all of it at once.
 *
 *   node program.mjs PROJECT
 *
 * With the environment that the documentation names. The last line of stdout is JSON: what the SDK answered, and the ids
 * of what to look for.
 */
import * as weave from 'weave';

const client = await weave.init(process.argv[2], { printCallLink: false });
const api = client.traceServerApi;
const project_id = client.projectId;
const told = { project: project_id };

/** Runs the op, and gives the id of its call beside its result. */
async function called(op, ...args) {
  let id;
  const outer = weave.op(
    async function main() {
      id = weave.requireCurrentCallStackEntry().callId;
      return op(...args);
    },
    { name: 'main' },
  );
  const result = await outer();
  return [id, result];
}

// Nested, in parallel, with attributes, and with values that are easily changed on the way.
const inner = weave.op(async function inner({ x }) {
  return x * 2;
});
const values = {
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
const outer = weave.op(
  async function outer({ n, given }) {
    const parts = await Promise.all([1, 2, 3].map((x) => inner({ x: x * n })));
    return { sum: parts.reduce((a, b) => a + b, 0), given };
  },
  { callDisplayName: ({ n }) => `outer of ${n}`, parameterNames: 'useParam0Object' },
);
[told.main, told.outer] = await weave.withAttributes({ env: 'test', tags: ['a', 'b'] }, () =>
  called(outer, { n: 7, given: values }),
);

// An error, in a child.
const boom = weave.op(async function boom() {
  throw new Error('the answer is not 42');
});
const careful = weave.op(async function careful() {
  return boom().catch((error) => `caught: ${error.message}`);
});
told.careful = await careful();

// A stream.
const streamed = weave.op(
  async function* streamed() {
    for (const piece of ['warp', ' and ', 'weft']) yield piece;
  },
  { streamReducer: { initialStateFn: () => '', reduceFn: (text, piece) => text + piece, finalizeFn: () => {} } },
);
told.pieces = [];
for await (const piece of await streamed()) told.pieces.push(piece);

// What a model costs, by a client of its maker that needs no network.
const openai = weave.wrapOpenAI({
  chat: {
    completions: {
      create: async ({ model, stream }) => {
        const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
        if (!stream) return { id: 'c1', model, choices: [{ message: { role: 'assistant', content: 'hm' } }], usage };
        return (async function* chunks() {
          yield { id: 'c2', model, choices: [{ delta: { role: 'assistant', content: 'he' } }] };
          yield { id: 'c2', model, choices: [{ delta: { content: 'llo' }, finish_reason: 'stop' }] };
          yield { id: 'c2', model, choices: [], usage };
        })();
      },
    },
  },
  images: { generate: async () => ({ data: [] }) },
  beta: {},
});
const cost = { prompt_token_cost: 1e-6, completion_token_cost: 2e-6 };
told.costs = (await api.cost.costCreateCostCreatePost({ project_id, costs: { 'loom-1': cost } })).data.ids.length;
const messages = [{ role: 'user', content: 'Hello?' }];
await openai.chat.completions.create({ model: 'loom-1', messages });
told.chunks = 0;
for await (const _ of await openai.chat.completions.create({ model: 'loom-1', messages, stream: true })) told.chunks++;

// Objects that refer to each other, read back; a picture and a sound.
class Shop extends weave.WeaveObject {
  constructor({ name, prompt, chat, values }) {
    super({ name });
    Object.assign(this, { prompt, chat, values });
  }
}
const prompt = new weave.StringPrompt({ name: 'greeting', content: 'Hello, {name}!' });
const chat = new weave.MessagesPrompt({ name: 'chat', messages });
const shop = await client.publish(new Shop({ name: 'the shop', prompt, chat, values }));
told.shop = shop.uri();
told.shopRead = await client.get(shop);
told.prompt = (await client.get(await prompt.__savedRef)).content;
const again = await client.publish({ ...values }, 'plain');
told.plain = again.uri();
told.plainRead = await client.get(again);
const data = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgBwAACQAIICPDjAAAAABJRU5ErkJggg==',
  'base64',
);
const picture = weave.op(async function picture() {
  return { png: weave.weaveImage({ data }), wav: weave.weaveAudio({ data: Buffer.from('RIFF....WAVE') }) };
});
await picture();

// A dataset, its rows in the inputs of an evaluation.
const rows = [
  { a: 1, b: 2, sum: 3 },
  { a: 5, b: 6, sum: 11 },
  { a: 1, b: 1, sum: 3 },
];
const dataset = new weave.Dataset({ name: 'sums', rows });
const saved = await dataset.save();
told.dataset = saved.uri();
const add = weave.op(async function add({ datasetRow }) {
  return datasetRow.a + datasetRow.b;
});
const right = weave.op(async function right({ modelOutput, datasetRow }) {
  return { right: modelOutput === datasetRow.sum };
});
const evaluation = new weave.Evaluation({ name: 'adding', dataset, scorers: [right] });
told.evaluation = await evaluation.evaluate({ model: add });
const { val } = (await api.obj.objReadObjReadPost({ project_id, object_id: 'sums', digest: saved.digest })).data.obj;
const digest = val.rows.split('/').at(-1);
told.rows = (await api.table.tableQueryTableQueryPost({ project_id, digest })).data.rows.map((row) => row.val);
told.rowRefs = await Promise.all([0, 1, 2].map(async (i) => (await dataset.getRow(i).__savedRef).uri()));
told.rowsByRef = (await api.refs.refsReadBatchRefsReadBatchPost({ refs: told.rowRefs })).data.vals;

// An evaluation that is told by hand.
const logger = new weave.EvaluationLogger({ name: 'by hand', model: { name: 'a model' }, dataset: 'none' });
const score = await logger.logPredictionAsync({ question: 'why?' }, 'because');
await score.logScore('length', 7);
await score.finish();
await logger.logSummary({ mood: 'good' });

// A call that is still running, as others see it.
let release;
let hanging;
const hang = weave.op(async function hang() {
  hanging = weave.requireCurrentCallStackEntry().callId;
  await new Promise((resolve) => {
    release = resolve;
  });
  return 'late';
});
const late = hang();
while (!hanging) await new Promise((resolve) => setImmediate(resolve));
do {
  await client.waitForBatchProcessing();
  [told.running] = await client.getCalls({ call_ids: [hanging] });
} while (!told.running);
told.running = { ended_at: told.running.ended_at ?? null, status: told.running.summary.weave.status };
release();
told.late = await late;
await client.waitForBatchProcessing();
told.hanging = (await client.getCall(hanging)).output;

// Names, feedback, deletion.
await client.updateCall(told.main, 'my outer');
told.name = (await client.getCall(told.main, true)).display_name;
const weave_ref = `weave:///${project_id}/call/${told.main}`;
const feedback = (feedback_type, payload) =>
  api.feedback.feedbackCreateFeedbackCreatePost({ project_id, weave_ref, feedback_type, payload });
await feedback('wandb.reaction.1', { emoji: '👍🏽' });
await feedback('wandb.note.1', { note: 'good one' });
await feedback('correct', { value: 1, why: 'it is so' });
const asked = { project_id, query: { $expr: { $eq: [{ $getField: 'weave_ref' }, { $literal: weave_ref }] } } };
told.feedback = (await api.feedback.feedbackQueryFeedbackQueryPost(asked)).data.result.map((row) => row.payload);
const [unwanted] = await called(inner, { x: 1 });
await client.waitForBatchProcessing();
await api.calls.callsDeleteCallsDeletePost({ project_id, call_ids: [unwanted] });
told.unwanted = unwanted;
told.left = (await api.calls.callsQueryStatsCallsQueryStatsPost({ project_id })).data.count;
told.roots = (await client.getCalls({ trace_roots_only: true }, true)).length;

process.stdout.write(`${JSON.stringify(told)}\n`);
