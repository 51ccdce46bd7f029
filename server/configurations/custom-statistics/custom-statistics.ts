/**
 * Custom Function Execution Statistics: a table of durations in which functions that match a regex share a row, or only
 * those that match another are counted. For the statistics of functions, and for those of any latencies.
 */
import { derivedDescriptor } from '../../analyses/derived-descriptor.ts';
import { QueryError } from '../../analyses/output.ts';
import { Pace } from '../../analyses/pace.ts';
import { LatencyStatistics } from '../../analyses/segments/latency-statistics.ts';
import { literalPattern } from '../../filter/safe-regex.ts';
import { type ConfigurationType, PREVIEW_ROWS } from '../configuration-type.ts';
import { neededText, optionalText, type Parameters } from '../parameters.ts';
import { parametersSchema, titleProperty } from '../schema.ts';
import { suggestNames } from '../suggest.ts';
import { LabelGroups, labelPattern } from './label-groups.ts';

const FUNCTIONS = 'org.eclipse.tracecompass.internal.analysis.profiling.core.callgraph.callgraphanalysis.statistics';
const MOST_LABELS = 20_000;
/** ms for rows to be counted before a preview shows those that there are. */
const PATIENCE = 200;

export const customStatistics: ConfigurationType = {
  id: 'custom.fct.execution.stats.id',
  name: 'Custom Function Execution Statistics',
  description: 'Statistics of durations with rows put together, or left out, by name',
  scope: 'data_provider',
  schema: parametersSchema({
    title: 'Custom function execution statistics',
    description: 'Statistics of durations with rows put together, or left out, by name. Needs at least one of the two.',
    properties: {
      title: titleProperty('Name of the new table in the list of outputs.', 'Grouped Stats'),
      aggregation: {
        title: 'Aggregation',
        description:
          'Rows whose label matches this regex are put together: those for which its first group finds the same, or all where ' +
          'it has none. “label matches …” may stand before it.',
        type: 'string',
        format: 'regex',
        maxLength: 1000,
        examples: ['COM.*', '^(\\w+?)_', 'label matches COM.*'],
      },
      filter: {
        title: 'Filter',
        description: 'Count only what has a label that matches this regex. “label matches …” may stand before it.',
        type: 'string',
        format: 'regex',
        maxLength: 1000,
        examples: ['parse|read', '^std::'],
      },
    },
    required: ['title'],
  }),

  appliesTo: ({ id, configuration }) =>
    configuration === undefined && (id === FUNCTIONS || id.includes('StatisticsDataProvider:')),

  check(parameters) {
    neededText(parameters, 'title');
    groupsIn(parameters);
  },

  label(parameters) {
    const { aggregation, filter } = groupsIn(parameters);
    const parts = [
      ...(aggregation === undefined ? [] : [`aggregated by name: [${aggregation.text}]`]),
      ...(filter === undefined ? [] : [`filtered by name: [${filter.text}]`]),
    ];
    const description = `Custom function duration statistics ${parts.join(', ')}`;
    return { name: neededText(parameters, 'title'), description };
  },

  derive(parent, configuration) {
    if (!(parent instanceof LatencyStatistics))
      throw new QueryError(`"${parent.descriptor.name}" has no statistics of durations`);
    const groups = groupsIn(configuration.parameters);
    return parent.regrouped(derivedDescriptor(parent.descriptor, configuration), ({ of, label }) => ({
      of,
      label: (type) => {
        const name = label(type);
        return name === undefined ? undefined : groups.of(name);
      },
    }));
  },

  suggest(parent, parameter, typed) {
    if (!(parent instanceof LatencyStatistics) || parameter === 'title') return [];
    return suggestNames(typed, parent.labels(MOST_LABELS)).map((label) => literalPattern(label));
  },

  async preview(parent, parameters) {
    if (!(parent instanceof LatencyStatistics)) return undefined;
    const groups = groupsIn(parameters);
    const isCounted = await parent.countWithin(PATIENCE);
    const labels = parent.labels(MOST_LABELS);
    const rows = new Map<string, number>();
    const pace = new Pace();
    for (const label of labels) {
      if (pace.due) await pace.pause();
      const group = groups.of(label);
      if (group !== undefined) rows.set(group, (rows.get(group) ?? 0) + 1);
    }
    const left = [...rows.values()].reduce((sum, count) => sum + count, 0);
    const hidden = left === labels.length ? '' : `; ${labels.length - left} left out`;
    return {
      text: `${labels.length} rows become ${rows.size}${hidden}${isCounted ? '' : '; more are still being counted'}`,
      columns: ['Row', 'Put together of'],
      rows: [...rows]
        .sort(([, a], [, b]) => b - a)
        .slice(0, PREVIEW_ROWS)
        .map(([label, count]) => [label, String(count)]),
    };
  },
};

/** Throws a `QueryError`. */
function groupsIn(parameters: Parameters): LabelGroups {
  const pattern = (name: 'aggregation' | 'filter') => {
    const given = optionalText(parameters, name);
    return given === undefined ? undefined : labelPattern(given, name);
  };
  const groups = new LabelGroups(pattern('aggregation'), pattern('filter'));
  if (groups.aggregation === undefined && groups.filter === undefined)
    throw new QueryError('name what to put together ("aggregation"), or what to show only ("filter")', 'aggregation');
  return groups;
}
