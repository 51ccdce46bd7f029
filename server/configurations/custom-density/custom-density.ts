/** Custom Density Bins: how many segments took how long, in as many ranges of durations as one likes, also growing ones. */
import { derivedDescriptor } from '../../analyses/derived-descriptor.ts';
import { formatDuration } from '../../analyses/durations.ts';
import { QueryError } from '../../analyses/output.ts';
import { boundedBins, MOST_BINS } from '../../analyses/segments/duration-bins.ts';
import { LatencyDensity } from '../../analyses/segments/latency-density.ts';
import { parseQuantity } from '../../filter/quantity.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { neededText, optionalText, type Parameters } from '../parameters.ts';
import { parametersSchema, titleProperty } from '../schema.ts';

const FUNCTIONS = 'org.eclipse.tracecompass.analysis.profiling.core.callstack.functiondensity.provider';
const duration = (title: string, description: string, examples: readonly string[]) => ({
  title,
  description,
  type: 'string',
  maxLength: 40,
  examples,
});

export const customDensity: ConfigurationType = {
  id: 'custom.density.bins.id',
  name: 'Custom Density Bins',
  description: 'How many took how long, in ranges of durations of your choice',
  scope: 'data_provider',
  schema: parametersSchema({
    title: 'Custom density bins',
    description: 'How many took how long, in ranges of durations of your choice.',
    properties: {
      title: titleProperty('Name of the new chart in the list of outputs.', 'Slow ones'),
      bins: {
        title: 'Bins',
        description: 'How many ranges of durations there are.',
        type: 'integer',
        minimum: 1,
        maximum: MOST_BINS,
        default: 100,
      },
      scale: {
        title: 'Scale',
        description: 'linear: ranges of equal width; log: each wider than the one before by the same factor.',
        type: 'string',
        enum: ['linear', 'log'],
        default: 'linear',
      },
      from: duration('From', 'The shortest duration that counts: “10us”, “1.5 ms”; a bare number is ns.', ['0', '1us']),
      to: duration('To', 'The longest one; that of the trace if empty.', ['10ms', '1 s']),
    },
    required: ['title'],
  }),

  appliesTo: ({ id, configuration }) =>
    configuration === undefined && (id === FUNCTIONS || id.includes('SegmentStoreDensityDataProvider:')),

  check(parameters) {
    neededText(parameters, 'title');
    binsIn(parameters);
  },

  label(parameters) {
    const { bins, scale, from, to } = binsIn(parameters);
    const until = to === undefined ? 'the longest' : formatDuration(to);
    const description = `Durations from ${formatDuration(from)} to ${until} in ${bins} bins, ${scale}`;
    return { name: neededText(parameters, 'title'), description };
  },

  derive(parent, configuration) {
    if (!(parent instanceof LatencyDensity)) throw new QueryError(`"${parent.descriptor.name}" has no density`);
    const { bins, scale, from, to } = binsIn(configuration.parameters);
    return parent.binned(derivedDescriptor(parent.descriptor, configuration), (longest) =>
      boundedBins(bins, from, to ?? Math.max(longest, from + 1, 2), scale),
    );
  },
};

interface Bins {
  readonly bins: number;
  readonly scale: 'linear' | 'log';
  readonly from: number;
  readonly to: number | undefined;
}

/** Throws a `QueryError`. */
function binsIn(parameters: Parameters): Bins {
  const { bins = 100, scale = 'linear' } = parameters;
  const count = Number(bins);
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_BINS))
    throw new QueryError(`"bins" must be an integer from 1 to ${MOST_BINS}`, 'bins');
  if (scale !== 'linear' && scale !== 'log') throw new QueryError('"scale" must be linear or log', 'scale');
  const from = durationIn(parameters, 'from') ?? 0;
  const to = durationIn(parameters, 'to');
  if (to !== undefined && to <= Math.max(from, scale === 'log' ? 1 : 0))
    throw new QueryError('"to" must be longer than "from"', 'to');
  return { bins: count, scale, from, to };
}

/** ns; undefined where it isn't given. */
function durationIn(parameters: Parameters, name: 'from' | 'to'): number | undefined {
  const given = optionalText(parameters, name);
  if (given === undefined) return undefined;
  const value = Number(parseQuantity(given.trim()) ?? Number.NaN);
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER))
    throw new QueryError(`"${name}" must be a duration such as "10us"`, name);
  return Math.round(value);
}
