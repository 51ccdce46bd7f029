/** Filtered tables and searches through fields, compared with going over all lines of the table one by one. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { formatById } from '../../formats/registry.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import type { LinesModel, LinesQuery, Output } from '../output.ts';
import { QueryError } from '../output.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed } from '../testing/opened.ts';

const excluding = (...exclude: string[]) => ({ filter: { dim: [], exclude } });

/** Asks until the filter has looked at all. */
async function complete(output: Output, query: LinesQuery): Promise<LinesModel> {
  for (;;) {
    const model = await output.lines!(query, NEVER);
    if (model.filtered === undefined || model.filtered.done === model.filtered.of) return model;
  }
}

/** Lines as texts; columns by name. */
async function texts(output: Output, query: Partial<LinesQuery>, names: readonly string[]): Promise<string[]> {
  const columnIds = names.map((name) => output.columns!().find((column) => column.name === name)!.id);
  const { lines } = await complete(output, { index: 0, count: 50_000, columnIds, ...query });
  return lines.map(({ cells, tags }) => cells.map(({ content }) => content).join(' ') + (tags === 1 ? ' dim' : ''));
}

const TEXT = 'open@5(fd=3,path=/tmp/a) read@7(fd=3,n=10) read@7(fd=4,n=20) close@9(fd=3) read@11(fd=4,n=300)';

describe('a filter of events', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['fd == 3', '5 7 9'],
    ['fd == 3 && !(path contains tmp)', '7 9'],
    ['"Event type" == read && n > 15', '7b 11'],
    ['read', '7 7b 11'],
    ['tmp', '5'],
    ['n present', '7 7b 11'],
    ['n != 10', '7b 11'],
    ['Contents matches "n=[12]0$"', '7 7b'],
    ['fd == 4 && Contents contains "n=3"', '11'],
    ['Timestamp > 7', '9 11'],
    ['"timestamp ns" == 11', '11'],
    ['11', ''],
    ['absent == 1', ''],
    ['!(absent == 1)', '5 7 7b 9 11'],
    ['Trace == trace', '5 7 7b 9 11'],
  ];
  const lines: Readonly<Record<string, string>> = {
    '5': '5 fd=3, path=/tmp/a',
    '7': '7 fd=3, n=10',
    '7b': '7 fd=4, n=20',
    '9': '9 fd=3',
    '11': '11 fd=4, n=300',
  };
  for (const [filter, expected] of cases) {
    test(`${filter} leaves ${expected || 'nothing'}`, async () => {
      const output = outputNamed(await opened(fakeReader(TEXT, { batchSize: 2 })), 'Events Table');
      const found = await texts(output, excluding(filter), ['Timestamp ns', 'Contents']);
      assert.deepEqual(
        found,
        expected.split(' ').flatMap((key) => lines[key] ?? []),
      );
    });
  }

  test('indices and times count among what is left; several filters must all match', async () => {
    const output = outputNamed(await opened(fakeReader(TEXT, { base: 100n })), 'Events Table');
    const filter = excluding('fd == 4 || fd == 3', 'n present', ' ');
    const second = await complete(output, { index: 1, count: 1, ...filter });
    assert.deepEqual([second.size, second.lowIndex, second.lines[0]!.index], [3, 1, 1]);
    assert.deepEqual(second.filtered, { done: 5, of: 5 });
    const later = await complete(output, { time: 108n, count: 5, ...filter });
    assert.deepEqual([later.lowIndex, later.lines.length], [2, 1]);
    assert.deepEqual((await complete(output, { time: 999n, count: 5, ...filter })).lines, []);
  });

  test('dims lines instead, also those that another filter leaves', async () => {
    const output = outputNamed(await opened(fakeReader(TEXT)), 'Events Table');
    const dim = { filter: { dim: ['n > 15'], exclude: [] } };
    assert.deepEqual(await texts(output, dim, ['Timestamp ns']), ['5 dim', '7 dim', '7', '9 dim', '11']);
    const both = { filter: { dim: ['n > 15'], exclude: ['read'] } };
    assert.deepEqual(await texts(output, both, ['Timestamp ns']), ['7 dim', '7', '11']);
  });

  test('searches among what is left', async () => {
    const output = outputNamed(await opened(fakeReader(TEXT)), 'Events Table');
    const [type, contents] = ['Event type', 'Contents'].map(
      (name) => output.columns!().find((column) => column.name === name)!.id,
    );
    const find = async (index: number, direction: 'NEXT' | 'PREVIOUS', search: ReadonlyMap<number, string>) =>
      (await complete(output, { index, count: 1, direction, search, ...excluding('fd == 3') })).lines[0]?.index;
    assert.equal(await find(0, 'NEXT', new Map([[type!, 'close']])), 2);
    assert.equal(await find(2, 'PREVIOUS', new Map([[type!, 'o|r']])), 2);
    assert.equal(await find(1, 'PREVIOUS', new Map([[type!, 'open']])), 0);
    assert.equal(await find(0, 'NEXT', new Map([[contents!, 'fd=4']])), undefined);
    const both = new Map([
      [contents!, 'n='],
      [type!, 'read'],
    ]);
    assert.equal(await find(0, 'NEXT', both), 1);
  });

  test('a filter that makes no sense is refused, with the place', async () => {
    const output = outputNamed(await opened(fakeReader(TEXT)), 'Events Table');
    await assert.rejects(
      async () => output.lines!({ index: 0, count: 1, ...excluding('fd = 3') }, NEVER),
      (error) => error instanceof QueryError && error.position === 3 && error.parameter === 'filter_expressions_map',
    );
  });

  test('what is found is told while more is looked for, and lines never move', async () => {
    const word = (trace: number) =>
      Array.from({ length: 30_000 }, (_, i) => `e@${i * 3 + trace * ((i * 7) % 3)}(n=${i % 10})`).join(' ');
    const readers = [0, 1, 1].map((trace) => fakeReader(word(trace), { batchSize: 100 }));
    const output = outputNamed(await opened(...readers), 'Events Table');
    const columnIds = [5];
    const wanted = { columnIds, ...excluding('n == 7 && Contents contains 7') };
    const seen: string[] = [];
    for (let asked = 0, isComplete = false; !isComplete; asked++) {
      const model = await output.lines!({ index: seen.length, count: 1000, ...wanted }, NEVER);
      isComplete = model.filtered!.done === model.filtered!.of && model.lines.length < 1000;
      const before = await output.lines!({ index: 0, count: 1, ...wanted }, NEVER);
      for (const { cells } of model.lines) seen.push(cells[0]!.content);
      assert.equal(before.lines[0]?.cells[0]?.content ?? seen[0], seen[0]);
      assert.ok(asked < 1000);
    }
    assert.equal(seen.length, 9000);
    const whole = await complete(output, { index: 0, count: 50_000, ...wanted });
    assert.deepEqual(
      seen,
      whole.lines.map(({ cells }) => cells[0]!.content),
    );
    assert.deepEqual(
      seen.map(Number),
      seen.map(Number).sort((a, b) => a - b),
    );
  });

  test('a question that is withdrawn, or another filter, ends the search; asked again it goes on', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `e@${i}(n=${i})`).join(' ');
    const output = outputNamed(await opened(fakeReader(text, { batchSize: 10 })), 'Events Table');
    const withdrawn = new AbortController();
    const question = output.lines!({ index: 0, count: 50_000, ...excluding('n > 19990') }, withdrawn.signal);
    withdrawn.abort(new DOMException('left', 'AbortError'));
    await assert.rejects(async () => question, { name: 'AbortError' });
    await output.lines!({ index: 0, count: 1, ...excluding('n == 1') }, NEVER);
    const { size } = await complete(output, { index: 0, count: 50_000, ...excluding('n > 19990') });
    assert.equal(size, 9);
  });
});

/** Filters, and what they mean for a line: its cells, and its fields as its contents say them. */
type Line = { readonly cell: (name: string) => string; readonly field: (name: string) => string | undefined };
const TRACES: readonly {
  readonly format: string;
  readonly paths: readonly string[];
  readonly filters: readonly (readonly [string, (line: Line) => boolean])[];
  readonly searches: readonly (readonly [string, string])[];
}[] = [
  {
    format: 'ctf',
    paths: ['ctf/many-threads'],
    filters: [
      ['prev_comm == lttng-consumerd', (l) => l.field('prev_comm') === 'lttng-consumerd'],
      [
        'CPU == 3 && "Event type" matches ^sched_(switch|wakeup)',
        (l) => l.cell('CPU') === '3' && /^sched_(switch|wakeup)/.test(l.cell('Event type')),
      ],
      ['ret < 0', (l) => Number(l.field('ret')) < 0],
    ],
    searches: [
      ['Event type', 'sched_process_fork'],
      ['CPU', '^7$'],
      ['Timestamp', ':23\\.1.*55$'],
    ],
  },
  {
    format: 'ctf',
    paths: ['ctf/synctraces/scp_src', 'ctf/synctraces/scp_dest'],
    filters: [
      [
        '"Event type" == sched_switch && prev_tid > 1000',
        (l) => l.cell('Event type') === 'sched_switch' && Number(l.field('prev_tid')) > 1000,
      ],
    ],
    searches: [
      ['Event type', '^timer_cancel$'],
      ['Trace', 'trace \\(2\\)'],
    ],
  },
  {
    format: 'trace-event',
    paths: ['trace-event/v8_runtime_call_stats.json'],
    filters: [
      [
        'Name contains GC && Duration > 100us',
        (l) => l.cell('Name').includes('GC') && Number(l.cell('Duration')) > 100_000,
      ],
      ['Thread contains Main', (l) => l.cell('Thread').includes('Main')],
    ],
    searches: [
      ['Name', 'newInst'],
      ['Phase', '^[BE]$'],
      ['Thread', 'IOThread'],
      ['Process', '\\('],
    ],
  },
];

for (const { format, paths, filters, searches } of TRACES) {
  const found = paths.map(sharedTrace);
  const skip = found.includes(undefined) ? `../shared/traces/${paths} is missing` : false;
  test(`${paths}: filters and searches find what going over all lines finds`, { skip }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'filter-'));
    const readers = await Promise.all(found.map((path) => formatById(format)!.open(path!, folder)));
    try {
      const output = outputNamed(await opened(...readers), 'Events Table');
      const columns = output.columns!().filter(({ name }) => !/Context|Header|Channel/.test(name));
      const columnIds = columns.map(({ id }) => id);
      const lines: Line[] = [];
      const rows: string[][] = [];
      for (let index = 0; ; index += 50_000) {
        const page = await output.lines!({ index, count: 50_000, columnIds }, NEVER);
        for (const { cells } of page.lines) {
          const row = cells.map(({ content }) => content);
          const cell = (name: string) => row[columns.findIndex((column) => column.name === name)] ?? '';
          const field = (name: string) => new RegExp(`(?:^|, )${name}=([^,]*)`).exec(cell('Contents'))?.[1];
          rows.push(row);
          lines.push({ cell, field });
        }
        if (page.lines.length < 50_000) break;
      }
      for (const [filter, holds] of filters) {
        const expected = rows.filter((_, i) => holds(lines[i]!)).map(String);
        assert.ok(expected.length > 0, filter);
        const seen: string[] = [];
        let size = 0;
        do {
          const page = await complete(output, { index: seen.length, count: 5000, columnIds, ...excluding(filter) });
          size = page.size;
          for (const { cells } of page.lines) seen.push(String(cells.map(({ content }) => content)));
        } while (seen.length < size);
        assert.deepEqual(seen, expected, filter);
      }
      for (const [name, pattern] of searches) {
        const { id } = columns.find((column) => column.name === name)!;
        const regex = new RegExp(pattern);
        const all = lines.flatMap(({ cell }, i) => (regex.test(cell(name)) ? [i] : []));
        assert.ok(all.length > 0, `${name}: ${pattern}`);
        const search = new Map([[id, pattern]]);
        const find = async (index: number, direction: 'NEXT' | 'PREVIOUS') =>
          (await output.lines!({ index, count: 1, columnIds: [id], search, direction }, NEVER)).lines[0]?.index;
        for (const from of [0, 1, Math.floor(rows.length / 3), Math.floor(rows.length / 2), rows.length - 1]) {
          assert.equal(
            await find(from, 'NEXT'),
            all.find((i) => i >= from),
            `${name} from ${from}`,
          );
          assert.equal(
            await find(from, 'PREVIOUS'),
            all.findLast((i) => i <= from),
            `${name} before ${from}`,
          );
        }
      }
    } finally {
      for (const reader of readers) reader.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
