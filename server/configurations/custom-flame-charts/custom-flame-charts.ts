/**
 * Custom Flame Charts: a flame chart with only the calls that a filter lets through, as an output of its own.
 */
import { FlameChart } from '../../analyses/call-stack/flame-chart.ts';
import { QueryError } from '../../analyses/output.ts';
import { parseFilters } from '../../analyses/parse-filters.ts';
import type { ParsedFilter } from '../../filter/filter.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { neededText, type Parameters } from '../parameters.ts';
import { parametersSchema, titleProperty } from '../schema.ts';
import { previewCalls, suggestCalls } from './filter-help.ts';
import { FilteredFlameChart } from './filtered-flame-chart.ts';

export const customFlameCharts: ConfigurationType = {
  id: 'custom.flame.charts.id',
  name: 'Custom Flame Charts',
  description: 'Manage custom flame charts: a flame chart with only the calls that match a filter',
  scope: 'data_provider',
  schema: parametersSchema({
    title: 'Custom flame chart',
    description: 'A flame chart with only the calls that match a filter.',
    properties: {
      title: titleProperty('Name of the new flame chart in the list of outputs.', 'Slow parsing'),
      filter: {
        title: 'Filter',
        description:
          'Calls to show, in the filter language. A word looks for it in names; fields are label, Duration, TID, PID, ' +
          'Thread, Process, CPU, Address, depth, trace, Start Time and End Time; operators are ==, !=, contains, ' +
          'matches, <, > and present; join conditions with && and ||.',
        type: 'string',
        format: 'filter',
        minLength: 1,
        maxLength: 10_000,
        examples: [
          'Duration > 10ms',
          'label matches ^parse',
          'TID == 1234 && (label contains read || label contains write)',
        ],
      },
    },
    required: ['title', 'filter'],
  }),

  appliesTo: (_, output) => output instanceof FlameChart,

  check(parameters) {
    neededText(parameters, 'title');
    filterIn(parameters);
  },

  label(parameters) {
    const description = `Flame chart of the calls that match: ${neededText(parameters, 'filter')}`;
    return { name: neededText(parameters, 'title'), description };
  },

  derive(parent, configuration) {
    if (!(parent instanceof FlameChart)) throw new QueryError(`"${parent.descriptor.name}" is not a flame chart`);
    return new FilteredFlameChart(parent, configuration, filterIn(configuration.parameters));
  },

  suggest: (parent, parameter, text) =>
    parent instanceof FlameChart && parameter === 'filter' ? suggestCalls(parent, text) : [],
  preview: (parent, { filter }) => (parent instanceof FlameChart ? previewCalls(parent, filter) : undefined),
};

function filterIn(parameters: Parameters): ParsedFilter {
  const [filter] = parseFilters([neededText(parameters, 'filter')], 'filter');
  return filter!;
}
