/**
 * JSON in ClickHouse, byte for byte as it was stored: its own functions find a place in JSON that may be coded
 * (`coded-json.ts`), and what they find is turned back. A `raw` here is the JSON of a value, coded, or '' for none.
 *
 * Made of constants and of what the caller spells; nothing of a request is in it. What is used more than once is named
 * (`once`): a statement is read and checked as often as it says a thing.
 */
import { CODED, codedText } from './coded-json.ts';

/** Makes a parameter of a key. */
export type Bind = (key: string) => string;
export type Path = readonly (string | number)[];

/** A constant of ours. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const MARK = '\\x01';
const NUMBER = quoted(String.raw`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`);
const code = (unit: number) => `u${unit.toString(16).padStart(4, '0')}`;
/** The mark itself goes last: what it leaves is no mark any more. */
const BACK = CODED.toReversed();

/** The value at a place, `bind` of its coded keys. */
export function rawAt(json: string, path: Path, bind: Bind): string {
  if (path.length === 0) return json;
  const parts = path.map((part) => (typeof part === 'number' ? String(part + 1) : bind(codedText(part))));
  const found = `JSONExtractRaw(${[json, ...parts].join(', ')})`;
  // ClickHouse takes a place in an object for that of a member.
  const lists = path.flatMap((part, i) =>
    typeof part === 'number' ? `JSONType(${[json, ...parts.slice(0, i)].join(', ')}) = 'Array'` : [],
  );
  return lists.length === 0 ? found : `if(${lists.join(' AND ')}, ${found}, '')`;
}

/** The same; `steps` is an Array(String): digits are places in lists, a key has a dot before it. */
export function rawBySteps(json: string, steps: string): string {
  return `arrayFold((at, step) -> multiIf(
    startsWith(step, '.'), if(JSONType(at) = 'Object', JSONExtractRaw(at, substring(step, 2)), ''),
    JSONType(at) = 'Array' AND match(step, '^[0-9]{1,10}$'), JSONExtractRaw(at, toInt64OrZero(step) + 1),
    ''), ${steps}, ${json})`;
}

/** A text, as a key or a string in coded JSON has it. */
export function coding(text: string): string {
  return CODED.reduce((sql, unit) => `replaceAll(${sql}, ${character(unit)}, '${MARK}${code(unit)}')`, text);
}

/** What the value says: '' where there is none, or null. */
export function textOfRaw(raw: string): string {
  const marked = `multiIf(startsWith(s, '${MARK}#'), substring(s, 3), position(s, '${MARK}') > 0, ${decoded('s')}, s)`;
  return once(
    'r',
    raw,
    `multiIf(startsWith(r, '"'), ${once('s', 'JSONExtractString(r)', marked)}, r = 'null', '',
      position(r, '\\\\u0001') > 0, ${decodedJson('r')}, r)`,
  );
}

/** The text at a place, or ''. */
export function textAt(json: string, path: Path, bind: Bind): string {
  return textOfRaw(rawAt(json, path, bind));
}

/** Is there a value that isn't null? */
export function existsAt(json: string, path: Path, bind: Bind): string {
  return `(${rawAt(json, path, bind)} NOT IN ('', 'null'))`;
}

/** The number that the text at a place is, or NULL. */
export function doubleAt(json: string, path: Path, bind: Bind): string {
  return doubleOfText(textAt(json, path, bind));
}

/** A number that is one of JSON's and that a double holds, or NULL; without the negative zero. */
export function doubleOfText(text: string): string {
  const double = once('d', `if(match(t, ${NUMBER}), toFloat64OrNull(t), NULL)`, 'if(isFinite(d), d + 0, NULL)');
  return once('t', text, double);
}

/** Surrogates without their other half become U+FFFD. */
function decoded(text: string): string {
  return BACK.reduce(
    (sql, unit) => `replaceAll(${sql}, '${MARK}${code(unit)}', ${character(unit)})`,
    `replaceRegexpAll(${text}, '${MARK}ud[89a-f][0-9a-f]{2}', '\ufffd')`,
  );
}

/** Of lists and objects as ClickHouse writes them; pairs of backslashes are put aside meanwhile. */
function decodedJson(raw: string): string {
  const aside = `replaceAll(${raw}, '\\\\\\\\', '\\x02')`;
  const numbers = `replaceRegexpAll(${aside}, '"\\\\\\\\u0001#([^"]*)"', '\\\\1')`;
  const separators = [0x2028, 0x2029].reduce(
    (sql, unit) => `replaceAll(${sql}, '\\\\u0001${code(unit)}', ${character(unit)})`,
    numbers,
  );
  return `replaceAll(replaceAll(${separators}, '\\\\u0001u', '\\\\u'), '\\x02', '\\\\\\\\')`;
}

function character(unit: number): string {
  return unit < 0x20 ? `'\\x${unit.toString(16).padStart(2, '0')}'` : `'${String.fromCharCode(unit)}'`;
}

function once(name: string, value: string, expression: string): string {
  return `arrayMap(${name} -> ${expression}, [${value}])[1]`;
}
