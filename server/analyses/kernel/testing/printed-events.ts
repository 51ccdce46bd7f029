/** Events of a kernel trace as babeltrace2 prints them: what tests on real traces compute from, independent of our readers. */
import { spawnSync } from 'node:child_process';

/** Why such a test is skipped; false where it is not. */
export const noBabeltrace = spawnSync('babeltrace2', ['--version']).status === 0 ? false : 'babeltrace2 is missing';

export interface Printed {
  /** ns since the epoch. */
  readonly time: bigint;
  /** Without the subsystem that perf puts before it. */
  readonly name: string;
  readonly cpu: string;
  /** Texts without quotes. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The events in whose line `wanted` is found. Where babeltrace2 stops early, those before. */
export function printed(path: string, wanted: RegExp): Printed[] {
  const { stdout } = spawnSync('babeltrace2', ['--clock-seconds', '--no-delta', path], {
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout
    .split('\n')
    .filter((line) => wanted.test(line))
    .map((line) => {
      const [, seconds, ns, name, rest] = /^\[(\d+)\.(\d+)\] (?:\S+ )?([\w:]+): (.*)$/.exec(line)!;
      const fields = new Map(
        [...rest!.matchAll(/(\w+) = ("[^"]*"|-?\w+)/g)].map(([, field, value]): [string, string] => [
          field!,
          value!.replaceAll('"', ''),
        ]),
      );
      return {
        time: BigInt(seconds!) * 1_000_000_000n + BigInt(ns!),
        name: name!.replace(/^\w+:/, ''),
        cpu: fields.get('perf_cpu') ?? fields.get('cpu_id') ?? '',
        fields,
      };
    });
}
