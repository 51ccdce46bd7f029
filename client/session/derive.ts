/** Asks the server for a derived output. A refusal of what was asked is an answer; anything else that goes wrong rejects. */
import type { OutputInfo, ParameterProblem, Parameters, Refusal } from '../messages.ts';
import type { TspClient } from '../tsp/tsp-client.ts';
import { TspError } from '../tsp/tsp-error.ts';
import { outputInfo } from './from-tsp.ts';

export type Derived = { readonly output: OutputInfo } | { readonly refusal: Refusal };

export async function derive(
  client: TspClient,
  experiment: string,
  outputId: string,
  typeId: string,
  parameters: Parameters,
  name = typeof parameters.title === 'string' ? parameters.title : undefined,
): Promise<Derived> {
  try {
    // Without one, the server finds a name.
    const configuration = { ...(name === undefined ? {} : { name }), sourceTypeId: typeId, parameters };
    return { output: outputInfo(await client.deriveOutput(experiment, outputId, configuration)) };
  } catch (error) {
    if (error instanceof TspError && error.status >= 400 && error.status < 500) return { refusal: refusal(error) };
    throw error;
  }
}

export function refusal({ title, detail, parameter, position, body }: TspError): Refusal {
  const problems = Array.isArray(body.errors) ? body.errors.flatMap(problem) : [];
  return {
    message: title,
    ...(detail === undefined ? {} : { detail }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(position === undefined ? {} : { position }),
    ...(problems.length > 1 ? { problems } : {}),
  };
}

function problem(told: unknown): ParameterProblem[] {
  const { parameter = '', message, position } = (told ?? {}) as Record<string, unknown>;
  if (typeof parameter !== 'string' || typeof message !== 'string') return [];
  return [{ parameter, message, ...(typeof position === 'number' ? { position } : {}) }];
}
