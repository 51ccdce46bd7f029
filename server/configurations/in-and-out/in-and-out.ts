/**
 * In And Out Analysis: events whose names match one regex open segments, those that match another close them; an output
 * of its own, with a flame chart and the four outputs of latencies below it.
 */
import { ExperimentOutput } from '../../analyses/experiment-output.ts';
import { IN_AND_OUT } from '../../analyses/in-and-out/in-and-out-configurator.ts';
import { InAndOutOutput } from '../../analyses/in-and-out/in-and-out-output.ts';
import { Specifier } from '../../analyses/in-and-out/specifier.ts';
import { QueryError } from '../../analyses/output.ts';
import { type CapturingRegex, capturingRegex } from '../../filter/safe-regex.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { type Parameters, regexIn } from '../parameters.ts';
import { previewSpecifiers, suggestForSpecifiers } from './in-and-out-preview.ts';
import { IN_AND_OUT_SCHEMA } from './in-and-out-schema.ts';

export const inAndOut: ConfigurationType = {
  id: 'org.eclipse.tracecompass.incubator.internal.inandout.core.config',
  name: 'In And Out Analysis',
  description: 'Measure from events that go in to events that come out: times between any two kinds of events',
  scope: 'experiment',
  schema: IN_AND_OUT_SCHEMA,

  appliesTo: ({ id }) => id === IN_AND_OUT,

  check(parameters) {
    specifiersIn(parameters);
  },

  label(parameters) {
    const [first, ...others] = listed(parameters).map(
      ({ inRegex, outRegex, classifier }) => `${inRegex} to ${outRegex}${classifier === '' ? '' : ` by ${classifier}`}`,
    );
    const name = `${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    return { name: name.slice(0, 200), description: `Times from events to events: ${[first, ...others].join('; ')}` };
  },

  derive(parent, configuration) {
    if (!(parent instanceof ExperimentOutput)) throw new QueryError(`"${parent.descriptor.name}" has no events`);
    const specifiers = specifiersIn(configuration.parameters);
    return new InAndOutOutput(parent.experiment, parent.descriptor, configuration, specifiers);
  },

  suggest(parent, parameter, text) {
    return parent instanceof ExperimentOutput ? suggestForSpecifiers(parent.experiment, parameter, text) : [];
  },

  preview(parent, parameters) {
    if (!(parent instanceof ExperimentOutput)) return undefined;
    return previewSpecifiers(parent.experiment, specifiersIn(parameters, 'half-typed'));
  },
};

interface Listed {
  readonly label: string;
  readonly inRegex: string;
  readonly outRegex: string;
  readonly contextInRegex: string;
  readonly contextOutRegex: string;
  readonly classifier: string;
}

const DEFAULTS: Listed = {
  label: '{0}',
  inRegex: '',
  outRegex: '',
  contextInRegex: '',
  contextOutRegex: '',
  classifier: 'TID',
};

const NOTHING: CapturingRegex = { groups: 0, find: () => undefined, whole: () => undefined };

/** As texts, with what was left out. */
function listed({ specifiers }: Parameters): readonly Listed[] {
  if (!Array.isArray(specifiers) || specifiers.length === 0)
    throw new QueryError('"specifiers" must be a list with at least one specifier', 'specifiers');
  return specifiers.map((item: unknown, i) => {
    if (typeof item !== 'object' || item === null)
      throw new QueryError(`"specifiers.${i}" must be an object`, `specifiers.${i}`);
    const listed = { ...DEFAULTS };
    for (const key of Object.keys(DEFAULTS) as (keyof Listed)[]) {
      const value: unknown = (item as Parameters)[key] ?? DEFAULTS[key];
      const parameter = `specifiers.${i}.${key}`;
      if (typeof value !== 'string') throw new QueryError(`"${parameter}" must be a text`, parameter);
      listed[key] = value;
    }
    return listed;
  });
}

/** Of half-typed ones, a name without a regex matches no event. Throws a `QueryError`. */
function specifiersIn(parameters: Parameters, state?: 'half-typed'): readonly Specifier[] {
  return listed(parameters).map(({ label, classifier, ...regexes }, i) => {
    const at = (key: keyof typeof regexes): string => `specifiers.${i}.${key}`;
    const name = (key: 'inRegex' | 'outRegex'): CapturingRegex => {
      if (regexes[key] === '' && state === 'half-typed') return NOTHING;
      if (regexes[key] === '') throw new QueryError(`"${at(key)}" must not be empty`, at(key));
      return regexIn(regexes[key], capturingRegex, at(key));
    };
    const context = (key: 'contextInRegex' | 'contextOutRegex'): CapturingRegex | undefined =>
      regexes[key] === '' ? undefined : regexIn(regexes[key], capturingRegex, at(key));
    const unknown = /\{(?![0-3]\})/.exec(label);
    if (unknown !== null) {
      const parameter = `specifiers.${i}.label`;
      throw new QueryError('"{" begins one of {0}, {1}, {2} and {3}', parameter, unknown.index);
    }
    return new Specifier({
      label: label === '' ? DEFAULTS.label : label,
      classifier: classifier.trim(),
      in: { name: name('inRegex'), context: context('contextInRegex') },
      out: { name: name('outRegex'), context: context('contextOutRegex') },
    });
  });
}
