/**
 * Parameters tried on an output, or on none: what a type suggests and shows while somebody types. It has a deadline, after
 * which the answer goes without; a type that fails on half-typed parameters has just nothing to say.
 */
import { type Output, QueryError } from '../analyses/output.ts';
import { type ConfigurationType, PREVIEW_ROWS, type Preview } from '../configurations/configuration-type.ts';
import type { Parameters } from '../configurations/parameters.ts';
import { MOST_SUGGESTIONS } from '../configurations/suggest.ts';

export interface Trial {
  readonly typeId: string;
  readonly parameters: Parameters;
  readonly suggest?: { readonly parameter: string; readonly text: string };
  /** Absolute path of a file to try it on. */
  readonly sample?: string;
}

export interface TrialResult {
  /** What only the output can tell: it has no such column, no such thread. */
  readonly errors?: readonly { readonly parameter: string; readonly message: string; readonly position?: number }[];
  readonly suggestions?: readonly string[];
  readonly preview?: Preview;
}

/** ms; a type is asked to be done in 300. */
const PATIENCE = 400;

/** Never throws. */
export async function tryOut(type: ConfigurationType, parent: Output | undefined, trial: Trial): Promise<TrialResult> {
  const { suggest } = trial;
  const suggestions = suggest && suggestionsOf(type, parent, suggest);
  const previewed = await previewWithin(type, parent, trial);
  return { ...(suggestions && { suggestions }), ...previewed };
}

/** Nothing if there is none, or not in time; an error where a preview throws one that names a parameter. Never throws. */
async function previewWithin(
  type: ConfigurationType,
  parent: Output | undefined,
  { parameters, sample }: Trial,
): Promise<Pick<TrialResult, 'preview' | 'errors'>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, undefined);
  });
  try {
    const preview = await Promise.race([type.preview?.(parent, parameters, sample), late]);
    if (!preview) return {};
    return { preview: preview.rows ? { ...preview, rows: preview.rows.slice(0, PREVIEW_ROWS) } : preview };
  } catch (error) {
    if (!(error instanceof QueryError) || error.parameter === undefined) return {};
    const { parameter, message, position } = error;
    // Of a field where nothing was typed no form tells an error.
    const [name = ''] = parameter.split('.');
    if (parameters[name] === undefined) return { preview: { text: sentence(message) } };
    return { errors: [{ parameter, message, ...(position === undefined ? {} : { position }) }] };
  } finally {
    clearTimeout(timer);
  }
}

function suggestionsOf(
  type: ConfigurationType,
  parent: Output | undefined,
  { parameter, text }: NonNullable<Trial['suggest']>,
) {
  try {
    return type.suggest?.(parent, parameter, text).slice(0, MOST_SUGGESTIONS) ?? [];
  } catch {
    return [];
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
