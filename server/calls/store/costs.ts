/** The prices of a project. They are what tokens cost from their effective date on; nothing changes one, it is purged. */
import { InvalidRequest, ValidationError } from '../errors.ts';
import { PRICE_COLUMNS } from '../query/columns.ts';
import { rowsPlan } from '../query/to-plan.ts';
import { shown } from '../refs/ref.ts';
import type { CostCreateRequest, FeedbackQueryRequest, PurgeRequest } from '../trace-server.ts';
import { newId } from '../values/ids.ts';
import { readTime } from '../values/time.ts';
import type { CallDatabase } from './call-database.ts';
import { checkProject, requireUser } from './check-ids.ts';
import { idsToPurge, replies } from './flat-rows.ts';
import { now } from './now.ts';

const FIELDS = [
  'id',
  'llm_id',
  'prompt_token_cost',
  'completion_token_cost',
  'prompt_token_cost_unit',
  'completion_token_cost_unit',
  'effective_date',
  'provider_id',
];

export class Costs {
  readonly #database: CallDatabase;

  constructor(database: CallDatabase) {
    this.#database = database;
  }

  async create({ project_id, costs, wb_user_id }: CostCreateRequest): Promise<{ ids: [string, string][] }> {
    checkProject(project_id);
    const user = requireUser(wb_user_id);
    const created = now();
    const rows = Object.entries(costs).map(([llm_id, cost]) => ({
      id: newId(),
      project_id,
      pricing_level: 'project',
      pricing_level_id: project_id,
      provider_id: cost.provider_id || 'default',
      llm_id,
      effective_date: cost.effective_date == null ? created : time(llm_id, cost.effective_date),
      prompt_token_cost: price(llm_id, cost.prompt_token_cost),
      completion_token_cost: price(llm_id, cost.completion_token_cost),
      prompt_token_cost_unit: cost.prompt_token_cost_unit ?? 'USD',
      completion_token_cost_unit: cost.completion_token_cost_unit ?? 'USD',
      created_by: user,
      created_at: created,
    }));
    if (rows.length > 0) await this.#database.insertRows('llm_token_prices', rows);
    return { ids: rows.map((row) => [row.id, row.llm_id]) };
  }

  async query(request: FeedbackQueryRequest): Promise<{ results: Record<string, unknown>[] }> {
    checkProject(request.project_id);
    const toReplies = replies(PRICE_COLUMNS, request.fields?.length ? request.fields : FIELDS);
    const rows = await this.#database.selectRows('llm_token_prices', rowsPlan(request, PRICE_COLUMNS));
    return { results: toReplies(rows) };
  }

  async purge({ project_id, query }: PurgeRequest): Promise<void> {
    checkProject(project_id);
    await this.#database.deleteRows('llm_token_prices', project_id, idsToPurge(query, 'costs'));
  }
}

function price(llmId: string, cost: number): number {
  if (Number.isFinite(cost)) return cost;
  throw new InvalidRequest(`costs.${shown(llmId)}: a cost is no number`);
}

function time(llmId: string, text: string): number {
  const us = readTime(text);
  if (us !== undefined) return us;
  const msg = `${shown(text)} is no ISO 8601 time`;
  const loc = ['body', 'costs', llmId, 'effective_date'];
  throw new ValidationError(`costs.${shown(llmId)}.effective_date: ${msg}`, [{ loc, msg, type: 'datetime_parsing' }]);
}
