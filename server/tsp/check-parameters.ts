/**
 * Are a configuration's parameters what its type asks for? First the type's JSON Schema, then the type's own check (the
 * syntax of a filter). Refusals name the parameter, so that a form can show each message at its field.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { QueryError } from '../analyses/output.ts';
import type { ConfigurationType, ReadableFiles } from '../configurations/configuration-type.ts';
import { withExtraParams } from '../engine/extra-params.ts';
import type { Parameters } from '../engine/parameters.ts';
import { safeRegex } from '../filter/safe-regex.ts';
import { HttpError } from '../http/http-error.ts';
import { stringifyJson } from '../json.ts';
import { refuseBulk } from './parameter-bulk.ts';
import { describedAt, missingIn, partsOf, withStandIns } from './stand-ins.ts';

export interface ParameterError {
  /** As a path: "specifiers.0.label". Empty where it is the parameters as a whole. */
  readonly parameter: string;
  readonly message: string;
  /** Character in the parameter's text. */
  readonly position?: number;
}

/** They tell forms what a text is; what it must be like is for the types to check. */
const FORMATS = { filter: true, regex: true, path: true, 'multi-line': true, xml: true } as const;
/** Patterns in schemas of others meet whatever users type. */
const regExp = Object.assign((pattern: string) => safeRegex(pattern), { code: '' });
const ajv = new Ajv2020({ allErrors: true, strict: false, formats: FORMATS, code: { regExp } });
/** A form shows one at each field; nobody reads a thousand. */
const MOST_ERRORS = 100;
const validators = new WeakMap<ConfigurationType, ValidateFunction>();

/**
 * The parameters as they are to be stored. What is sent, in the words of the type, must satisfy the schema, and so must
 * what it is completed to: stored parameters can be sent again. Throws 400 with all that the schema finds wrong, a
 * `QueryError` from the type, or what `files` throws.
 */
export function completed(type: ConfigurationType, from: Parameters, files: ReadableFiles): Parameters {
  const sent = inWordsOf(type, from);
  checkSchema(type, sent);
  const parameters = type.complete?.(sent, files) ?? sent;
  if (parameters !== sent) checkSchema(type, parameters);
  type.check(parameters);
  return parameters;
}

/** Whether they could be stored as they are, as those that were stored once. */
export function isComplete(type: ConfigurationType, parameters: Parameters): boolean {
  refuseBulk(parameters);
  if (schemaErrors(type, parameters).length > 0) return false;
  try {
    type.check(parameters);
    return true;
  } catch {
    return false;
  }
}

/**
 * The same for parameters that somebody is still typing: what is wrong is a list, and what could be completed is. Where some
 * are only missing, the type's check is heard about the others.
 */
export function tried(
  type: ConfigurationType,
  from: Parameters,
  files: ReadableFiles,
): { readonly parameters: Parameters; readonly errors: readonly ParameterError[] } {
  let parameters = from;
  const told = (errors: readonly ParameterError[]) => ({
    parameters,
    errors: errors.map((error) => titled(type, error)),
  });
  try {
    parameters = inWordsOf(type, from);
    const found = schemaErrors(type, parameters);
    if (found.length > 0) return told([...found.map(explain), ...besides(type, parameters, missingIn(found))]);
    parameters = type.complete?.(parameters, files) ?? parameters;
    type.check(parameters);
    return told([]);
  } catch (error) {
    return told([asParameterError(error)]);
  }
}

/** What the type's check says of parameters that are there. */
function besides(
  type: ConfigurationType,
  parameters: Parameters,
  missing: ReturnType<typeof missingIn>,
): readonly ParameterError[] {
  if (missing === undefined) return [];
  try {
    type.check(withStandIns(type.schema, parameters, missing));
    return [];
  } catch (error) {
    // Whatever else it throws comes from what is missing.
    if (!(error instanceof QueryError)) return [];
    const { parameter } = error;
    const isOfMissing = missing.map((path) => path.join('.')).some((path) => `${parameter}.`.startsWith(`${path}.`));
    return parameter === undefined || isOfMissing ? [] : [asParameterError(error)];
  }
}

function inWordsOf(type: ConfigurationType, from: Parameters): Parameters {
  refuseBulk(from);
  const sent = withExtraParams(from);
  if (sent !== from) refuseBulk(sent);
  return type.normalise?.(sent) ?? sent;
}

/** Throws the error itself if it is none of the user's. */
export function asParameterError(error: unknown): ParameterError {
  if (error instanceof QueryError) {
    const { parameter = '', message, position } = error;
    return { parameter, message, ...(position === undefined ? {} : { position }) };
  }
  if (!(error instanceof HttpError)) throw error;
  return { parameter: String(error.extra.parameter ?? ''), message: error.detail ?? error.message };
}

/** Throws what is wrong with the schema itself. */
export function compileSchema(type: ConfigurationType): ValidateFunction {
  const known = validators.get(type);
  if (known) return known;
  try {
    const validate = ajv.compile(type.schema);
    validators.set(type, validate);
    return validate;
  } finally {
    // Another version of a module may give its schema the same `$id`.
    ajv.removeSchema(type.schema);
  }
}

/** Throws 400. */
function checkSchema(type: ConfigurationType, parameters: Parameters): void {
  const errors = schemaErrors(type, parameters);
  if (errors.length === 0) return;
  const told = errors.map(explain);
  const detail = told.map(({ message }) => message).join('; ');
  throw new HttpError(400, 'Invalid query parameters', detail, {
    parameter: told[0]?.parameter,
    errors: told.map((error) => titled(type, error)),
  });
}

/** Forms show the titles of parameters, so what is told at their fields begins with those. */
function titled({ schema }: ConfigurationType, error: ParameterError): ParameterError {
  const { parameter, message } = error;
  const { title } = describedAt(schema, parameter.split('.'));
  const name = `"${parameter}" `;
  if (typeof title !== 'string' || title === '' || !message.startsWith(name)) return error;
  return { ...error, message: `“${title}” ${message.slice(name.length)}` };
}

function schemaErrors(type: ConfigurationType, parameters: Parameters): ErrorObject[] {
  const validate = compileSchema(type);
  // Schemas know no bigint: they look at a copy whose integers are ordinary numbers.
  return validate(JSON.parse(stringifyJson(parameters))) ? [] : (validate.errors ?? []).slice(0, MOST_ERRORS);
}

function explain({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): ParameterError {
  const path = partsOf(instancePath);
  if (keyword === 'required') {
    const parameter = [...path, params.missingProperty as string].join('.');
    return { parameter, message: `"${parameter}" is missing` };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = (params.additionalProperty ?? params.unevaluatedProperty) as string;
    const parameter = [...path, name].join('.');
    return { parameter, message: `"${parameter}" is not a parameter of this type` };
  }
  const parameter = path.join('.');
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
  return { parameter, message: `${parameter === '' ? 'the parameters' : `"${parameter}"`} ${message}${allowed}` };
}
