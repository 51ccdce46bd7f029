/** Small damage for fuzzing: what lying, half-written and hostile files hold. The same `random` does the same damage. */
export type Random = (below: number) => number;

const NUMBERS = [
  '0', '1', '2', '3', '7', '8', '9', '31', '32', '33', '63', '64', '65', '127', '128', '4096', '65536', '1000000000',
  '2147483647', '2147483648', '4294967295', '9007199254740993', '9223372036854775807', '18446744073709551615', '-1',
  '-2147483649', '1.5', '1e400',
]; // biome-ignore format: a table

const WORDS = [
  1n,
  7n,
  8n,
  0x7fn,
  0xffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  0xc1fc1fc1n,
  2n ** 40n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** Damages a text in one to four places, mostly at the borders of its words. */
export function mutatedText(text: string, random: Random): string {
  for (let left = 1 + random(4); left > 0; left--) text = oneMutation(text, random);
  return text;
}

function oneMutation(text: string, random: Random): string {
  const words = [...text.matchAll(/[A-Za-z_][\w-]*|\d+|[^\s\w]/g)];
  if (words.length === 0) return text;
  const word = () => words[random(words.length)]!;
  const replaced = (from: number, to: number, by: string) => text.slice(0, from) + by + text.slice(to);
  const { index, 0: old } = word();
  const end = index + old.length;
  switch (random(8)) {
    case 0: {
      const numbers = words.filter(([one]) => /^\d/.test(one));
      const number = numbers[random(numbers.length)] ?? word();
      return replaced(number.index, number.index + number[0].length, NUMBERS[random(NUMBERS.length)]!);
    }
    case 1:
      return replaced(index, end, '');
    case 2:
      return replaced(index, end, word()[0]);
    case 3: {
      const from = word().index;
      const span = text.slice(from, from + 1 + random(200));
      return replaced(index, index, span.repeat(1 + random(3)));
    }
    case 4:
      return replaced(index, Math.min(text.length, index + random(200)), '');
    case 5:
      return replaced(index, index, String.fromCharCode(random(random(4) === 0 ? 65_536 : 128)));
    case 6:
      return replaced(index, end, old.repeat(random(50)));
    default:
      return random(20) === 0 ? text.slice(0, index) : replaced(index, end, NUMBERS[random(NUMBERS.length)]!);
  }
}

type Tree = unknown;

/** Damages the values of a JSON text sequence and leaves it JSON. */
export function mutatedSequence(text: string, random: Random): string {
  const fragments: Tree[] = text
    .split('\x1e')
    .slice(1)
    .map((part) => JSON.parse(part));
  for (let left = 1 + random(3); left > 0; left--) {
    const all = placesIn(fragments);
    const place = () => all[random(all.length)]!;
    const { parent, key } = place();
    const other = place();
    const value = structuredClone(other.parent[other.key]);
    switch (random(5)) {
      case 0:
        delete parent[key];
        break;
      case 1:
        parent[key] = value;
        break;
      case 2:
        parent[key] = Number(NUMBERS[random(NUMBERS.length)]);
        break;
      case 3:
        if (Array.isArray(parent)) parent.splice(random(parent.length + 1), 0, value);
        else parent[other.key] = value;
        break;
      default: {
        const numbers = all.filter((one) => typeof one.parent[one.key] === 'number');
        const number = numbers[random(numbers.length)];
        if (number) number.parent[number.key] = Number(NUMBERS[random(NUMBERS.length)]);
      }
    }
  }
  return fragments.map((fragment) => `\x1e${JSON.stringify(fragment) ?? 'null'}\n`).join('');
}

interface Place {
  readonly parent: { [key: string]: Tree };
  readonly key: string;
}

function placesIn(tree: Tree, places: Place[] = []): Place[] {
  if (typeof tree !== 'object' || tree === null || places.length > 20_000) return places;
  for (const key of Object.keys(tree)) {
    const parent = tree as { [key: string]: Tree };
    places.push({ parent, key });
    placesIn(parent[key], places);
  }
  return places;
}

/** Damages bytes in one to four places: bits, words of all sizes, spans that are lost, doubled or cut off. */
export function mutatedBytes(bytes: Uint8Array, random: Random): Buffer {
  let damaged = Buffer.from(bytes);
  for (let left = 1 + random(4); left > 0 && damaged.length > 8; left--) {
    const at = random(damaged.length - 8);
    switch (random(6)) {
      case 0:
        damaged[at]! ^= 1 << random(8);
        break;
      case 1:
        damaged[at] = random(256);
        break;
      case 2: {
        const word = WORDS[random(WORDS.length)]!;
        const place = at - (at % [1, 4, 8][random(3)]!);
        if (random(2) === 0) damaged.writeBigUInt64LE(word, place);
        else damaged.writeUInt32BE(Number(word & 0xffffffffn), place);
        break;
      }
      case 3:
        damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(at + random(64))]);
        break;
      case 4:
        damaged = Buffer.concat([damaged.subarray(0, at + random(64)), damaged.subarray(at)]);
        break;
      default:
        if (random(4) === 0) damaged = damaged.subarray(0, at);
    }
  }
  return damaged;
}
