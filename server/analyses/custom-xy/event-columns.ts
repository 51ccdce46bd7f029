/** The columns and fields that a chart of events is told by name: are there such, and which are numbers? */
import { keysNamed, type ParsedFilter } from '../../filter/filter.ts';
import { eventNames, TRACE, type ValueKind } from '../events-table/event-keys.ts';
import type { Experiment } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { QueryError } from '../output.ts';

export interface ChartedEvents {
  readonly columns: readonly string[];
  /** All must match. */
  readonly filters: readonly ParsedFilter[];
}

/** By column: is it drawn as a line? Names of which the trace has none are no numbers. */
export function numericColumns({ source }: IndexedTrace, columns: readonly string[]): boolean[] {
  const names = eventNames([source.reader]);
  return columns.map((column) => keysNamed(column, [...names.keys()]).some((key) => names.get(key) !== 'text'));
}

/** What the events of an experiment can be asked for, numbers first, then texts, then times. */
export function namesInOrder({ traces }: Experiment): readonly string[] {
  const order: readonly ValueKind[] = ['number', 'text', 'time'];
  const names = [...eventNames(traces.map(({ source }) => source.reader))];
  return names.sort(([, a], [, b]) => order.indexOf(a) - order.indexOf(b)).map(([name]) => name);
}

/** What a column is known to hold without a look at the events: names of types and of traces. */
export function valuesOf({ traces }: Experiment, column: string): ReadonlySet<string> {
  return new Set(
    traces.flatMap(({ name, source: { reader } }) => {
      const isType = reader.columns.some((of) => of.scanned === 'type' && keysNamed(column, [of.name]).length > 0);
      if (isType) return reader.types.map((type) => type.name);
      return keysNamed(column, [TRACE]).length > 0 ? [name] : [];
    }),
  );
}

/** Throws a `QueryError` if no event of the experiment, which has been read, has something of a name that is asked for. */
export function refuseUnknown({ traces }: Experiment, { columns, filters }: ChartedEvents): void {
  const known = [...eventNames(traces.map(({ source }) => source.reader)).keys()];
  const refuse = (name: string, parameter: string, position?: number): void => {
    if (keysNamed(name, known).length > 0) return;
    const like = known.filter((key) => isLike(key.toLowerCase(), name.toLowerCase())).slice(0, 3);
    const hint = like.length === 0 ? '' : `; there is ${like.map((key) => `“${key}”`).join(', ')}`;
    throw new QueryError(`no event of this experiment has a field or column “${name}”${hint}`, parameter, position);
  };
  columns.forEach((column, i) => {
    refuse(column, `columns.${i}`);
  });
  for (const { fields, text } of filters) {
    for (const field of fields) {
      const position = text.indexOf(field);
      refuse(field, 'filter', position < 0 ? undefined : position);
    }
  }
}

function isLike(key: string, name: string): boolean {
  return key.includes(name) || (key.length > 2 && name.includes(key));
}
