/** Field classes of CTF 2 made at random, and bytes for them: nothing refers to what isn't there, all else may be. */
import { array, at, bits, type Class, list, optional, struct, text, variant } from './json-classes.ts';
import type { Random } from './mutate.ts';

const ENCODINGS = ['utf-8', 'utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'];

/** Members `f0`, `f1`, …; fields that others refer to are called `n0`, `n1`, …, and are integers of up to 4 bits. */
export function randomStruct(random: Random, depth = 3): Class {
  const fields: { [name: string]: Class } = {};
  const counts = 1 + random(7);
  let lengths = 0;
  for (let i = 0; i < counts; i++) {
    if (random(2) === 0) fields[`n${lengths++}`] = bits('unsigned-integer', 1 + random(4), { alignment: 8 });
    fields[`f${i}`] = randomClass(random, depth, lengths);
  }
  return struct(fields, { 'minimum-alignment': random(4) === 0 ? 2 ** random(7) : 8 });
}

function randomClass(random: Random, depth: number, lengths: number): Class {
  const one = <T>(choices: readonly T[]) => choices[random(choices.length)]!;
  const earlier = () => at(`n${random(lengths)}`);
  const inner = () => (random(3) === 0 ? randomStruct(random, depth - 1) : randomClass(random, depth - 1, 0));
  // A byte holds fields of one byte order only, so bit fields of the other one begin at a byte.
  const fixed = () => ({
    'byte-order': one(['little-endian', 'big-endian']),
    'bit-order': one(['first-to-last', 'last-to-first', undefined]),
    alignment: one([8, 8, 8, 16, 32, 64]),
  });
  const base = { 'preferred-display-base': one([2, 8, 10, 10, 16]) };
  const sign = one(['signed', 'unsigned']);
  const kinds = depth === 0 ? 9 : lengths === 0 ? 11 : 16;
  switch (random(kinds)) {
    case 0:
    case 1:
    case 2:
      return bits(`${sign}-integer`, 1 + random(64), { ...fixed(), ...base });
    case 3:
      return { type: `variable-length-${sign}-integer`, ...base };
    case 4:
      return bits('floating-point-number', one([16, 32, 64, 128, 160]), fixed());
    case 5:
      return bits(one(['boolean', 'bit-array']), 1 + random(64), fixed());
    case 6:
      return bits('bit-array', 65 + random(200), fixed());
    case 7:
      return text('null-terminated', { encoding: one(ENCODINGS) });
    case 8:
      return text('static-length', { encoding: one(ENCODINGS), length: random(9) });
    case 9:
      return array(random(4), inner(), random(3) === 0 ? { 'minimum-alignment': 2 ** random(8) } : {});
    case 10:
      return inner();
    case 11:
      return list(earlier(), inner());
    case 12:
      return text('dynamic-length', { encoding: one(ENCODINGS), 'length-field-location': earlier() });
    case 13:
      return { type: 'dynamic-length-blob', 'length-field-location': earlier() };
    case 14:
      return optional(earlier(), inner(), [
        [0, random(3)],
        [5, 9],
      ]);
    default:
      return variant(earlier(), [[[0, 1]], inner()], [[[2, 2 + random(4)]], inner()], [[[7, 15]], inner()]);
  }
}

/** Many zeros and small numbers among them: they end texts and are lengths. */
export function randomBytes(random: Random, length: number): Buffer {
  const byte = [() => 0, () => random(4), () => random(128), () => random(256)];
  return Buffer.from(Array.from({ length }, () => byte[random(4)]!()));
}
