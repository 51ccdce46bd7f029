import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonWriter } from './json-writer.ts';
import { TimeWriter } from './time-writer.ts';

test('digits equal those of big-integer arithmetic, for any base and offset', () => {
  const bases = [
    0n,
    1n,
    999_999_999n,
    10n ** 9n,
    1_332_170_682_440_133_097n,
    2n ** 63n - 2n ** 53n,
    -1n,
    -(10n ** 9n),
    -1_332_170_682_440_133_097n,
    -(2n ** 63n) + 2n ** 53n,
  ];
  const edges = [0, 1, 999_999_999, 1e9, 1e9 + 1, 5e9 - 1, 2 ** 52, 2 ** 53 - 1];
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
  const offsets = [...edges, ...edges.map((t) => -t || 0)];
  for (let i = 0; i < 500; i++) offsets.push((random() % 2 ? 1 : -1) * ((random() * 4_194_301 + random()) % 2 ** 53));
  for (const base of bases) {
    const time = new TimeWriter(base);
    const out = new JsonWriter();
    for (const t of offsets) {
      time.write(out, t);
      out.write(' ');
    }
    const texts = new TextDecoder().decode(out.finish()).split(' ');
    for (const [i, t] of offsets.entries()) assert.equal(texts[i], String(base + BigInt(t)), `${base} + ${t}`);
  }
});
