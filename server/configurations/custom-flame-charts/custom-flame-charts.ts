/**
 * Custom Flame Charts: a flame chart with only the calls that a filter lets through, as an output of its own.
 */
import { FlameChart } from '../../analyses/call-stack/flame-chart.ts';
import { QueryError } from '../../analyses/output.ts';
import { parseFilters } from '../../analyses/parse-filters.ts';
import type { ParsedFilter } from '../../filter/filter.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { previewCalls, suggestCalls } from './filter-help.ts';
import { FilteredFlameChart } from './filtered-flame-chart.ts';

const FLAME_CHART = 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider';
const TITLE = 'Name of the new flame chart in the list of outputs';
const FILTER =
  'Calls to show, in the filter language. A word looks for it in names; fields are label, Duration, TID, PID, Thread, ' +
  'Process, CPU, Address, depth, trace, Start Time and End Time; operators are ==, !=, contains, matches, <, > and ' +
  'present; join conditions with && and ||';

type Parameters = Readonly<Record<string, unknown>>;

export const customFlameCharts: ConfigurationType = {
  id: 'custom.flame.charts.id',
  name: 'Custom Flame Charts',
  description: 'Manage custom flame charts: a flame chart with only the calls that match a filter',
  scope: 'data_provider',
  parameterDescriptors: [
    { keyName: 'title', description: TITLE, dataType: 'STRING', required: true },
    { keyName: 'filter', description: FILTER, dataType: 'STRING', required: true },
  ],
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Custom flame chart',
    description: 'A flame chart with only the calls that match a filter.',
    type: 'object',
    properties: {
      title: {
        title: 'Title',
        description: `${TITLE}.`,
        type: 'string',
        minLength: 1,
        maxLength: 200,
        examples: ['Slow parsing'],
      },
      filter: {
        title: 'Filter',
        description: `${FILTER}.`,
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
    additionalProperties: false,
  },

  appliesTo: (output) => output.id === FLAME_CHART,

  check(parameters) {
    text(parameters, 'title');
    filterIn(parameters);
  },

  label(parameters) {
    const title = text(parameters, 'title');
    return { name: title, description: `Flame chart of the calls that match: ${text(parameters, 'filter')}` };
  },

  derive(parent, configuration) {
    if (!(parent instanceof FlameChart)) throw new QueryError(`"${parent.descriptor.name}" is not a flame chart`);
    return new FilteredFlameChart(parent, configuration, filterIn(configuration.parameters));
  },

  suggest: (parent, parameter, text) =>
    parent instanceof FlameChart && parameter === 'filter' ? suggestCalls(parent, text) : [],
  preview: (parent, { filter }) => (parent instanceof FlameChart ? previewCalls(parent, filter) : undefined),
};

function text(parameters: Parameters, name: 'title' | 'filter'): string {
  const value = parameters[name];
  if (typeof value !== 'string') throw new QueryError(`"${name}" must be a text`, name);
  if (value.trim() === '') throw new QueryError(`"${name}" must not be empty`, name);
  return value;
}

function filterIn(parameters: Parameters): ParsedFilter {
  const [filter] = parseFilters([text(parameters, 'filter')], 'filter');
  return filter!;
}
