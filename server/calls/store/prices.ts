/**
 * Which price holds for a call, and what tokens cost by default. Default prices are data of ours, alike in all stores
 * and in no database; they stand behind those of a project.
 */

/** What decides; times in microseconds since the epoch. */
export interface Dated {
  readonly pricing_level: string;
  readonly effective_date: number;
}

/** In USD for one token. */
export interface Price extends Dated {
  readonly llm_id: string;
  readonly prompt_token_cost: number;
  readonly completion_token_cost: number;
  readonly prompt_token_cost_unit: string;
  readonly completion_token_cost_unit: string;
  readonly provider_id: string;
  readonly pricing_level_id: string;
  readonly created_at: number;
  readonly created_by: string;
}

/** Of the prices of a model: those in effect when the call started first, then the project's, then the newest; of equal ones the last in the list. */
export function priceFor<P extends Dated>(prices: readonly P[], startedAt: number): P | undefined {
  let best: P | undefined;
  for (const price of prices) if (best === undefined || isBetter(price, best, startedAt)) best = price;
  return best;
}

function isBetter(a: Dated, b: Dated, startedAt: number): boolean {
  const effective = Number(a.effective_date <= startedAt) - Number(b.effective_date <= startedAt);
  if (effective !== 0) return effective > 0;
  const level = Number(a.pricing_level !== DEFAULT) - Number(b.pricing_level !== DEFAULT);
  return level !== 0 ? level > 0 : a.effective_date >= b.effective_date;
}

const DEFAULT = 'default';

/** USD for a million tokens, prompt and completion, since the model is there: the price lists of OpenAI and Anthropic of 2024. */
const LISTED: readonly [llmId: string, since: string, prompt: number, completion: number][] = [
  ['gpt-4', '2023-03-14', 30, 60],
  ['gpt-4-turbo', '2024-04-09', 10, 30],
  ['gpt-4-turbo-2024-04-09', '2024-04-09', 10, 30],
  ['gpt-4o', '2024-05-13', 5, 15],
  ['gpt-4o-2024-05-13', '2024-05-13', 5, 15],
  ['gpt-4o-2024-08-06', '2024-08-06', 2.5, 10],
  ['gpt-4o-mini', '2024-07-18', 0.15, 0.6],
  ['gpt-4o-mini-2024-07-18', '2024-07-18', 0.15, 0.6],
  ['gpt-3.5-turbo-0125', '2024-01-25', 0.5, 1.5],
  ['claude-3-opus-20240229', '2024-02-29', 15, 75],
  ['claude-3-5-sonnet-20240620', '2024-06-20', 3, 15],
  ['claude-3-haiku-20240307', '2024-03-07', 0.25, 1.25],
];

export const DEFAULT_PRICES: readonly Price[] = LISTED.map(([llmId, since, prompt, completion]) =>
  listed(llmId, since, prompt, completion),
);

const BY_MODEL: ReadonlyMap<string, readonly Price[]> = new Map(DEFAULT_PRICES.map((price) => [price.llm_id, [price]]));

export function defaultPrices(llmId: string): readonly Price[] {
  return BY_MODEL.get(llmId) ?? [];
}

function listed(llmId: string, since: string, prompt: number, completion: number): Price {
  const date = Date.parse(since) * 1000;
  return {
    llm_id: llmId,
    // Divided, so that 30 makes exactly 3e-05.
    prompt_token_cost: prompt / 1e6,
    completion_token_cost: completion / 1e6,
    prompt_token_cost_unit: 'USD',
    completion_token_cost_unit: 'USD',
    effective_date: date,
    provider_id: llmId.startsWith('claude') ? 'anthropic' : 'openai',
    pricing_level: DEFAULT,
    pricing_level_id: DEFAULT,
    created_at: date,
    created_by: 'system',
  };
}
