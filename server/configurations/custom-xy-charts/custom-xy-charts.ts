/**
 * Custom XY Time Charts: columns and fields of events over time, as an output of its own below the events table.
 */
import { MOST_COLUMNS } from '../../analyses/custom-xy/chart-series.ts';
import { CustomXYChart } from '../../analyses/custom-xy/custom-xy-chart.ts';
import { namesInOrder, valuesOf } from '../../analyses/custom-xy/event-columns.ts';
import { EventsTable } from '../../analyses/events-table/events-table.ts';
import { QueryError } from '../../analyses/output.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { neededText } from '../parameters.ts';
import { parametersSchema, titleProperty } from '../schema.ts';
import { suggestFilter, suggestNames } from '../suggest.ts';
import { axisIn, chartedIn, DATA_TYPES, normalised } from './parameters.ts';
import { previewOf } from './preview.ts';

const EVENTS_TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';

export const customXYCharts: ConfigurationType = {
  id: 'custom.xy.time.charts.id',
  name: 'Custom XY Time Charts',
  description: 'Manage custom charts over time: columns and fields of the events that match a filter',
  scope: 'data_provider',
  schema: parametersSchema({
    title: 'Custom XY time chart',
    description: 'Columns and fields of events over time.',
    properties: {
      title: titleProperty('Name of the new chart in the list of outputs.', 'CPU of thread 1234'),
      columns: {
        title: 'Columns',
        description:
          'Columns of the events table, or fields of events, to draw: numbers become lines, of texts the events with each ' +
          'value are counted.',
        type: 'array',
        items: { title: 'Column', type: 'string', minLength: 1, maxLength: 1000 },
        minItems: 1,
        maxItems: MOST_COLUMNS,
        uniqueItems: true,
        examples: [['CPU'], ['Event type']],
      },
      filter: {
        title: 'Filter',
        description:
          'Events to draw, in the filter language: conditions on columns and fields, joined with && and ||. Empty for all events.',
        type: 'string',
        format: 'filter',
        maxLength: 10_000,
        default: '',
        examples: ['tid == 1234', '"Event type" matches ^sched_'],
      },
      'y-axis': {
        title: 'Axis',
        description: 'What the vertical axis is called.',
        type: 'string',
        maxLength: 200,
        examples: ['CPU'],
      },
      'y-unit': {
        title: 'Unit',
        description: 'Unit of the values.',
        type: 'string',
        maxLength: 50,
        examples: ['ms', 'bytes'],
      },
      'y-data-type': {
        title: 'Data type',
        description: 'How the values are written.',
        type: 'string',
        enum: Object.keys(DATA_TYPES),
        default: 'Number',
      },
    },
    required: ['title', 'columns'],
  }),

  appliesTo: (output) => output.id === EVENTS_TABLE,
  normalise: normalised,

  check(parameters) {
    neededText(parameters, 'title');
    chartedIn(parameters);
    axisIn(parameters);
  },

  label(parameters) {
    const { columns, filters } = chartedIn(parameters);
    const of = filters.length === 0 ? 'all events' : `the events that match: ${filters[0]!.text}`;
    return { name: neededText(parameters, 'title'), description: `${columns.join(', ')} of ${of}` };
  },

  derive(parent, configuration) {
    if (!(parent instanceof EventsTable)) throw new QueryError(`"${parent.descriptor.name}" is no table of events`);
    const { parameters } = configuration;
    const { experiment, descriptor } = parent;
    return new CustomXYChart(experiment, descriptor, configuration, chartedIn(parameters), axisIn(parameters));
  },

  suggest(parent, parameter, text) {
    if (!(parent instanceof EventsTable)) return [];
    const { experiment } = parent;
    const names = namesInOrder(experiment);
    if (parameter === 'filter') return suggestFilter(text, names, (column) => valuesOf(experiment, column));
    return parameter.startsWith('columns') ? suggestNames(text, names) : [];
  },

  preview: (parent, parameters) =>
    parent instanceof EventsTable ? previewOf(parent.experiment, parameters) : undefined,
};
