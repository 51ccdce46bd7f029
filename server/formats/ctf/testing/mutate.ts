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

/** Damages a text in one place or two, mostly so that it still can be parsed. */
export function mutatedText(text: string, random: Random): string {
  for (let left = 1 + random(2); left > 0; left--) text = oneMutation(text, random);
  return text;
}

function oneMutation(text: string, random: Random): string {
  const words = [...text.matchAll(/[A-Za-z_][\w-]*|\d+|[^\s\w]/g)];
  const statements = [...text.matchAll(/[^;{}]+;/g)];
  if (words.length === 0 || statements.length === 0) return text;
  const alike = (pattern: RegExp) => {
    const found = words.filter(([word]) => pattern.test(word));
    return found[random(found.length)] ?? words[0]!;
  };
  const replaced = ({ index, 0: old }: RegExpExecArray, by: string) =>
    text.slice(0, index) + by + text.slice(index + old.length);
  const statement = () => statements[random(statements.length)]!;
  const word = () => words[random(words.length)]!;
  switch (random(10)) {
    case 0:
    case 1:
    case 2:
      return replaced(alike(/^\d/), NUMBERS[random(NUMBERS.length)]!);
    case 3:
      return replaced(alike(/^\d/), String(random(70)));
    case 4:
      return replaced(alike(/^[A-Za-z_]/), alike(/^[A-Za-z_]/)[0]);
    case 5:
      return replaced(statement(), '');
    case 6:
      return replaced(statement(), statement()[0]);
    case 7: {
      const { index, 0: old } = statement();
      return text.slice(0, index) + old.repeat(1 + random(3)) + text.slice(index + old.length);
    }
    case 8:
      return replaced(word(), random(2) === 0 ? word()[0] : word()[0].repeat(random(50)));
    default: {
      const { index } = word();
      if (random(10) === 0) return text.slice(0, index);
      return text.slice(0, index) + String.fromCharCode(random(random(4) === 0 ? 65_536 : 128)) + text.slice(index);
    }
  }
}

type Tree = unknown;

/** Damages the values of a JSON text sequence in one place or two, and leaves it JSON, mostly with values of the same kind. */
export function mutatedSequence(text: string, random: Random): string {
  const fragments: Tree[] = text
    .split('\x1e')
    .slice(1)
    .map((part) => JSON.parse(part));
  for (let left = 1 + random(2); left > 0; left--) {
    const all = placesIn(fragments).filter(({ key }) => !/^\d+$/.test(key) || random(4) === 0);
    const any = (wanted: (place: Place) => boolean = () => true) => {
      const found = all.filter(wanted);
      return found[random(found.length)] ?? all[0]!;
    };
    const kind = ({ parent, key }: Place) => (/field-class$/.test(key) ? 'field' : `${typeof parent[key]} ${key}`);
    const place = any();
    const { parent, key } = place;
    const number = any((one) => typeof one.parent[one.key] === 'number');
    const same = any((one) => kind(one) === kind(place));
    switch (random(10)) {
      case 0:
      case 1:
        number.parent[number.key] = Number(NUMBERS[random(NUMBERS.length)]);
        break;
      case 2:
      case 3:
        number.parent[number.key] = random(70);
        break;
      case 4:
      case 5:
      case 6:
        parent[key] = structuredClone(same.parent[same.key]);
        break;
      case 7:
        delete parent[key];
        break;
      case 8:
        if (Array.isArray(parent)) parent.splice(random(parent.length + 1), 0, structuredClone(parent[Number(key)]));
        else parent[same.key] = structuredClone(same.parent[same.key]);
        break;
      default: {
        const other = any();
        parent[key] = structuredClone(other.parent[other.key]);
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
