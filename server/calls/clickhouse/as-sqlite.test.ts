/** The same random things are stored in SQLite and in ClickHouse, twice and in any order; both must then tell the same. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { oneOf, type Random, random } from '../query/testing/rows.ts';
import { SqliteCallDatabase } from '../sqlite/sqlite-call-database.ts';
import { end, plan, start } from '../sqlite/testing/parts.ts';
import type { CallDatabase, CallPart, ObjectsPlan } from '../store/call-database.ts';
import type { ClickHouse } from './clickhouse.ts';
import { ClickHouseCallDatabase } from './clickhouse-call-database.ts';
import { Engine } from './engine/engine.ts';
import { clusterStatements } from './migrations/cluster.ts';

const engine = await Engine.start();
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const TRACES = ['s', 't'];
const VALUES = ['1.0', '"it\'s"', '{"\\\\":"\\n"}', 'null'];
const COLUMNS = new Set([
  'summary_dump',
  'attributes_dump',
  'wb_user_id',
  'wb_run_id',
  'wb_run_step',
  'wb_run_step_end',
]);

class Work {
  readonly #random: Random;
  readonly #project: string;
  #time = 1_000_000;

  constructor(seed: number, project: string) {
    this.#random = random(seed);
    this.#project = project;
  }

  /** One write, the same for whoever runs it. */
  next(): (database: CallDatabase) => Promise<void> {
    const kind = this.#random();
    const project = this.#project;
    if (kind < 0.06) {
      const [id, deleted_at] = [this.#one(IDS), this.#now()];
      return async (database) => {
        const ids = await database.descendants(project, [id]);
        await database.insertCallParts(
          ids.map((one) => ({ kind: 'delete', project_id: project, id: one, deleted_at })),
        );
      };
    }
    if (kind < 0.5) {
      const parts = Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () => this.#part());
      return (database) => database.insertCallParts(parts);
    }
    const object_id = this.#one(['o', 'p']);
    const digest = this.#one(['1', '2', '3']);
    if (kind < 0.65) {
      const object = {
        project_id: project,
        object_id,
        digest,
        content_digest: `content ${digest}`,
        kind: digest === '1' ? ('op' as const) : ('object' as const),
        base_object_class: digest === '2' ? 'Class' : null,
        val_dump: `{"value":${digest}}`,
        refs: [`ref ${digest}`],
        created_at: this.#now(),
        wb_user_id: this.#one(['u', null]),
      };
      return (database) => database.insertObject(object);
    }
    if (kind < 0.72) {
      const at = this.#now();
      return async (database) => {
        const live = await database.selectObjects({ project_id: project, object_ids: [object_id] });
        if (live.length > 0) await database.deleteObjects(project, object_id, [live[0]!.digest], at);
      };
    }
    if (kind < 0.82) {
      const rows = new Map(['r1', 'r2', 'r3'].map((row) => [row, `{"row":"${row}"}`]));
      const row_digests = Array.from({ length: Math.floor(this.#random() * 5) }, () => this.#one([...rows.keys()]));
      const content = this.#random() < 0.5 ? null : row_digests.map((row) => `content ${row}`);
      const table = {
        project_id: project,
        digest: `table ${row_digests.join()}`,
        content_digest: `content ${row_digests.join()}`,
        row_digests,
        row_content_digests: row_digests.length === 0 ? null : content,
        rows: this.#random() < 0.9 ? rows : new Map<string, string>(),
      };
      return (database) => database.insertTable(table);
    }
    const id = this.#one(['f1', 'f2', 'f3']);
    if (kind < 0.88) return (database) => database.deleteRows('feedback', project, [id, 'unknown']);
    const row = {
      project_id: project,
      id: `${id} of ${this.#now()}`,
      weave_ref: 'ref',
      wb_user_id: this.#one(['u', null]),
      creator: null,
      created_at: this.#now(),
      feedback_type: 'note',
      payload_dump: '{"note":"it\'s\\n"}',
      annotation_ref: null,
      runnable_ref: null,
      call_ref: null,
      trigger_ref: null,
    };
    if (kind < 0.94) return (database) => database.insertRows('feedback', [row]);
    return async (database) => {
      const [old] = (await rowsOf(database, project)).sort(byId);
      await database.replaceRow('feedback', project, String(old?.id ?? 'unknown'), row);
    };
  }

  #part(): CallPart {
    const id = this.#one(IDS);
    const project_id = this.#project;
    const kind = this.#random();
    if (kind < 0.4) {
      return start(id, {
        project_id,
        trace_id: this.#one(TRACES),
        parent_id: this.#one([null, ...IDS]),
        op_name: this.#one(['add', 'sub']),
        display_name: this.#one([null, 'shown']),
        started_at: this.#now(),
        inputs_dump: `{"x":${this.#one(VALUES)}}`,
        wb_user_id: this.#one([null, 'u']),
        wb_run_step: this.#one([null, 3]),
      });
    }
    if (kind < 0.8) {
      return end(id, {
        project_id,
        ended_at: this.#now(),
        exception: this.#one([null, '', 'bad\0\n']),
        output_dump: this.#one([null, ...VALUES]),
        summary_dump: `{"x":${this.#one(VALUES)}}`,
        wb_run_step_end: this.#one([null, 4]),
      });
    }
    return { kind: 'rename', project_id, id, display_name: this.#one([null, 'new', 'newer']) };
  }

  #one<T>(among: readonly T[]): T {
    return oneOf(this.#random, among);
  }

  #now(): number {
    this.#time += 1_000_001;
    return this.#time;
  }
}

const byId = (a: object, b: object) => (String(Object.values(a)) < String(Object.values(b)) ? -1 : 1);
const rowsOf = async (database: CallDatabase, project_id: string) => [
  ...(await database.selectRows('feedback', {
    project_id,
    where: undefined,
    sort: [],
    limit: undefined,
    offset: undefined,
  })),
];

async function all(database: CallDatabase, project: string): Promise<unknown> {
  const calls = plan({ project_id: project, columns: new Set([...plan().columns, ...COLUMNS]) });
  const objects: ObjectsPlan = { project_id: project, deleted: true };
  const tables = [
    ...(await database.tableHeads(project, ['table ', 'table r1', 'table r1,r2', 'table r3,r3'])).entries(),
  ];
  return {
    calls: (await Array.fromAsync(database.selectCalls(calls))).flat().sort(byId),
    count: await database.countCalls(calls),
    below: [...(await database.descendants(project, ['a', 'b', 'unknown']))].sort(),
    objects: await database.selectObjects(objects),
    live: await database.selectObjects({ ...objects, deleted: false, kind: 'object', digests: ['2', '3'] }),
    latest: await database.selectObjects({ ...objects, deleted: false, latest_only: true, without_values: true }),
    second: await database.selectObjects({
      ...objects,
      deleted: false,
      version_index: 1,
      base_object_classes: ['Class'],
    }),
    sorted: await database.selectObjects({
      ...objects,
      sort: [
        { by: 'object_id', descending: true },
        { by: 'created_at', descending: true },
      ],
      limit: 3,
      offset: 1,
    }),
    tables: tables.sort(byId),
    digests: await Promise.all(tables.map(([digest]) => database.tableDigests(project, digest))),
    rows: await Promise.all(
      tables.map(([digest]) =>
        database.selectTableRows({ project_id: project, where: undefined, sort: [], limit: 2, offset: 1, digest }),
      ),
    ),
    values: [...(await database.tableRows(project, ['r1', 'r3', 'unknown']))].sort(),
    feedback: (await rowsOf(database, project)).sort(byId),
    projects: (await database.projects())
      .filter((one) => one.project_id === project)
      .map(({ revision: _, ...one }) => one),
    ops: [...(await database.ops(project))].sort(byId),
  };
}

/** The tables of a cluster, as far as the engine has them: it keeps no replicas. */
async function asCluster(raw: ClickHouse): Promise<ClickHouse> {
  for (const statement of clusterStatements()) {
    await raw.command(
      statement
        .replace(/ ON CLUSTER '\{cluster\}'/, '')
        .replace('{cluster}', 'itself')
        .replace('Replicated', ''),
    );
  }
  return raw;
}

describe('ClickHouse tells what SQLite tells', { skip: typeof engine === 'string' && engine }, () => {
  const sqlite = new SqliteCallDatabase(':memory:');
  after(async () => {
    await sqlite.close();
    (engine as Engine).stop();
  });

  for (const [name, suffix, seeds] of [
    ['one server', '', [1, 2]],
    ['distributed tables', '_local', [3]],
  ] as const) {
    test(`after every tenth of 50 random writes, merged or not: ${name}`, async () => {
      const made = await (engine as Engine).database();
      const raw = suffix === '' ? made : await asCluster(made);
      const clickhouse = await ClickHouseCallDatabase.over(raw);
      for (const seed of seeds) {
        const project = Buffer.from(`project ${seed}`).toString('base64url');
        const work = new Work(seed, project);
        for (let step = 1; step <= 50; step++) {
          const write = work.next();
          await write(sqlite);
          await write(clickhouse);
          if (step === 30) {
            for (const table of ['calls_merged', 'object_versions', 'tables', 'table_rows', 'feedback']) {
              await raw.command(`OPTIMIZE TABLE ${table}${suffix} FINAL`);
            }
          }
          if (step % 10 === 0) assert.deepEqual(await all(clickhouse, project), await all(sqlite, project));
        }
      }
      await clickhouse.close();
    });
  }
});
