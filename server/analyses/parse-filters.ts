/** The filters of a question: its expressions, each in the filter language. */
import { type Filter, FilterSyntaxError, parseFilter } from '../filter/filter.ts';
import { QueryError } from './output.ts';

/** Blank ones say nothing. Throws a `QueryError` that tells where an expression goes wrong. */
export function parseFilters(expressions: readonly string[]): readonly Filter[] {
  return expressions
    .filter((text) => text.trim() !== '')
    .map((text) => {
      try {
        return parseFilter(text);
      } catch (error) {
        if (!(error instanceof FilterSyntaxError)) throw error;
        throw new QueryError(error.message, 'filter_expressions_map', error.position);
      }
    });
}
