/** What a call's summary tells of the tokens that models took for it. Whoever wrote it may have put anything there. */
import { memberOf } from '../values/json-members.ts';
import { JsonText } from '../values/json-text.ts';

export interface Tokens {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly requests: number;
  readonly total_tokens: number;
}

const NONE: ReadonlyMap<string, Tokens> = new Map();

/** Prompt tokens go by two names, so do completion tokens; a model that tells both means both. */
export function tokensByModel(summary: string | null): ReadonlyMap<string, Tokens> {
  if (!summary?.includes('"usage"')) return NONE;
  const usage = memberOf(new JsonText(summary), 'usage')?.parse();
  if (usage === null || typeof usage !== 'object' || Array.isArray(usage)) return NONE;
  const used = new Map<string, Tokens>();
  for (const [llmId, of] of Object.entries(usage as Record<string, unknown>)) {
    if (of === null || typeof of !== 'object' || Array.isArray(of)) continue;
    const counts = of as Record<string, unknown>;
    used.set(llmId, {
      prompt_tokens: count(counts.prompt_tokens) + count(counts.input_tokens),
      completion_tokens: count(counts.completion_tokens) + count(counts.output_tokens),
      requests: count(counts.requests),
      total_tokens: count(counts.total_tokens),
    });
  }
  return used;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
