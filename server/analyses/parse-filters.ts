/** Filters that a client sends, in the filter language: the expressions of a question, the parameter of a configuration. */
import { FilterSyntaxError, type ParsedFilter, parseFilter } from '../filter/filter.ts';
import { QueryError } from './output.ts';

/** Blank ones say nothing. Throws a `QueryError` that tells the parameter, and where an expression goes wrong. */
export function parseFilters(
  expressions: readonly string[],
  parameter = 'filter_expressions_map',
): readonly ParsedFilter[] {
  return expressions
    .filter((text) => text.trim() !== '')
    .map((text) => {
      try {
        return parseFilter(text);
      } catch (error) {
        if (!(error instanceof FilterSyntaxError)) throw error;
        throw new QueryError(error.message, parameter, error.position);
      }
    });
}
