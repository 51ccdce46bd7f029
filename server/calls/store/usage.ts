/** Sums over the calls that a filter lets through: how many, how many failed, and tokens and costs by model. */
import { callsPlan } from '../query/to-plan.ts';
import type { CallsStatsRequest, Usage } from '../trace-server.ts';
import { CallCosts } from './call-costs.ts';
import type { CallDatabase } from './call-database.ts';
import { checkProject } from './check-ids.ts';

export async function usageOfCalls(
  database: CallDatabase,
  request: CallsStatsRequest,
): Promise<{ calls: number; errors: number; usage: Record<string, Usage> }> {
  checkProject(request.project_id);
  const costs = new CallCosts(database, request.project_id);
  const usage = new Map<string, Usage>();
  let calls = 0;
  let errors = 0;
  for await (const rows of database.selectCalls(callsPlan({ ...request, sort_by: [], columns: ['summary'] }))) {
    calls += rows.length;
    for (const row of rows) if (row.exception) errors++;
    for (const models of await costs.of(rows)) {
      for (const [llmId, { tokens, price }] of models) {
        const sum = usage.get(llmId) ?? { ...NONE };
        usage.set(llmId, sum);
        sum.requests += tokens.requests;
        sum.prompt_tokens += tokens.prompt_tokens;
        sum.completion_tokens += tokens.completion_tokens;
        sum.total_tokens += tokens.total_tokens;
        sum.prompt_tokens_total_cost += tokens.prompt_tokens * (price?.prompt_token_cost ?? 0);
        sum.completion_tokens_total_cost += tokens.completion_tokens * (price?.completion_token_cost ?? 0);
      }
    }
  }
  return { calls, errors, usage: Object.fromEntries(usage) };
}

const NONE: Usage = {
  requests: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  prompt_tokens_total_cost: 0,
  completion_tokens_total_cost: 0,
};
