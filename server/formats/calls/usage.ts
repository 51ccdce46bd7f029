/** What a call has used: the tokens of all models that its summary names, and what they cost by the prices that hold for it. */
import type { ModelPrice } from '../../calls/feed.ts';
import { priceFor } from '../../calls/store/prices.ts';
import { tokensByModel } from '../../calls/store/tokens.ts';

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

  /** `at`: when the call began, µs. */
  usage(summary: string | null, at: number): CallUsage {
    const models = tokensByModel(summary);
    if (models.size === 0) return NO_USAGE;
    let [promptTokens, completionTokens, cost] = [0, 0, 0];
    for (const [model, { prompt_tokens, completion_tokens }] of models) {
      promptTokens += prompt_tokens;
      completionTokens += completion_tokens;
      const price = priceFor(this.#byModel.get(model) ?? [], at);
      if (price) cost += prompt_tokens * price.prompt_token_cost + completion_tokens * price.completion_token_cost;
    }
    return { promptTokens, completionTokens, cost: Number.isFinite(cost) ? cost : 0 };
  }
}
