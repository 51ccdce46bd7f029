/**
 * Every check on every configuration, on all at the same time; and what they answered, byte for byte. ClickHouse is real,
 * unless it can't be installed here: then that is said, and the others are still compared. In this process and as a server
 * it shares the random programs. `CONTRACT=sqlite,remote` runs these two only.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Engine } from '../clickhouse/engine/engine.ts';
import { OPERATIONS } from '../requests/operations.ts';
import { Asking, type Check } from './asking.ts';
import { RANDOM_PROGRAMS } from './checks/random-programs.ts';
import { type Configuration, clickHouse, directory, remote, remoteClickHouse, sqlite } from './configurations.ts';
import { masked } from './masking.ts';
import { CHECKS } from './suite.ts';

const engine = await Engine.start();
const skip = typeof engine === 'string' ? engine : false;
const all = ['sqlite', 'directory', 'clickhouse', 'remote', 'remote-clickhouse'];
const only = process.env.CONTRACT?.split(',') ?? all;

const configurations: Configuration[] = [];
if (only.includes('sqlite')) configurations.push(sqlite());
if (only.includes('directory')) configurations.push(directory());
if (only.includes('clickhouse') && typeof engine !== 'string') {
  configurations.push(await clickHouse(await engine.database()));
}
if (only.includes('remote')) configurations.push(await remote());
if (only.includes('remote-clickhouse') && skip === false) configurations.push(await remoteClickHouse());

const asked = new Set<string>();
const sums = { checks: 0, replies: 0, different: 0 };

async function transcriptOf(check: Check, configuration: Configuration): Promise<Asking> {
  const on = new Asking(configuration, check.name);
  await on.ensureProjects();
  await check.run(on);
  return on;
}

describe('the contract of the call service', () => {
  after(async () => {
    for (const configuration of configurations) await configuration.close();
    if (typeof engine !== 'string') engine.stop();
    console.error(
      `${configurations.length} configurations (${configurations.map(({ name }) => name).join('; ')}): ` +
        `${sums.checks} checks, ${sums.replies} replies compared, ${sums.different} different`,
    );
  });

  test('ClickHouse is one of the stores', { skip }, () => {});

  test('the names of checks are different', () => {
    assert.equal(new Set(CHECKS.map(({ name }) => name)).size, CHECKS.length);
  });

  for (const check of CHECKS) {
    test(check.name, async (t) => {
      const program = RANDOM_PROGRAMS.indexOf(check);
      const turns = configurations.filter(({ turn }) => program < 0 || turn === undefined || program % 2 === turn);
      const transcripts = new Map<Configuration, Asking>();
      await Promise.all(
        turns.map((configuration) =>
          t.test(configuration.name, async () => {
            const on = await transcriptOf(check, configuration);
            for (const method of on.asked) asked.add(method);
            transcripts.set(configuration, on);
          }),
        ),
      );
      const done = turns.flatMap((one) => (transcripts.has(one) ? [[one, transcripts.get(one)!] as const] : []));
      sums.checks++;
      const [first, ...others] = done;
      for (const [configuration, on] of others) {
        sums.replies += on.transcript.length;
        await t.test(`${configuration.name} answers as ${first![0].name}`, () => {
          const digests = !configuration.identity || !first![0].identity;
          const [one, other] = [first![1], on].map(({ transcript }) => masked(transcript, digests));
          const different = one!.flatMap((reply, at) => (reply === other![at] ? [] : [at]));
          sums.different += different.length + Math.abs(one!.length - other!.length);
          for (const at of different) assert.equal(...aroundDifference(other![at] ?? '', one![at]!));
          assert.equal(other!.length, one!.length);
        });
      }
    });
  }

  test('every method was asked', () => {
    const methods = OPERATIONS.map(({ method }) => method).filter((method) => !asked.has(method));
    assert.deepEqual(methods, []);
  });
});

function aroundDifference(one: string, other: string): [string, string] {
  let at = 0;
  while (one[at] === other[at]) at++;
  const from = Math.max(0, at - 300);
  return [one.slice(from, at + 300), other.slice(from, at + 300)];
}
