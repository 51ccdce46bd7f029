import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { BackendError } from '../errors.ts';
import { FEEDBACK_COLUMNS } from '../query/columns.ts';
import type { CallsPlan } from '../query/plan.ts';
import { callsPlan, rowsPlan, tableRowsPlan } from '../query/to-plan.ts';
import type { CallPart, CallRow, NewObject } from '../store/call-database.ts';
import { SqliteCallDatabase } from './sqlite-call-database.ts';
import { end, OTHER_PROJECT, PROJECT, plan, start } from './testing/parts.ts';

const folder = mkdtempSync(join(tmpdir(), 'heddle-calls-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

async function withDatabase(work: (database: SqliteCallDatabase, file: string) => Promise<void>): Promise<void> {
  const file = join(folder, `${files++}.db`);
  const database = new SqliteCallDatabase(file);
  try {
    await work(database, file);
  } finally {
    await database.close();
  }
}

async function select(database: SqliteCallDatabase, asked: CallsPlan): Promise<CallRow[]> {
  return (await Array.fromAsync(database.selectCalls(asked))).flat();
}

async function ids(database: SqliteCallDatabase, asked: CallsPlan): Promise<string[]> {
  return (await select(database, asked)).map(({ id }) => id);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

suite('parts of calls in SQLite', () => {
  test('an end that comes before its start shows with it, and not before', () =>
    withDatabase(async (database) => {
      await database.insertCallParts([end('a', { exception: 'no', output_dump: '7', wb_run_step_end: 3 })]);
      assert.deepEqual(await select(database, plan()), []);
      assert.deepEqual(await database.ops(PROJECT), []);
      await database.insertCallParts([start('a', { display_name: 'A' })]);
      const [call] = await select(database, plan());
      assert.equal(call?.ended_at, 2_000_000);
      assert.equal(call?.exception, 'no');
      assert.equal(call?.output_dump, '7');
      assert.equal(call?.display_name, 'A');
      assert.deepEqual(await database.ops(PROJECT), [
        { op_name: 'op', calls: 1, running: 0, errors: 1, last_started_at: 1_000_000 },
      ]);
    }));

  test('the first start and the first end stay', () =>
    withDatabase(async (database) => {
      await database.insertCallParts([start('a', { inputs_dump: '1' }), start('a', { inputs_dump: '2' })]);
      await database.insertCallParts([end('a', { output_dump: '1' }), start('a', { inputs_dump: '3' })]);
      await database.insertCallParts([end('a', { output_dump: '2', exception: 'late' })]);
      const [call] = await select(database, plan());
      assert.equal(call?.inputs_dump, '1');
      assert.equal(call?.output_dump, '1');
      assert.equal(call?.exception, null);
      assert.equal((await database.ops(PROJECT))[0]?.calls, 1);
    }));

  test('a name that was given stands over that of the start, whichever comes first, and can be taken away', () =>
    withDatabase(async (database) => {
      const rename = (id: string, name: string | null): CallPart => {
        return { kind: 'rename', project_id: PROJECT, id, display_name: name };
      };
      await database.insertCallParts([rename('a', 'new'), start('a', { display_name: 'old' })]);
      await database.insertCallParts([start('b', { display_name: 'old' }), rename('b', 'newer'), rename('b', null)]);
      const names = (await select(database, plan({ sort: callsPlan({ project_id: PROJECT }).sort }))).map(
        (call) => call.display_name,
      );
      assert.deepEqual(names, ['new', null]);
    }));

  test('two projects may use the same ids', () =>
    withDatabase(async (database) => {
      await database.insertCallParts([start('a', { inputs_dump: '1' })]);
      await database.insertCallParts([start('a', { project_id: OTHER_PROJECT, inputs_dump: '2' })]);
      await database.insertCallParts([end('a', { project_id: OTHER_PROJECT })]);
      await database.insertCallParts([{ kind: 'delete', project_id: PROJECT, id: 'a', deleted_at: 5 }]);
      assert.deepEqual(await select(database, plan()), []);
      const [call] = await select(database, plan({ project_id: OTHER_PROJECT }));
      assert.equal(call?.inputs_dump, '2');
      assert.equal(call?.ended_at, 2_000_000);
      assert.deepEqual(await select(database, plan({ project_id: 'bm9uZQ==' })), []);
    }));

  test('below a call is what hangs on it in its trace', () =>
    withDatabase(async (database) => {
      await database.insertCallParts([
        start('a'),
        start('b', { parent_id: 'a' }),
        start('c', { parent_id: 'b' }),
        start('d', { parent_id: 'a', trace_id: 'other' }),
        start('e', { parent_id: 'a', project_id: OTHER_PROJECT }),
        start('f', { parent_id: 'f' }),
      ]);
      assert.deepEqual([...(await database.descendants(PROJECT, ['a', 'none'])).toSorted()], ['a', 'b', 'c']);
      assert.deepEqual(await database.descendants(PROJECT, ['f', 'f']), ['f']);
      await database.insertCallParts([{ kind: 'delete', project_id: PROJECT, id: 'b', deleted_at: 5 }]);
      assert.deepEqual(await database.descendants(PROJECT, ['a']), ['a']);
      assert.deepEqual(await database.descendants(PROJECT, ['b']), []);
    }));

  test('SQL in a text is text', () =>
    withDatabase(async (database) => {
      const evil = `'); DROP TABLE heads; --"\` \\ @project ? :x $1 %_`;
      const part = start(evil, {
        project_id: evil,
        trace_id: evil,
        parent_id: evil,
        op_name: evil,
        display_name: evil,
        inputs_dump: JSON.stringify({ [evil]: evil }),
        input_refs: [evil],
        wb_user_id: evil,
      });
      await database.insertCallParts([part, end(evil, { project_id: evil, exception: evil, output_refs: [evil] })]);
      const filter = { call_ids: [evil], op_names: [evil], trace_ids: [evil], input_refs: [evil], parent_ids: [evil] };
      const found = await select(database, callsPlan({ project_id: evil, filter }));
      assert.equal(found.length, 1);
      assert.equal(found[0]?.display_name, evil);
      assert.equal(found[0]?.exception, evil);
      await database.insertFile(evil, evil, evil, new Uint8Array([1]));
      assert.deepEqual([...(await database.file(evil, evil))!], [1]);
      assert.equal((await database.projects())[0]?.project_id, evil);
    }));

  test('parts that are told at once, in whatever order, make the call that they make one after the other', async () => {
    const database = new SqliteCallDatabase(':memory:');
    const parts = (id: string, project_id: string): CallPart[] => [
      start(id, { project_id, op_name: 'one', inputs_dump: '1', input_refs: ['r'] }),
      start(id, { project_id, op_name: 'two', inputs_dump: '2', parent_id: 'p' }),
      end(id, { project_id, output_dump: '1', exception: 'no' }),
      end(id, { project_id, output_dump: '2', wb_run_step_end: 2 }),
      { kind: 'rename', project_id, id, display_name: 'named' },
      { kind: 'delete', project_id, id, deleted_at: 3 },
    ];
    for (const order of permutations([0, 1, 2, 3, 4, 5])) {
      for (const length of [4, 6]) {
        const of = (project: string) => order.slice(0, length).map((i) => parts(order.join('') + length, project)[i]!);
        await database.insertCallParts(of(PROJECT));
        for (const part of of(OTHER_PROJECT)) await database.insertCallParts([part]);
      }
    }
    const told = async (project_id: string) =>
      (await select(database, plan({ project_id }))).map((row) => ({ ...row, project_id: '' }));
    assert.ok((await told(PROJECT)).length > 500);
    assert.deepEqual(await told(PROJECT), await told(OTHER_PROJECT));
    assert.deepEqual(await database.ops(PROJECT), await database.ops(OTHER_PROJECT));
    await database.close();
  });

  test('of parts that are stored together all are stored, or none, and others that waited with them are', () =>
    withDatabase(async (database) => {
      const bad = { ...end('b'), summary_dump: null as unknown as string };
      const results = await Promise.allSettled([
        database.insertCallParts([start('a')]),
        database.insertCallParts([start('x'), bad, start('y')]),
        database.insertCallParts([start('c'), end('c')]),
      ]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.ok((results[1] as PromiseRejectedResult).reason instanceof BackendError);
      assert.deepEqual((await ids(database, plan())).toSorted(), ['a', 'c']);
      assert.deepEqual(await database.projects(), [
        { project_id: PROJECT, calls: 2, running: 1, errors: 0, last_started_at: 1_000_000, revision: '2' },
      ]);
    }));

  test('what is stored is there at once for another connection, and after opening again', () =>
    withDatabase(async (database, file) => {
      const other = new SqliteCallDatabase(file, { readOnly: true });
      await database.insertCallParts([start('a')]);
      assert.deepEqual(await ids(other, plan()), ['a']);
      await database.insertCallParts([start('b', { started_at: 2 })]);
      assert.deepEqual(await ids(other, plan()), ['b', 'a']);
      assert.throws(() => other.insertCallParts([start('c')]), /only reads/);
      await other.close();
    }));

  test('calls are stored while a stream is open, and a stream that is left lets the file be closed', async () => {
    for (const file of [join(folder, 'stream.db'), ':memory:']) {
      const database = new SqliteCallDatabase(file);
      await database.insertCallParts(Array.from({ length: 3_000 }, (_, i) => start(`c${i}`, { started_at: i })));
      let seen = 0;
      for await (const batch of database.selectCalls(plan())) {
        await database.insertCallParts([start(`late${seen}`, { started_at: -1 })]);
        seen += batch.length;
        if (seen > 500) break;
      }
      assert.ok(seen < 3_000);
      assert.ok((await database.countCalls(plan())) > 3_000);
      await database.close();
    }
  });
});

suite('questions about calls in SQLite, against a search of all', () => {
  const OPS = ['f', 'g', 'weave-trace-internal:///cA==/op/f:v1', 'weave-trace-internal:///cA==/op/f:v2'];
  const parts: CallPart[] = [];
  const expected: (CallRow & { readonly at: number })[] = [];
  let random = 12_345;
  const next = (below: number) => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (random >> 8) % below;
  };
  for (let i = 0; i < 3_000; i++) {
    const part = start(`id${next(1e6)}-${i}`, {
      // Many at the same time, and one time that more have than a window spans.
      started_at: next(3) === 0 ? 700 : next(1_500) - 200,
      trace_id: `t${next(40)}`,
      parent_id: next(4) === 0 ? null : `p${next(50)}`,
      op_name: OPS[next(OPS.length)]!,
      inputs_dump: `{"n":${next(20)}}`,
    });
    parts.push(part);
    const deleted = next(20) === 0;
    const ended = next(3) > 0;
    if (ended) parts.push(end(part.id, { ended_at: 5_000 + next(500), exception: next(5) === 0 ? 'x' : null }));
    if (deleted) parts.push({ kind: 'delete', project_id: PROJECT, id: part.id, deleted_at: 9 });
    else expected.push({ ...(part as unknown as CallRow), at: part.started_at });
  }
  const database = new SqliteCallDatabase(':memory:');
  after(() => database.close());

  test('pages in the order of time, by every index, are those of all calls in order', async () => {
    for (let i = 0; i < parts.length; i += 500) await database.insertCallParts(parts.slice(i, i + 500));
    const filters = [
      {},
      { trace_ids: ['t3'] },
      { trace_ids: ['t3', 't4', 'none'] },
      { parent_ids: ['p7'] },
      { parent_ids: ['p7', 'p8'] },
      { trace_roots_only: true },
      { op_names: ['f'] },
      { op_names: ['f', 'g'] },
      { op_names: [OPS[2]!] },
      { op_names: ['weave-trace-internal:///cA==/op/f:*'] },
      { op_names: ['none'] },
      { op_names: ['f'], trace_roots_only: true },
      { call_ids: expected.slice(100, 400).map(({ id }) => id) },
    ];
    for (const filter of filters) {
      const matching = expected.filter(
        (call) =>
          (filter.trace_ids?.includes(call.trace_id) ?? true) &&
          (filter.parent_ids?.includes(call.parent_id!) ?? true) &&
          (filter.call_ids?.includes(call.id) ?? true) &&
          (filter.trace_roots_only !== true || call.parent_id === null) &&
          (filter.op_names?.some(
            (op) => op === call.op_name || (op.endsWith(':*') && call.op_name.startsWith(op.slice(0, -1))),
          ) ??
            true),
      );
      assert.equal(await database.countCalls(plan({ ...callsPlan({ project_id: PROJECT, filter }) })), matching.length);
      for (const direction of ['asc', 'desc'] as const) {
        const sign = direction === 'asc' ? 1 : -1;
        const inOrder = matching.toSorted((a, b) => sign * (a.at - b.at || (a.id < b.id ? -1 : 1))).map(({ id }) => id);
        for (const [limit, offset] of [
          [undefined, undefined],
          [10, 0],
          [10, 700],
          [500, 250],
          [0, 5],
          [1_000, 2_800],
        ]) {
          const sort_by = [{ field: 'started_at', direction }];
          const asked = callsPlan({ project_id: PROJECT, filter, sort_by, limit, offset, columns: ['id'] });
          const from = offset ?? 0;
          const page = inOrder.slice(from, from + (limit ?? Number.POSITIVE_INFINITY));
          assert.deepEqual(await ids(database, asked), page, JSON.stringify({ filter, direction, limit, offset }));
        }
      }
    }
  });

  test('another order is that of all calls', async () => {
    const n = ({ inputs_dump }: CallRow) => (JSON.parse(inputs_dump!) as { n: number }).n;
    const inOrder = expected.toSorted((a, b) => n(b) - n(a) || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
    const sort_by = [{ field: 'inputs.n', direction: 'desc' as const }];
    const asked = callsPlan({ project_id: PROJECT, sort_by, limit: 1_000, offset: 50 });
    assert.deepEqual(await ids(database, asked), inOrder.slice(50, 1_050));
  });

  test('the numbers of ops and projects are those of all calls', async () => {
    const all = await select(database, plan());
    const count = (calls: CallRow[]) => ({
      calls: calls.length,
      running: calls.filter(({ ended_at }) => ended_at === null).length,
      errors: calls.filter(({ exception }) => exception !== null).length,
      last_started_at: Math.max(...calls.map(({ started_at }) => started_at)),
    });
    const byName = (a: { op_name: string }, b: { op_name: string }) => (a.op_name < b.op_name ? -1 : 1);
    assert.deepEqual(
      [...(await database.ops(PROJECT))].sort(byName),
      OPS.map((op_name) => ({ op_name, ...count(all.filter((call) => call.op_name === op_name)) })).sort(byName),
    );
    const [project] = await database.projects();
    assert.deepEqual(project, { project_id: PROJECT, ...count(all), revision: project?.revision });
  });
});

suite('objects, tables, files and flat rows in SQLite', () => {
  const object = (digest: string, given: Partial<NewObject> = {}): NewObject => ({
    project_id: PROJECT,
    object_id: 'o',
    digest,
    content_digest: `c${digest}`,
    kind: 'object',
    base_object_class: null,
    val_dump: `"${digest}"`,
    refs: [],
    created_at: 1,
    wb_user_id: null,
    ...given,
  });

  test('versions are counted as they first appear; what is published last is the latest', () =>
    withDatabase(async (database) => {
      const versions = async (deleted = false) =>
        (await database.selectObjects({ project_id: PROJECT, object_ids: ['o'], deleted })).map(
          ({ digest, version_index, is_latest }) => `${digest} v${version_index}${is_latest ? ' latest' : ''}`,
        );
      for (const digest of ['a', 'b', 'c']) await database.insertObject(object(digest));
      await database.insertObject(object('x', { object_id: 'other' }));
      await database.insertObject(object('x', { project_id: OTHER_PROJECT }));
      assert.deepEqual(await versions(), ['a v0', 'b v1', 'c v2 latest']);
      await database.insertObject(object('a', { created_at: 99 }));
      assert.deepEqual(await versions(), ['a v0 latest', 'b v1', 'c v2']);
      await database.deleteObjects(PROJECT, 'o', ['a', 'c', 'none'], 50);
      assert.deepEqual(await versions(), ['b v1 latest']);
      assert.deepEqual(await versions(true), ['a v0', 'b v1 latest', 'c v2']);
      await database.deleteObjects(PROJECT, 'o', ['b'], 51);
      assert.deepEqual(await versions(), []);
      await database.insertObject(object('d'));
      await database.insertObject(object('c'));
      assert.deepEqual(await versions(), ['c v2 latest', 'd v3']);
      const [again] = await database.selectObjects({ project_id: PROJECT, digests: ['c'] });
      assert.equal(again?.deleted_at, null);
      assert.equal(again?.created_at, 1);
    }));

  test('objects are found by kind, class, version and what is latest, sorted and paged', () =>
    withDatabase(async (database) => {
      await database.insertObject(object('1', { object_id: 'b', created_at: 3, refs: ['r'] }));
      await database.insertObject(object('2', { object_id: 'b', created_at: 2, base_object_class: 'Model' }));
      await database.insertObject(object('3', { object_id: 'a', created_at: 2, kind: 'op' }));
      const found = async (given: object) =>
        (await database.selectObjects({ project_id: PROJECT, ...given })).map(({ digest }) => digest);
      assert.deepEqual(await found({}), ['3', '2', '1']);
      assert.deepEqual(await found({ kind: 'op' }), ['3']);
      assert.deepEqual(await found({ base_object_classes: ['Model', 'x'] }), ['2']);
      assert.deepEqual(await found({ version_index: 0 }), ['3', '1']);
      assert.deepEqual(await found({ latest_only: true, sort: [{ by: 'object_id', descending: true }] }), ['2', '3']);
      assert.deepEqual(await found({ limit: 1, offset: 1 }), ['2']);
      assert.deepEqual(await found({ limit: 0 }), []);
      assert.deepEqual(await found({ object_ids: [] }), []);
      const [metadata] = await database.selectObjects({ project_id: PROJECT, digests: ['1'], without_values: true });
      assert.equal(metadata?.val_dump, '{}');
      assert.deepEqual(metadata?.refs, ['r']);
    }));

  test('the same table may be in two projects; its rows come in its order, with those that are twice', () =>
    withDatabase(async (database) => {
      const table = {
        digest: 't',
        content_digest: 'c',
        row_digests: ['r2', 'r1', 'r2', 'r3'],
        row_content_digests: null,
        rows: new Map([
          ['r1', '{"a":1}'],
          ['r2', '{"a":2}'],
          ['r3', '{"a":10}'],
        ]),
      };
      for (const project_id of [PROJECT, OTHER_PROJECT, PROJECT]) await database.insertTable({ project_id, ...table });
      const rows = async (given: object) =>
        (await database.selectTableRows(tableRowsPlan({ project_id: OTHER_PROJECT, digest: 't', ...given }))).map(
          ({ digest, original_index }) => `${digest}@${original_index}`,
        );
      assert.deepEqual(await rows({}), ['r2@0', 'r1@1', 'r2@2', 'r3@3']);
      assert.deepEqual(await rows({ offset: 1, limit: 2 }), ['r1@1', 'r2@2']);
      assert.deepEqual(await rows({ filter: { row_digests: ['r2', 'r3'] } }), ['r2@0', 'r2@2', 'r3@3']);
      const sort_by = [{ field: 'a', direction: 'desc' as const }];
      assert.deepEqual(await rows({ sort_by }), ['r3@3', 'r2@0', 'r2@2', 'r1@1']);
      assert.deepEqual(await rows({ digest: 'none' }), []);
      assert.deepEqual(
        await database.tableHeads(PROJECT, ['t', 'none']),
        new Map([['t', { row_count: 4, content_digest: 'c' }]]),
      );
      assert.deepEqual(await database.tableDigests(PROJECT, 't'), {
        row_digests: table.row_digests,
        row_content_digests: null,
      });
      assert.equal(await database.tableDigests('bm9uZQ==', 't'), undefined);
      assert.deepEqual(await database.tableRows(PROJECT, ['r1', 'none']), new Map([['r1', '{"a":1}']]));
    }));

  test('files are kept whole, by project', () =>
    withDatabase(async (database) => {
      const content = Buffer.alloc(300_000, 'abc');
      await database.insertFile(PROJECT, 'd', 'name', content);
      await database.insertFile(PROJECT, 'd', 'other', content);
      await database.insertFile(PROJECT, 'empty', 'e', new Uint8Array());
      assert.deepEqual(await database.file(PROJECT, 'd'), content);
      assert.equal((await database.file(PROJECT, 'empty'))?.length, 0);
      assert.equal(await database.file(OTHER_PROJECT, 'd'), undefined);
    }));

  test('feedback is asked by its columns, replaced and taken away', () =>
    withDatabase(async (database) => {
      const row = (id: string, created_at: number) => ({
        id,
        project_id: PROJECT,
        weave_ref: `ref ${id}`,
        wb_user_id: null,
        creator: null,
        created_at,
        feedback_type: 'note',
        payload_dump: `{"note":"${id}"}`,
        annotation_ref: null,
        runnable_ref: null,
        call_ref: null,
        trigger_ref: null,
      });
      await database.insertRows('feedback', [row('a', 3), row('b', 2), row('c', 1)]);
      const found = async () =>
        (await database.selectRows('feedback', rowsPlan({ project_id: PROJECT }, FEEDBACK_COLUMNS))).map(
          ({ id }) => id,
        );
      assert.deepEqual(await found(), ['c', 'b', 'a']);
      await database.replaceRow('feedback', PROJECT, 'b', row('d', 9));
      await database.deleteRows('feedback', PROJECT, ['c', 'none']);
      await database.deleteRows('feedback', OTHER_PROJECT, ['a']);
      assert.deepEqual(await found(), ['a', 'd']);
      const [first] = await database.selectRows(
        'feedback',
        rowsPlan({ project_id: PROJECT, limit: 1 }, FEEDBACK_COLUMNS),
      );
      assert.deepEqual(first, row('a', 3));
    }));
});
