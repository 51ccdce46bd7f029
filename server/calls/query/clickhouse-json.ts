/**
 * JSON in ClickHouse, byte for byte as it is stored. Its own functions parse the whole text, refuse all of it for one
 * surrogate without its other half or one number beyond 64 bits, and write numbers anew (1.0 as 1). So they are asked only
 * for what they tell exactly: texts, integers, true and false where the text has none of these; and anything where they
 * write the whole text as it is. All else is cut out of the text by its tokens, which is right for any text, and a hundred
 * times slower.
 *
 * Made of constants and of what the caller spells; nothing of a request is in it.
 */

/** Makes a parameter of a key. */
export type Bind = (key: string) => string;
export type Path = readonly (string | number)[];

/** A constant of ours. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const TOKEN = quoted(String.raw`"(?:[^"\\]|\\.)*"|[^"{}\[\],:]+|[{}\[\],:]`);
/** Surrogates without their other half; numbers that don't fit 64 bits, or a double; the negative zero. False alarms cost time only. */
const RISKY = quoted(String.raw`\\u[dD]|[0-9]{20}|-[0-9]{19}|[0-9][eE]\+?[0-9]{3,}(?:[,\]}]|$)|-0(?:[,\]}]|$)`);
const NUMBER = quoted(String.raw`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`);
const SURROGATE = quoted(String.raw`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`);

/** The value at a place of a `String` of JSON (or ''), as it is stored; '' where there is none. */
export function rawAt(dump: string, path: Path, bind: Bind): string {
  if (path.length === 0) return dump;
  const { at, lists } = place(dump, path, bind);
  return `if(${lists}JSONExtractRaw(${dump}) = ${dump}, JSONExtractRaw(${at}), ${slowRawAt(dump, path, bind)})`;
}

function slowRawAt(dump: string, path: Path, bind: Bind): string {
  const steps = path.map((part) => (typeof part === 'number' ? `'${part}'` : bind(JSON.stringify(part))));
  return rawBySteps(dump, `[${steps.join(', ')}]`);
}

/** The same; `steps` is an Array(String): digits are places in lists; keys are as in JSON, with their quotes. */
export function rawBySteps(dump: string, steps: string): string {
  const toBehind = (at: string) =>
    `arrayFirstIndex((d, i) -> i > ${at} AND d < depth[${at}], depth, arrayEnumerate(depth))`;
  const key = `arrayFirstIndex((d, t, i) -> i > at AND (d < depth[at] OR (d = depth[at] AND t = step AND tokens[i + 1] = ':')),
    depth, tokens, arrayEnumerate(depth))`;
  // The commas of the list, and what ends it; a comma within it has an end behind it.
  const ends = `arrayFilter((i, d, t) -> i > at AND i <= ${toBehind('at')} AND (d < depth[at] OR (d = depth[at] AND t = ',')),
    arrayEnumerate(depth), depth, tokens)`;
  return `arrayMap(tokens -> arrayMap(depth -> arrayMap(at -> multiIf(
      at = 0, '',
      tokens[at] IN ('{', '['), arrayStringConcat(arraySlice(tokens, at, ${toBehind('at')} - at + 1)),
      tokens[at]),
    [arrayFold((at, step) -> toInt64(multiIf(
        at = 0, 0,
        tokens[at] = '{' AND startsWith(step, '"'), arrayMap(found -> if(depth[found] = depth[at], found + 2, 0), [${key}])[1],
        tokens[at] != '[' OR NOT match(step, '^[0-9]+$'), 0,
        step = '0', if(tokens[at + 1] = ']', 0, at + 1),
        arrayMap(ends -> if(length(ends) > toUInt64OrZero(step), ends[toUInt64OrZero(step)] + 1, 0), [${ends}])[1])),
      ${steps}, toInt64(notEmpty(tokens)))])[1],
    [arrayCumSum(arrayMap(t -> toInt32(t IN ('{', '[')) - toInt32(t IN ('}', ']')), tokens))])[1],
    [extractAll(${dump}, ${TOKEN})])[1]`;
}

/** What the value says: '' where there is none, or null. */
export function textOfRaw(raw: string): string {
  // Pairs of backslashes are put aside: what then follows a backslash is escaped.
  const whole = `replaceAll(replaceRegexpAll(replaceAll(r, '\\\\\\\\', '\\x01'), ${SURROGATE}, '\ufffd'), '\\x01', '\\\\\\\\')`;
  return once('r', raw, `multiIf(startsWith(r, '"'), JSONExtractString(${whole}), r = 'null', '', r)`);
}

/** The text at a place, or ''. */
export function textAt(dump: string, path: Path, bind: Bind): string {
  if (path.length === 0) return textOfRaw(dump);
  const { at, lists } = place(dump, path, bind);
  return `if(${lists}NOT match(${dump}, ${RISKY}) AND JSONType(${at}) NOT IN ('Object', 'Array', 'Double'),
    multiIf(JSONType(${at}) = 'String', JSONExtractString(${at}), JSONType(${at}) = 'Null', '', JSONExtractRaw(${at})),
    ${textOfRaw(rawAt(dump, path, bind))})`;
}

/** Is there a value that isn't null? */
export function existsAt(dump: string, path: Path, bind: Bind): string {
  if (path.length === 0) return `(${dump} NOT IN ('', 'null'))`;
  const { at, lists } = place(dump, path, bind);
  return `if(${lists}NOT match(${dump}, ${RISKY}), JSONType(${at}) != 'Null', ${slowRawAt(dump, path, bind)} NOT IN ('', 'null'))`;
}

/** The number that the text at a place is, or NULL. */
export function doubleAt(dump: string, path: Path, bind: Bind): string {
  if (path.length === 0) return doubleOfText(textOfRaw(dump));
  const { at, lists } = place(dump, path, bind);
  return `multiIf(${lists}NOT match(${dump}, ${RISKY}),
    multiIf(JSONType(${at}) IN ('Int64', 'UInt64', 'Double'), JSONExtractFloat(${at}) + 0,
      JSONType(${at}) = 'String', ${doubleOfText(`JSONExtractString(${at})`)}, NULL),
    ${doubleOfText(textOfRaw(slowRawAt(dump, path, bind)))})`;
}

/** A number that is one of JSON's and that a double holds, or NULL; without the negative zero. */
export function doubleOfText(text: string): string {
  const double = once('d', `if(match(t, ${NUMBER}), toFloat64OrNull(t), NULL)`, 'if(isFinite(d), d + 0, NULL)');
  return once('t', text, double);
}

/** The expression, with a name for what is in it more than once: a statement is read and checked as often as it says it. */
function once(name: string, value: string, expression: string): string {
  return `arrayMap(${name} -> ${expression}, [${value}])[1]`;
}

/** ClickHouse counts from 1, and takes a place in an object for that of a member: `lists` asks for lists, and ends in AND. */
function place(dump: string, path: Path, bind: Bind): { readonly at: string; readonly lists: string } {
  const parts = path.map((part) => (typeof part === 'number' ? String(part + 1) : bind(part)));
  const lists = path.map((part, i) =>
    typeof part === 'number' ? `JSONType(${[dump, ...parts.slice(0, i)].join(', ')}) = 'Array' AND ` : '',
  );
  return { at: [dump, ...parts].join(', '), lists: lists.join('') };
}
