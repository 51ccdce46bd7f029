/**
 * Parameters tried on an output, or on none: what a type suggests and shows while somebody types. It has a deadline, after
 * which the answer goes without; a type that fails on half-typed parameters has just nothing to say.
 */
import type { Output } from '../analyses/output.ts';
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
  readonly suggestions?: readonly string[];
  readonly preview?: Preview;
}

/** ms; a type is asked to be done in 300. */
const PATIENCE = 400;

/** Never throws. */
export async function tryOut(type: ConfigurationType, parent: Output | undefined, trial: Trial): Promise<TrialResult> {
  const { suggest } = trial;
  const suggestions = suggest && suggestionsOf(type, parent, suggest);
  const preview = await previewWithin(type, parent, trial);
  return { ...(suggestions && { suggestions }), ...(preview && { preview }) };
}

/** Undefined if there is none, or not in time. Never throws. */
async function previewWithin(
  type: ConfigurationType,
  parent: Output | undefined,
  { parameters, sample }: Trial,
): Promise<Preview | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, undefined);
  });
  try {
    const preview = await Promise.race([type.preview?.(parent, parameters, sample), late]);
    return preview?.rows ? { ...preview, rows: preview.rows.slice(0, PREVIEW_ROWS) } : preview;
  } catch {
    return undefined;
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
