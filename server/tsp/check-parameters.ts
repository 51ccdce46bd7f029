/**
 * Are a configuration's parameters what its type asks for? First the type's JSON Schema, then the type's own check (the
 * syntax of a filter). Refusals name the parameter, so that a form can show each message at its field.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ConfigurationType, ReadableFiles } from '../configurations/configuration-type.ts';
import { withExtraParams } from '../engine/extra-params.ts';
import type { Parameters } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import { stringifyJson } from '../json.ts';

/** They tell forms what a text is; what it must be like is for the types to check. */
const FORMATS = { filter: true, regex: true, path: true, 'multi-line': true, xml: true } as const;
const ajv = new Ajv2020({ allErrors: true, strict: false, formats: FORMATS });
const validators = new WeakMap<ConfigurationType, ValidateFunction>();

/**
 * The parameters as they are to be stored. What is sent, in the words of the type, must satisfy the schema, and so must what it is completed to:
 * stored parameters can be sent again. Throws 400 with all that the schema finds wrong, a `QueryError` from the type, or
 * what `files` throws.
 */
export function completed(type: ConfigurationType, from: Parameters, files: ReadableFiles): Parameters {
  const spread = withExtraParams(from);
  const sent = type.normalise?.(spread) ?? spread;
  checkSchema(type, sent);
  const parameters = type.complete?.(sent, files) ?? sent;
  if (parameters !== sent) checkSchema(type, parameters);
  type.check(parameters);
  return parameters;
}

/** Throws 400. */
function checkSchema(type: ConfigurationType, parameters: Parameters): void {
  let validate = validators.get(type);
  if (!validate) {
    validate = ajv.compile(type.schema);
    validators.set(type, validate);
  }
  // Schemas know no bigint: they look at a copy whose integers are ordinary numbers.
  if (!validate(JSON.parse(stringifyJson(parameters)))) {
    const errors = (validate.errors ?? []).map(explain);
    const detail = errors.map(({ message }) => message).join('; ');
    const [first] = errors;
    throw new HttpError(400, 'Invalid query parameters', detail, { parameter: first?.parameter, errors });
  }
}

interface Explained {
  readonly parameter: string;
  readonly message: string;
}

function explain({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): Explained {
  const path = instancePath.split('/').slice(1);
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
