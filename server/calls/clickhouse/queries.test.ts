import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { TraceServerError } from '../errors.ts';
import { expectedIds } from '../query/testing/oracle.ts';
import { randomRequest } from '../query/testing/requests.ts';
import { random, type StoredCorpus, storedCorpus } from '../query/testing/rows.ts';
import { callsPlan } from '../query/to-plan.ts';
import type { EndPart } from '../store/call-database.ts';
import { ClickHouseCallDatabase } from './clickhouse-call-database.ts';
import { Engine } from './engine/engine.ts';

const engine = await Engine.start();

async function stored(corpus: StoredCorpus): Promise<ClickHouseCallDatabase> {
  const database = await ClickHouseCallDatabase.over(await (engine as Engine).database());
  for (const call of corpus.calls) {
    const attributes_dump = call.attributes_dump ?? '{}';
    const inputs_dump = call.inputs_dump ?? '{}';
    await database.insertCallParts([
      { kind: 'start', ...call, attributes_dump, inputs_dump },
      // What is null here can't be sent so, but asked for.
      { kind: 'end', ...(call as unknown as Omit<EndPart, 'kind'>) },
    ]);
  }
  const rest = { content_digest: '', kind: 'object', base_object_class: null, refs: [], wb_user_id: null } as const;
  for (const { deleted, ...object } of corpus.objects) {
    await database.insertObject({ ...object, ...rest, created_at: 0 });
    if (deleted) await database.deleteObjects(object.project_id, object.object_id, [object.digest], 1);
  }
  for (const { project_id, digest, val_dump } of corpus.table_rows) {
    const head = { digest: `table ${digest}`, content_digest: '', row_digests: [digest], row_content_digests: null };
    await database.insertTable({ project_id, ...head, rows: new Map([[digest, val_dump]]) });
  }
  return database;
}

describe('queries in ClickHouse', { skip: typeof engine === 'string' && engine }, () => {
  after(() => (engine as Engine).stop());

  test('find what a plan means, in its order', async () => {
    const corpus = storedCorpus(1, 120);
    const database = await stored(corpus);
    const next = random(Number(process.env.HEDDLE_SEED ?? 3));
    let partial = 0;
    for (let asked = 0; asked < Number(process.env.HEDDLE_REQUESTS ?? 120); ) {
      const request = randomRequest(next, corpus);
      let plan: ReturnType<typeof callsPlan>;
      try {
        plan = callsPlan(request);
      } catch (error) {
        assert.ok(error instanceof TraceServerError);
        continue;
      }
      asked++;
      let found: string[];
      try {
        found = (await Array.fromAsync(database.selectCalls(plan))).flat().map(({ id }) => id);
      } catch (error) {
        throw new Error(`${JSON.stringify(request)}: ${(error as Error).cause}`);
      }
      assert.deepEqual(found, expectedIds(plan, corpus), JSON.stringify(request));
      if (found.length > 0 && found.length < 90) partial++;
    }
    assert.ok(partial > 25, String(partial));
    await database.close();
  });
});
