/**
 * The ADR's `extraParams`: more parameters, as JSON text or as an object, in a question or in a configuration. They mean
 * the same as if they stood beside the others; what does stand there wins.
 */
import { QueryError } from '../analyses/output.ts';
import { JsonError, parseJson } from '../json.ts';
import { object, type Parameters } from './parameters.ts';

const NAME = 'extraParams';

/** Throws a `QueryError` if there is something else under that name. */
export function withExtraParams(parameters: Parameters): Parameters {
  const { [NAME]: extra, ...others } = parameters;
  return extra === undefined ? parameters : { ...object(parsed(extra), NAME), ...others };
}

function parsed(extra: unknown): unknown {
  if (typeof extra !== 'string') return extra;
  try {
    return extra.trim() === '' ? {} : parseJson(extra);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new QueryError(`"${NAME}" is not JSON: ${error.message}`, NAME);
  }
}
