/**
 * Parameters as types take them. Those of a preview may be anything, so whatever is read from here is looked at, also where
 * the schema has seen it before.
 */
import { QueryError } from '../analyses/output.ts';
import { RegexSyntaxError } from '../filter/safe-regex.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/** Undefined where it is absent or blank. `path`: what errors call it ("patterns.0.eventType"). Throws a `QueryError`. */
export function optionalText(parameters: Parameters, name: string, path = name): string | undefined {
  const value = parameters[name] ?? '';
  if (typeof value !== 'string') throw new QueryError(`"${path}" must be a text`, path);
  return value.trim() === '' ? undefined : value;
}

/** As `optionalText`, but refuses what is absent or blank. */
export function neededText(parameters: Parameters, name: string, path = name): string {
  const value = optionalText(parameters, name, path);
  if (value === undefined) throw new QueryError(`"${path}" must not be empty`, path);
  return value;
}

/** What `compile` makes of a regex in the parameter `path`, `before` characters after its begin. Throws a `QueryError`. */
export function regexIn<T>(pattern: string, compile: (pattern: string) => T, path: string, before = 0): T {
  try {
    return compile(pattern);
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    throw new QueryError(error.message, path, before + error.position);
  }
}

/** For previews: undefined where `read` finds parameters wrong, which is told beside the preview anyway. */
export function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}
