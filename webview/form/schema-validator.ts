/**
 * The validator behind the generated form, on @cfworker/json-schema: it interprets schemas, where ajv compiles them with
 * `eval`, which a webview with a strict Content-Security-Policy forbids.
 *
 * Says errors in words a user can act on, one for each cause: the units that only repeat that something below them is
 * wrong are dropped, and of alternatives (`oneOf`, `anyOf`) the one that came closest speaks.
 */
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import type { RJSFSchema, ValidationData, ValidatorType } from '@rjsf/utils';
import { ErrorSchemaBuilder } from '@rjsf/utils';

/** What only repeats, and formats: whether a regex or a filter can be read is the server's to say, by its own grammar. */
const SILENT = new Set([
  'format',
  ...['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems', 'additionalItems'],
  ...['$ref', '$recursiveRef', 'allOf', 'then', 'else', 'if', 'dependentSchemas', 'contains', 'propertyNames'],
]);
const ALTERNATIVES = new Set(['oneOf', 'anyOf']);

/** "#/filters/0/name" → ["filters", "0", "name"] */
function pointerPath(pointer: string): string[] {
  const decode = (part: string) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  return pointer.split('/').slice(1).map(decode);
}

function schemaAt(schema: unknown, keywordLocation: string): Record<string, unknown> {
  let here: unknown = schema;
  for (const part of pointerPath(keywordLocation).slice(0, -1)) {
    const next = (here as Record<string, unknown> | undefined)?.[part];
    // Locations run through references; behind one the words of the validator have to do.
    if (next === undefined) return {};
    here = next;
  }
  return here as Record<string, unknown>;
}

function closestAlternatives(units: readonly OutputUnit[]): OutputUnit[] {
  let kept = [...units];
  for (const unit of units.filter(({ keyword }) => ALTERNATIVES.has(keyword))) {
    const below = kept.filter((other) => other.keywordLocation.startsWith(`${unit.keywordLocation}/`));
    const branches = Map.groupBy(
      below,
      (other) => other.keywordLocation.slice(unit.keywordLocation.length).split('/')[1],
    );
    const closest = [...branches.values()].sort((a, b) => a.length - b.length)[0];
    if (closest === undefined) continue;
    const dropped = new Set<OutputUnit>([unit, ...below.filter((other) => !closest.includes(other))]);
    kept = kept.filter((other) => !dropped.has(other));
  }
  return kept;
}

function say(unit: OutputUnit, schema: Record<string, unknown>): string {
  const limit = schema[unit.keyword];
  const listed = (values: unknown) => (Array.isArray(values) ? values.map((v) => JSON.stringify(v)).join(', ') : '');
  switch (unit.keyword) {
    case 'required':
      return 'Needed.';
    case 'minLength':
      return limit === 1 ? 'Needed.' : `At least ${limit} characters.`;
    case 'maxLength':
      return `At most ${limit} characters.`;
    case 'minimum':
      return `${limit} or more.`;
    case 'maximum':
      return `${limit} or less.`;
    case 'exclusiveMinimum':
      return `More than ${limit}.`;
    case 'exclusiveMaximum':
      return `Less than ${limit}.`;
    case 'multipleOf':
      return `A multiple of ${limit}.`;
    case 'minItems':
      return `At least ${limit}.`;
    case 'maxItems':
      return `At most ${limit}.`;
    case 'uniqueItems':
      return 'The same value occurs twice.';
    case 'enum':
      return `One of ${listed(limit)}.`;
    case 'type':
      // An item that was added and not filled in.
      if (unit.error.includes('"null"')) return 'Needed.';
      return `Must be ${[limit].flat().join(' or ')}.`;
    case 'pattern':
      if (limit === '\\S') return 'Needed.';
      return typeof schema.patternMessage === 'string' ? schema.patternMessage : `Must match ${limit}.`;
    default:
      return unit.error;
  }
}

const MISSING = /"(.*)"\.?$/s;

/** What is wrong at one place of the form's data. */
interface Finding {
  readonly keyword: string;
  readonly path: readonly string[];
  readonly label: string;
  readonly message: string;
}

function finding(unit: OutputUnit, root: RJSFSchema): Finding {
  const path = pointerPath(unit.instanceLocation);
  let schema = schemaAt(root, unit.keywordLocation);
  const message = say(unit, schema);
  // A missing property is told at its parent, by name.
  const missing = unit.keyword === 'required' ? MISSING.exec(unit.error)?.[1] : undefined;
  if (missing !== undefined) {
    path.push(missing);
    schema = (schema.properties as Record<string, Record<string, unknown>> | undefined)?.[missing] ?? {};
  }
  const label = typeof schema.title === 'string' ? schema.title : labelOf(path);
  return { keyword: unit.keyword, path, label, message };
}

/** "rows", "2" → "rows 3" */
function labelOf(path: readonly string[]): string {
  const last = path.at(-1) ?? '';
  return /^\d+$/.test(last) && path.length > 1 ? `${path.at(-2)} ${Number(last) + 1}` : last;
}

function asValidation(findings: readonly Finding[]): ValidationData<unknown> {
  const builder = new ErrorSchemaBuilder();
  const distinct = [...new Map(findings.map((found) => [`${found.path.join('.')} ${found.message}`, found])).values()];
  for (const { path, message } of distinct) builder.addErrors(message, [...path]);
  const errors = distinct.map(({ keyword, path, label, message }) => ({
    name: keyword,
    message,
    property: path.length > 0 ? `.${path.join('.')}` : '',
    stack: label ? `${label}: ${message}` : message,
  }));
  return { errors, errorSchema: builder.ErrorSchema };
}

/** What would be sent: an emptied field holds `undefined`, which JSON leaves out. */
const plain = (data: unknown) => (data === undefined ? {} : JSON.parse(JSON.stringify(data)));

/** A validator for schemas of draft 2020-12. A schema that cannot be understood refuses everything and says why. */
export function schemaValidator(): ValidatorType {
  function units(schema: RJSFSchema, data: unknown): OutputUnit[] {
    const found = new Validator(schema as Schema, '2020-12', false).validate(plain(data)).errors;
    const causes = closestAlternatives(found).filter(({ keyword }) => !SILENT.has(keyword));
    // Where only repeats are left, the first of them speaks; those of a format have nothing to repeat.
    const formats = found.filter(({ keyword }) => keyword === 'format').map(({ instanceLocation }) => instanceLocation);
    const ofFormat = (at: string) => formats.some((format) => format === at || format.startsWith(`${at}/`));
    return causes.length > 0 ? causes : found.filter(({ instanceLocation }) => !ofFormat(instanceLocation)).slice(0, 1);
  }

  return {
    validateFormData(data, schema) {
      try {
        return asValidation(units(schema, data).map((unit) => finding(unit, schema)));
      } catch (error) {
        const message = `The form's own description is broken: ${(error as Error).message}`;
        return asValidation([{ keyword: 'schema', path: [], label: '', message }]);
      }
    },
    isValid(schema, data, root) {
      const self = { $defs: root.$defs, definitions: root.definitions, ...schema } as Schema;
      for (const key of ['$defs', 'definitions']) if (self[key] === undefined) delete self[key];
      try {
        return new Validator(self, '2020-12', true).validate(plain(data)).valid;
      } catch {
        return false;
      }
    },
    rawValidation<Result>(schema: RJSFSchema, data?: unknown) {
      try {
        return { errors: units(schema, data) as Result[] };
      } catch (error) {
        return { validationError: error as Error };
      }
    },
  };
}
