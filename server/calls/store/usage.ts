/**
 * Sums over the calls that a filter lets through: how many, how many failed, and tokens and costs by model. Tokens are
 * summed by price and multiplied once, so that the sums are the same in whatever order calls come.
 */
import { callsPlan } from '../query/to-plan.ts';
import type { CallsStatsRequest, Usage } from '../trace-server.ts';
import { CallCosts } from './call-costs.ts';
import type { CallDatabase } from './call-database.ts';
import { checkProject } from './check-ids.ts';
import type { Price } from './prices.ts';
import type { Tokens } from './tokens.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export async function usageOfCalls(
  database: CallDatabase,
  request: CallsStatsRequest,
): Promise<{ calls: number; errors: number; usage: Record<string, Usage> }> {
  checkProject(request.project_id);
  const costs = new CallCosts(database, request.project_id);
  const byModel = new Map<string, Map<Price | undefined, Mutable<Tokens>>>();
  let calls = 0;
  let errors = 0;
  for await (const rows of database.selectCalls(callsPlan({ ...request, sort_by: [], columns: ['summary'] }))) {
    calls += rows.length;
    for (const row of rows) if (row.exception) errors++;
    for (const models of await costs.of(rows)) {
      for (const [llmId, { tokens, price }] of models) {
        const byPrice = byModel.get(llmId) ?? new Map<Price | undefined, Mutable<Tokens>>();
        byModel.set(llmId, byPrice);
        const sum = byPrice.get(price) ?? { prompt_tokens: 0, completion_tokens: 0, requests: 0, total_tokens: 0 };
        byPrice.set(price, sum);
        for (const name of ['prompt_tokens', 'completion_tokens', 'requests', 'total_tokens'] as const) {
          sum[name] += tokens[name];
        }
      }
    }
  }
  const models = [...byModel].sort(([a], [b]) => (a < b ? -1 : 1));
  return { calls, errors, usage: Object.fromEntries(models.map(([llmId, byPrice]) => [llmId, usageOf([...byPrice])])) };
}

function usageOf(byPrice: readonly (readonly [Price | undefined, Tokens])[]): Usage {
  const total = (of: (tokens: Tokens, price: Price | undefined) => number): number =>
    byPrice
      .map(([price, tokens]) => of(tokens, price))
      .sort((a, b) => a - b)
      .reduce((a, b) => a + b, 0);
  return {
    requests: total((tokens) => tokens.requests),
    prompt_tokens: total((tokens) => tokens.prompt_tokens),
    completion_tokens: total((tokens) => tokens.completion_tokens),
    total_tokens: total((tokens) => tokens.total_tokens),
    prompt_tokens_total_cost: total((tokens, price) => tokens.prompt_tokens * (price?.prompt_token_cost ?? 0)),
    completion_tokens_total_cost: total(
      (tokens, price) => tokens.completion_tokens * (price?.completion_token_cost ?? 0),
    ),
  };
}
