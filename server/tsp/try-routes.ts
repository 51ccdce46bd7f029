/**
 * What would come of parameters that somebody is still typing: all that is wrong with them, values that would fit, and a
 * preview. Nothing is stored. Wrong parameters are an answer, no error; only a type or an output that is not there is one.
 */
import type { ConfigurationType, Preview } from '../configurations/configuration-type.ts';
import { object, type Parameters, text } from '../engine/parameters.ts';
import { type Trial, type TrialResult, tryOut } from '../engine/trial.ts';
import { HttpError } from '../http/http-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import { asParameterError, type ParameterError, tried } from './check-parameters.ts';
import { type Configurations, typeIdIn } from './configurations.ts';
import type { DerivedOutputs } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import type { Places } from './places.ts';
import { readableFiles } from './readable-files.ts';

interface Tried {
  readonly errors: readonly ParameterError[];
  readonly suggestions?: readonly string[];
  readonly preview?: Preview;
}

export function tryRoutes(
  experiments: Experiments,
  configurations: Configurations,
  derived: DerivedOutputs,
  places: Places,
): Route[] {
  const files = readableFiles(places);

  const trial = (type: ConfigurationType, sent: Parameters): { trial: Trial; errors: ParameterError[] } => {
    const { parameters, errors } = tried(type, object(sent.parameters, 'parameters'), files);
    const all = [...errors];
    let sample: string | undefined;
    if (typeof sent.sample === 'string' && sent.sample !== '') {
      try {
        sample = places.resolve(sent.sample, 'sample');
      } catch (error) {
        all.push({ ...asParameterError(error), parameter: 'sample' });
      }
    }
    const wanted = object(sent.suggest, 'suggest');
    const suggest =
      sent.suggest === undefined || sent.suggest === null
        ? {}
        : {
            suggest: {
              parameter: text(wanted.parameter, 'suggest.parameter'),
              text: text(wanted.text, 'suggest.text'),
            },
          };
    return {
      trial: { typeId: type.id, parameters, ...suggest, ...(sample === undefined ? {} : { sample }) },
      errors: all,
    };
  };

  const alone = async ({ params, body }: ApiRequest): Promise<Reply> => {
    const type = configurations.type(params.typeId!);
    const { trial: wanted, errors } = trial(type, object(body, 'body'));
    return ok(withErrors(errors, await tryOut(type, undefined, wanted)));
  };

  const overOutput = async ({ params, body }: ApiRequest): Promise<Reply> => {
    const sent = object(body, 'body');
    const output = await derived.output(params.expUUID!, params.outputId!);
    const typeId = typeIdIn(sent);
    const type = configurations.type(typeId);
    if (!output.configSourcesIds?.includes(type.id)) {
      throw new HttpError(404, 'No such configuration type', `"${typeId}" can't be applied to "${output.name}".`);
    }
    const { trial: wanted, errors } = trial(type, sent);
    const result = await experiments.engine(params.expUUID!).try(output.id, wanted);
    return ok(withErrors(errors, result));
  };

  return [
    { method: 'POST', path: '/config/types/:typeId/try', handle: alone },
    { method: 'POST', path: '/experiments/:expUUID/outputs/:outputId/try', handle: overOutput },
  ];
}

/** A preview's own are told where nothing else is wrong with the parameter. */
function withErrors(errors: readonly ParameterError[], { errors: more = [], ...result }: TrialResult): Tried {
  const known = new Set(errors.map(({ parameter }) => parameter));
  return { errors: [...errors, ...more.filter(({ parameter }) => !known.has(parameter))], ...result };
}
