/**
 * What calls cost: the tokens of each model in `summary.usage`, times its price as it was when the call started. Prices
 * are read once for all calls of an answer that use the same models.
 */

import { PRICE_COLUMNS } from '../query/columns.ts';
import { rowsPlan } from '../query/to-plan.ts';
import { JsonText } from '../values/json-text.ts';
import { printTime } from '../values/time.ts';
import type { CallDatabase, CallRow } from './call-database.ts';
import { among } from './flat-rows.ts';
import { inChunks } from './in-chunks.ts';
import { defaultPrices, type Price, priceFor } from './prices.ts';
import { type Tokens, tokensByModel } from './tokens.ts';

/** Whose prices are remembered; summaries may name any number. */
const MOST_MODELS = 10_000;

type Row = Pick<CallRow, 'started_at' | 'summary_dump'>;

export class CallCosts {
  readonly #database: CallDatabase;
  readonly #projectId: string;
  readonly #prices = new Map<string, readonly Price[]>();

  constructor(database: CallDatabase, projectId: string) {
    this.#database = database;
    this.#projectId = projectId;
  }

  /** Of each call: tokens by model, and the price that holds. */
  async of(rows: readonly Row[]): Promise<ReadonlyMap<string, { readonly tokens: Tokens; readonly price?: Price }>[]> {
    const used = rows.map((row) => tokensByModel(row.summary_dump));
    if (this.#prices.size > MOST_MODELS) this.#prices.clear();
    await this.#load(new Set(used.flatMap((models) => [...models.keys()])));
    return used.map((models, i) => {
      const startedAt = rows[i]!.started_at;
      const costs = new Map<string, { tokens: Tokens; price?: Price }>();
      for (const [llmId, tokens] of models) {
        const price = priceFor(this.#prices.get(llmId)!, startedAt);
        costs.set(llmId, price === undefined ? { tokens } : { tokens, price });
      }
      return costs;
    });
  }

  async #load(llmIds: ReadonlySet<string>): Promise<void> {
    const unknown = [...llmIds].filter((id) => !this.#prices.has(id));
    const plan = rowsPlan({ project_id: this.#projectId }, PRICE_COLUMNS);
    for (const ids of inChunks(unknown)) {
      const rows = await this.#database.selectRows('llm_token_prices', { ...plan, where: among('llm_id', ids) });
      const own = Map.groupBy(rows as unknown as readonly Price[], (price) => price.llm_id);
      for (const id of ids) this.#prices.set(id, [...(own.get(id) ?? []), ...defaultPrices(id)]);
    }
  }
}

/** `summary.weave.costs`: a model without a price has its tokens, and null for what they cost. */
export function costsText(costs: ReadonlyMap<string, { readonly tokens: Tokens; readonly price?: Price }>): JsonText {
  const members = [...costs].map(([llmId, { tokens, price }]) => {
    const { prompt_tokens, completion_tokens, requests, total_tokens } = tokens;
    const counted = { prompt_tokens, completion_tokens, requests, total_tokens };
    const cost = {
      prompt_tokens_total_cost: price ? prompt_tokens * price.prompt_token_cost : null,
      completion_tokens_total_cost: price ? completion_tokens * price.completion_token_cost : null,
    };
    const text = JSON.stringify({ ...counted, ...cost });
    return `${JSON.stringify(llmId)}:${price ? `${text.slice(0, -1)},${priceText(price)}` : text}`;
  });
  return new JsonText(`{${members.join(',')}}`);
}

const texts = new WeakMap<Price, string>();

/** The members that are the same for all calls, and the end of the object. */
function priceText(price: Price): string {
  const known = texts.get(price);
  if (known !== undefined) return known;
  const text = JSON.stringify({
    prompt_token_cost: price.prompt_token_cost,
    completion_token_cost: price.completion_token_cost,
    prompt_token_cost_unit: price.prompt_token_cost_unit,
    completion_token_cost_unit: price.completion_token_cost_unit,
    effective_date: printTime(price.effective_date),
    provider_id: price.provider_id,
    pricing_level: price.pricing_level,
    pricing_level_id: price.pricing_level_id,
    created_at: printTime(price.created_at),
    created_by: price.created_by,
  }).slice(1);
  texts.set(price, text);
  return text;
}
