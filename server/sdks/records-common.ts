/** What the programs of all SDKs do alike: that they were told the right thing, and that others find it. */
import assert from 'node:assert/strict';
import { Recorded } from './recorded.ts';
import { Recorder } from './recorder.ts';
import { runProgram } from './run-program.ts';
import type { Serving } from './stores.ts';

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

interface Common {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly told: any;
  readonly found: Recorded;
}

/** Runs the program, with a recorder before the server: nothing may be refused. `project` is the last argument. */
export async function recordsCommon(
  { ready, server }: Pick<Serving, 'ready' | 'server'>,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Common> {
  const recorder = await Recorder.before(ready.calls);
  const told = await runProgram(command, args, {
    WF_TRACE_SERVER_URL: recorder.url,
    WANDB_BASE_URL: recorder.url,
    WANDB_API_KEY: ready.token ?? '',
    ...environment,
  }).finally(() => recorder.close());
  assert.deepEqual(
    recorder.exchanges.filter(({ status }) => status !== 200),
    [],
  );
  checkLog(server.log);

  assert.equal(told.careful, 'caught: the answer is not 42');
  assert.deepEqual([told.pieces, told.rows], [['warp', ' and ', 'weft'], ROWS]);
  assert.deepEqual(told.evaluation.right, { right: { true_count: 2, true_fraction: 2 / 3 } });
  assert.deepEqual(told.running, { ended_at: null, status: 'running' });
  assert.deepEqual([told.hanging, told.name, told.feedback], ['late', 'my outer', FEEDBACK]);

  const found = await Recorded.in(ready.calls, told.project);
  assert.deepEqual([found.calls.length, found.children(null).length], [told.left, told.roots]);
  assert.equal(found.call(told.unwanted), undefined);
  assert.ok(found.calls.every((call) => call.ended_at !== null));
  const { display_name, summary } = found.call(told.main);
  assert.equal(display_name, 'my outer');
  assert.deepEqual(
    summary.weave.feedback.map((row: { payload: object }) => row.payload),
    FEEDBACK,
  );
  const [careful] = found.named('careful');
  const [boom] = found.children(careful.id);
  assert.match(boom.exception, /the answer is not 42/);
  assert.deepEqual([careful.exception, boom.summary.weave.status], [null, 'error']);
  assert.equal(found.named('streamed')[0].output, 'warp and weft');
  return { told, found };
}

export function checkLog(log: string): void {
  assert.ok(!/"level":[4-6]0/.test(log), log);
}
