/** What a call has used: the tokens of all models that its summary names, and what they cost by the prices that hold for it. */
import type { ModelPrice } from '../../calls/feed.ts';
import { priceFor } from '../../calls/store/prices.ts';

export interface CallUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; 0 where no price is known. */
  readonly cost: number;
}

export const NO_USAGE: CallUsage = { promptTokens: 0, completionTokens: 0, cost: 0 };

export class Prices {
  readonly #byModel: ReadonlyMap<string, readonly ModelPrice[]>;

  constructor(prices: readonly ModelPrice[]) {
    this.#byModel = Map.groupBy(prices, ({ llm_id }) => llm_id);
  }

  /** `at`: when the call began, µs. Whoever wrote the summary may have put anything into it. */
  usage(summary: string | null, at: number): CallUsage {
    const models = summary?.includes('"usage"') ? usageOf(summary) : undefined;
    if (models === undefined) return NO_USAGE;
    let [promptTokens, completionTokens, cost] = [0, 0, 0];
    for (const [model, counts] of Object.entries(models)) {
      if (typeof counts !== 'object' || counts === null) continue;
      const { prompt_tokens, input_tokens, completion_tokens, output_tokens } = counts as Record<string, unknown>;
      const prompt = count(prompt_tokens) + count(input_tokens);
      const completion = count(completion_tokens) + count(output_tokens);
      promptTokens += prompt;
      completionTokens += completion;
      const price = priceFor(this.#byModel.get(model) ?? [], at);
      if (price) cost += prompt * price.prompt_token_cost + completion * price.completion_token_cost;
    }
    return { promptTokens, completionTokens, cost: Number.isFinite(cost) ? cost : 0 };
  }
}

function usageOf(summary: string): object | undefined {
  try {
    const { usage } = JSON.parse(summary) as { usage?: unknown };
    return typeof usage === 'object' && usage !== null ? usage : undefined;
  } catch {
    return undefined;
  }
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
