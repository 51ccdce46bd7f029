/**
 * How much a configuration's parameters may be, whatever their type. A schema looks at every value and tells each mistake,
 * so a few MiB of empty objects would hold the HTTP thread for half a minute and make a refusal of gigabytes. One walk,
 * which ends where there is too much.
 */
import { QueryError } from '../analyses/output.ts';
import type { Parameters } from '../engine/parameters.ts';

const MOST_VALUES = 10_000;
/** UTF-16 units, of all texts and names together: above the 1 MiB of the longest document. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Throws a `QueryError` that names the parameter with which it becomes too much. */
export function refuseBulk(parameters: Parameters): void {
  let values = 0;
  let text = 0;
  for (const parameter in parameters) {
    text += parameter.length;
    const rest: unknown[] = [parameters[parameter]];
    while (rest.length > 0) {
      const value = rest.pop();
      values++;
      if (typeof value === 'string') text += value.length;
      else if (Array.isArray(value)) for (const item of value.slice(0, MOST_VALUES + 1)) rest.push(item);
      else if (typeof value === 'object' && value !== null) {
        for (const key in value) {
          text += key.length;
          rest.push((value as Parameters)[key]);
        }
      }
      if (values + rest.length > MOST_VALUES) {
        throw new QueryError(
          `"${shown(parameter)}" has too much in it: all parameters may have ${MOST_VALUES} values`,
          parameter,
        );
      }
      if (text > MOST_TEXT) {
        throw new QueryError(
          `"${shown(parameter)}" is too long: all parameters may have ${MOST_TEXT} characters`,
          parameter,
        );
      }
    }
  }
}

function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
