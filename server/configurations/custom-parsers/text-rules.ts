/** From the parameters of a text parser to the rules by which lines are read. Mistakes are told with parameter and place. */
import { QueryError } from '../../analyses/output.ts';
import { GroupPattern } from '../../filter/group-pattern.ts';
import { parseQuantity } from '../../filter/quantity.ts';
import { type ParseValue, parseNumber } from '../../formats/records/field-table.ts';
import type { TextPattern, TextRules } from '../../formats/records/text-parser.ts';
import { neededText, optionalText, type Parameters, regexIn } from '../parameters.ts';

/** Groups that hold the time, where none is named. */
const TIME_GROUPS = ['timestamp', 'time', 'ts', 'date', 'datetime'];

export const GROUP_TYPES: Readonly<Record<string, ParseValue>> = {
  number: parseNumber,
  text: () => Number.NaN,
  hex: (text) => (/^(?:0x)?[\da-f]{1,16}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN),
  duration: (text) => {
    const value = parseQuantity(text);
    return value === undefined ? Number.NaN : Math.round(Number(value));
  },
};

/** Throws a `QueryError`. */
export function textRules(parameters: Parameters): TextRules {
  const patterns = patternsIn(parameters);
  const timeGroup = timeGroupIn(parameters, patterns);
  const typeGroup = optionalText(parameters, 'eventTypeGroup');
  const names = new Set(patterns.flatMap(({ pattern }) => pattern.names));
  if (typeGroup !== undefined) needGroup(names, typeGroup, 'eventTypeGroup');
  const parse = new Map<string, ParseValue>();
  for (const [i, { group, type }] of groupTypes(parameters).entries()) {
    needGroup(names, group, `groupTypes.${i}.group`);
    parse.set(group, GROUP_TYPES[type]!);
  }
  return { patterns, timeGroup, typeGroup, parse, isContinued: parameters.otherLines !== 'skip' };
}

function patternsIn(parameters: Parameters): readonly TextPattern[] {
  const title = neededText(parameters, 'title');
  const first = optionalText(parameters, 'pattern');
  if (first === undefined) throw new QueryError('a pattern is needed', 'pattern');
  const patterns = [textPattern(first, 'pattern', title)];
  const more = parameters.patterns ?? [];
  if (!Array.isArray(more)) throw new QueryError('"patterns" must be a list', 'patterns');
  for (const [i, entry] of (more as Parameters[]).entries()) {
    const path = `patterns.${i}.pattern`;
    const type = optionalText(entry, 'eventType', `patterns.${i}.eventType`) ?? title;
    patterns.push(textPattern(neededText(entry, 'pattern', path), path, type));
  }
  return patterns;
}

function textPattern(text: string, path: string, type: string): TextPattern {
  return { pattern: regexIn(text, (pattern) => new GroupPattern(pattern), path), type };
}

function timeGroupIn(parameters: Parameters, patterns: readonly TextPattern[]): string {
  const given = optionalText(parameters, 'timestampGroup');
  const group = given ?? TIME_GROUPS.find((name) => patterns.every(({ pattern }) => pattern.names.includes(name)));
  if (group === undefined) {
    const message = 'no group holds the time: call one (?<time>…), or name the one that does as “Group with the time”';
    throw new QueryError(message, 'pattern', 0);
  }
  for (const { pattern } of patterns) needGroup(new Set(pattern.names), group, 'timestampGroup');
  return group;
}

function needGroup(names: ReadonlySet<string>, group: string, parameter: string): void {
  if (names.has(group)) return;
  const known = names.size === 0 ? 'there are none' : `there are ${[...names].join(', ')}`;
  throw new QueryError(`no group is called “${group}”; ${known}`, parameter);
}

function groupTypes(parameters: Parameters): readonly { group: string; type: string }[] {
  const list = parameters.groupTypes ?? [];
  if (!Array.isArray(list)) throw new QueryError('"groupTypes" must be a list', 'groupTypes');
  return (list as Parameters[]).map((entry, i) => {
    const type = String(entry.type);
    if (!Object.hasOwn(GROUP_TYPES, type)) {
      throw new QueryError(`a type is ${Object.keys(GROUP_TYPES).join(', ')}`, `groupTypes.${i}.type`);
    }
    return { group: neededText(entry, 'group', `groupTypes.${i}.group`), type };
  });
}
