import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { CallsPlan } from '../query/plan.ts';
import { callsPlan } from '../query/to-plan.ts';
import { end, plan, start } from '../sqlite/testing/parts.ts';
import type { CallPart, CallRow } from '../store/call-database.ts';
import type { CallsFilter } from '../trace-server.ts';
import type { ClickHouse } from './clickhouse.ts';
import { ClickHouseCallDatabase } from './clickhouse-call-database.ts';
import { Engine } from './engine/engine.ts';

const engine = await Engine.start();
const ALL = new Set([
  ...plan().columns,
  'attributes_dump',
  'summary_dump',
  'wb_user_id',
  'wb_run_id',
  'wb_run_step',
  'wb_run_step_end',
  'thread_id',
  'turn_id',
]);

describe('ClickHouse as call database', { skip: typeof engine === 'string' && engine }, () => {
  let raw: ClickHouse;
  let calls: ClickHouseCallDatabase;
  /** Each test has its own. */
  let project_id = '';
  before(async () => {
    raw = await (engine as Engine).database();
    calls = await ClickHouseCallDatabase.over(raw);
  });
  beforeEach(({ name }) => {
    project_id = name;
  });
  after(async () => {
    await calls?.close();
    (engine as Engine).stop();
  });

  const read = async (more: Partial<CallsPlan> = {}): Promise<CallRow[]> =>
    (await Array.fromAsync(calls.selectCalls(plan({ project_id, columns: ALL, ...more }))))
      .flat()
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const store = (...parts: CallPart[]) => calls.insertCallParts(parts.map((part) => ({ ...part, project_id })));

  test('a call comes back with every value as it was given', async () => {
    const dump = String.raw`{"quote":"\"","back":"\\","lines":"a\nb\tc","nul":"\u0000","emoji":"😀","n":1.0,"\\N":[]}`;
    const call = {
      trace_id: 't',
      parent_id: 'p',
      op_name: `op's "name" \\ ${'\t'}`,
      display_name: 'näme\n',
      attributes_dump: dump,
      inputs_dump: dump,
      input_refs: [`it's`, 'a\\b', 'c\nd'],
      wb_user_id: '\\N',
      wb_run_id: 'a:b',
      wb_run_step: -3,
      thread_id: 'th',
      turn_id: 'tu',
    };
    const ended = {
      exception: 'nul \0\r',
      output_dump: dump,
      output_refs: ['x'],
      summary_dump: dump,
      wb_run_step_end: 7,
    };
    await store(start('1', call), end('1', ended));
    const { input_refs: _in, ...told } = call;
    const { output_refs: _out, ...toldOfEnd } = ended;
    const times = { started_at: 1_000_000, ended_at: 2_000_000 };
    assert.deepEqual(await read(), [{ project_id, id: '1', ...told, ...toldOfEnd, ...times }]);
  });

  test('what is null comes back as null', async () => {
    await store(start('1'), end('1'));
    const [call] = await read();
    for (const column of ALL) if (!/_dump$|ended_at/.test(column)) assert.equal(call?.[column as keyof CallRow], null);
    assert.equal(call?.output_dump, null);
  });

  test('the first of two starts stays, and what was null in it stays null', async () => {
    await store(start('1', { op_name: 'first' }));
    await store(start('1', { op_name: 'second', parent_id: 'p', display_name: 'name', wb_user_id: 'u' }));
    const [call] = await read();
    assert.deepEqual(
      [call?.op_name, call?.parent_id, call?.display_name, call?.wb_user_id],
      ['first', null, null, null],
    );
  });

  test('an end is there with its start, and not before', async () => {
    await store(end('1', { output_dump: '5' }));
    assert.deepEqual(await read(), []);
    await store(start('1'));
    assert.equal((await read())[0]?.output_dump, '5');
  });

  test('the last new name stays, null takes it away, and it wins over the start that comes later', async () => {
    await store({ kind: 'rename', project_id, id: '2', display_name: 'new' }, start('2', { display_name: 'old' }));
    await store(start('1', { display_name: 'a' }), { kind: 'rename', project_id, id: '1', display_name: 'b' });
    const names = async () => (await read()).map(({ display_name }) => display_name);
    assert.deepEqual(await names(), ['b', 'new']);
    await store({ kind: 'rename', project_id, id: '1', display_name: null });
    assert.deepEqual(await names(), [null, 'new']);
  });

  test('times are exact to the microsecond, before 1970 and far from it', async () => {
    const times = [-62_135_596_800_000_000, -1, 0, 1_700_000_000_000_001, 253_402_300_799_999_000];
    await store(...times.map((started_at, index) => start(String(index), { started_at })));
    assert.deepEqual(
      (await read()).map(({ started_at }) => started_at),
      times,
    );
  });

  test('a deleted call is gone, and its late end brings it not back', async () => {
    await store(start('1'), start('2'));
    await store({ kind: 'delete', project_id, id: '1', deleted_at: 1 });
    await store(end('1'));
    assert.deepEqual(
      (await read()).map(({ id }) => id),
      ['2'],
    );
  });

  test('a late write of another server changes the revision of its project, and its counts', async () => {
    const mine = async () => (await calls.projects()).find((project) => project.project_id === project_id)!;
    await store(start('a'), end('a', { exception: 'bad' }));
    const before = await mine();
    assert.deepEqual([before.calls, before.running, before.errors], [1, 0, 1]);
    assert.equal(await mine(), before);
    await raw.command(
      `INSERT INTO calls_raw (project_id, seq, id, kind, started_us) VALUES ('${project_id}', 5, 'b', 'start', 1)`,
    );
    const behind = await mine();
    assert.notEqual(behind.revision, before.revision);
    assert.deepEqual([behind.calls, behind.running, behind.errors], [2, 1, 1]);
  });

  test('of a call that was started twice only the first start counts in filters, merged or not', async () => {
    await store(start('a', { trace_id: 'first', op_name: 'one' }));
    await store(start('a', { trace_id: 'second', op_name: 'two' }), start('b', { trace_id: 'second', op_name: 'one' }));
    const found = async (filter: CallsFilter) => (await read(callsPlan({ project_id, filter }))).map(({ id }) => id);
    for (const merged of [false, true]) {
      if (merged) await raw.command('OPTIMIZE TABLE calls_merged FINAL');
      assert.deepEqual(await found({ trace_ids: ['first'] }), ['a']);
      assert.deepEqual(await found({ trace_ids: ['second'] }), ['b']);
      assert.deepEqual(await found({ op_names: ['one'] }), ['a', 'b']);
      assert.deepEqual(await found({ op_names: ['two'] }), []);
      assert.deepEqual(await found({ call_ids: ['a', 'b'], trace_ids: ['second'] }), ['b']);
    }
  });
});
