/**
 * What is wrong with the form's values, from three sources: the schema (as one types), the server's trying (200 ms later)
 * and its refusal of what was sent. One place decides which of them a field shows, so that none says the same as another
 * and nobody is told off for what has not been filled in yet.
 */
import type { RJSFSchema } from '@rjsf/utils';
import type { ParameterProblem, Parameters, Refusal } from '../../client/messages.ts';
import { resolved } from './schema-refs.ts';
import { schemaValidator } from './schema-validator.ts';

export interface Sources {
  readonly schema: readonly ParameterProblem[];
  readonly attempt: readonly ParameterProblem[];
  readonly refusal: readonly ParameterProblem[];
}

const validator = schemaValidator();

export function schemaProblems(schema: RJSFSchema, parameters: Parameters): readonly ParameterProblem[] {
  const { errors } = validator.validateFormData(parameters, schema);
  return errors.map(({ property = '', message = '' }) => ({ parameter: property.slice(1), message }));
}

export function refusalProblems(refusal: Refusal): readonly ParameterProblem[] {
  const { message, detail, parameter = '', position, problems = [] } = refusal;
  if (problems.length > 1) return problems;
  // At a field only the cause is of use; alone, what failed is needed as well.
  const told = parameter === '' ? [message, detail].filter(Boolean).join(': ') : (detail ?? message);
  return [{ parameter, message: told, ...(position === undefined ? {} : { position }) }];
}

/**
 * `tried`: it was submitted once. Before that, only what somebody has typed can be wrong: at once where the server
 * stumbled over it, after the field was left (`left`) where the schema does.
 */
export function shownProblems(
  { schema, attempt, refusal }: Sources,
  parameters: Parameters,
  tried: boolean,
  left: ReadonlySet<string>,
): readonly ParameterProblem[] {
  const isTyped = (parameter: string) => !isEmpty(valueAt(parameters, parameter));
  const bySchema = schema.filter(({ parameter }) => tried || (left.has(parameter) && isTyped(parameter)));
  const known = new Set(schema.map(({ parameter }) => parameter));
  const refused = refusal.filter(({ parameter }) => parameter === '' || !known.has(parameter));
  for (const { parameter } of refused) known.add(parameter);
  const tryings = attempt.filter(
    ({ parameter }) => parameter !== '' && !known.has(parameter) && (tried || isTyped(parameter)),
  );
  return [...bySchema, ...refused, ...tryings].flatMap((problem) =>
    severally(atField(problem), valueAt(parameters, problem.parameter)),
  );
}

/** Below a field its name needs not be said. */
function atField(problem: ParameterProblem): ParameterProblem {
  const { parameter, message } = problem;
  const names = [parameter, parameter.split('.').at(-1)].map((name) => `"${name}"`);
  const named = parameter === '' ? undefined : names.find((name) => message.startsWith(name));
  if (named === undefined) return problem;
  const rest = message.slice(named.length);
  if (rest === ' is missing') return { ...problem, message: 'Needed.' };
  return /^(: | must )/.test(rest) ? { ...problem, message: rest.replace(/^:? /, '') } : problem;
}

const PLACED = /^(.*, )?line (\d+), column (\d+): /;

/** What is wrong with a document comes as lines, each with its place: each is a problem of its own, and the field tells the file. */
export function severally(problem: ParameterProblem, text: unknown): readonly ParameterProblem[] {
  const { parameter, message } = problem;
  if (!PLACED.test(message)) return [problem];
  return message.split('\n').map((told) => {
    const [place = '', file, line, column] = PLACED.exec(told) ?? [];
    if (line === undefined) return { parameter, message: told };
    const isHere = file === undefined && typeof text === 'string';
    const position = isHere ? offsetOf(text, Number(line), Number(column)) : undefined;
    return {
      parameter,
      message: `line ${line}, column ${column}: ${told.slice(place.length)}`,
      ...(position === undefined ? {} : { position }),
    };
  });
}

/** Both count from 1; undefined if the text has no such line. */
function offsetOf(text: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let at = 1; at < line; at++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return Math.min(start + column - 1, text.length);
}

/** The rest stays until the server says otherwise: messages don't come and go with each key. */
export function notFilledSince(
  { errors, parameters }: { readonly errors: readonly ParameterProblem[]; readonly parameters: Parameters },
  now: Parameters,
): readonly ParameterProblem[] {
  return errors.filter(({ parameter }) => !isEmpty(valueAt(parameters, parameter)) || isEmpty(valueAt(now, parameter)));
}

/** "specifiers.0.inRegex" → its value; undefined where there is none. */
export function valueAt(parameters: unknown, parameter: string): unknown {
  if (parameter === '') return parameters;
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  const values = parameters as Readonly<Record<string, unknown>>;
  // Names may have dots in them.
  for (let end = parameter.length; end > 0; end = parameter.lastIndexOf('.', end - 1)) {
    const name = parameter.slice(0, end);
    if (Object.hasOwn(values, name)) return valueAt(values[name], parameter.slice(end + 1));
  }
  return undefined;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** "specifiers.0.inRegex" → "Specifiers 1, In regex", by the titles in the schema. */
export function labelOf(schema: RJSFSchema, parameter: string): string {
  const labels: string[] = [];
  let here: RJSFSchema | undefined = schema;
  for (const name of parameter === '' ? [] : parameter.split('.')) {
    here = here && resolved(here, schema);
    if (/^\d+$/.test(name) && labels.length > 0) {
      labels[labels.length - 1] += ` ${Number(name) + 1}`;
      here = typeof here?.items === 'object' && !Array.isArray(here.items) ? here.items : undefined;
    } else {
      const property: unknown = here?.properties?.[name];
      here = typeof property === 'object' ? (property as RJSFSchema) : undefined;
      labels.push((here && resolved(here, schema))?.title ?? name);
    }
  }
  return labels.join(', ');
}

/** Parameters that a text names in quotes, as the form calls them. */
export function inLabels(schema: RJSFSchema, text: string): string {
  const isKnown = (parameter: string) => Object.hasOwn(schema.properties ?? {}, parameter.split('.')[0]!);
  return text.replace(/(?<=^| or | and )"([\w.]+)"/g, (quoted, parameter: string) =>
    isKnown(parameter) ? `“${labelOf(schema, parameter)}”` : quoted,
  );
}

/** As a sentence. `text`: what the position is in; its place is told by line where it has several. */
export function sentence(
  { message, position }: Pick<ParameterProblem, 'message' | 'position'>,
  text?: unknown,
): string {
  // The first place often only means that none is known.
  const known = position !== undefined && position > 0 && !/\b(character|line) \d/i.test(message);
  const place = known ? placeIn(text, position) : '';
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}${place}.`;
}

function placeIn(text: unknown, position: number): string {
  if (typeof text !== 'string' || !text.includes('\n')) return `, at character ${position + 1}`;
  const { line, column } = lineOf(text, position);
  return `, at line ${line}, column ${column}`;
}

/** Both counted from 1. */
export function lineOf(text: string, position: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return { line, column: position - before.lastIndexOf('\n') };
}
