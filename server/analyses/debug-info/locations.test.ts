import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileSystem, NO_FILES } from '../../binaries/file-system.ts';
import { elfFile } from '../../binaries/testing/elf-writer.ts';
import { withFiles } from '../../binaries/testing/with-files.ts';
import { ctfFormat } from '../../formats/ctf/format.ts';
import type { TraceReader } from '../../formats/reader.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import { openExperiment } from '../open-experiment.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, outputNamed, rowIds } from '../testing/opened.ts';

const COLUMNS = ['Event type', 'Binary Location', 'Function Location', 'Source Location'];

const PROGRAM = elfFile({
  functions: 'main@401000+20 leaf@401020+8',
  lines: '/home/loom/main.c: 401000=10 401008=12 401020=30 401028',
  loadAddress: 0x400000,
});
const OTHER = elfFile({
  functions: 'start@401000+20',
  lines: '/home/loom/other.c: 401000=5 401020',
  loadAddress: 0x400000,
});
const LIBRARY = elfFile({ functions: 'hello@100+10' });

const at = (address: number): string => String(address);
const dump = (time: number, pid: number, base: number, path: string, isPic: number): string =>
  `lttng_ust_statedump:bin_info@${time}(vpid=${pid},baddr=${base},memsz=65536,path=${path},is_pic=${isPic},ip=0)`;
const call = (time: number, pid: number, address: number): string =>
  `lttng_ust_cyg_profile:func_entry@${time}(addr=${at(address)},vpid=${pid},vtid=${pid},ip=1) lttng_ust_cyg_profile:func_exit@${time + 5}(addr=${at(address)},vpid=${pid},vtid=${pid},ip=1)`;

const TRACE = [
  dump(1, 7, 0x400000, '/bin/program', 0),
  dump(2, 7, 0x7f0000, '/lib/library.so', 1),
  dump(3, 8, 0x400000, '/bin/other', 0),
  call(10, 7, 0x401000),
  call(20, 8, 0x401000),
  `hit@30(vpid=7,ip=${at(0x401024)}) hit@31(vpid=7,ip=${at(0x7f0104)}) hit@32(vpid=7,ip=99) hit@33(vpid=9,ip=${at(0x401024)})`,
].join(' ');

async function opened(reader: TraceReader, files: FileSystem): Promise<ExperimentIndex> {
  const experiment = openExperiment([{ uuid: '0', name: 'trace', path: '/nowhere/above/trace', reader }], files);
  await experiment.run(NEVER);
  return experiment;
}

async function lines(experiment: ExperimentIndex, search?: string): Promise<string[]> {
  const table = outputNamed(experiment, 'Events Table');
  const columnIds = COLUMNS.map((name) => table.columns!().find((column) => column.name === name)!.id);
  const found = search === undefined ? {} : { search: new Map([[columnIds[2]!, search]]), direction: 'NEXT' as const };
  const model = await table.lines!({ index: 0, count: search === undefined ? 1000 : 1, columnIds, ...found }, NEVER);
  return model.lines.map(({ cells }) => cells.map(({ content }) => content).join('|'));
}

test('the table tells binary, function and source line of context and function addresses', async () => {
  await withFiles({ 'bin/program': PROGRAM, 'bin/other': OTHER, 'lib/library.so': LIBRARY }, async (root) => {
    const experiment = await opened(fakeReader(TRACE), new FileSystem({ root }));
    const entry = 'lttng_ust_cyg_profile:func_entry';
    assert.deepEqual(
      (await lines(experiment)).filter((line) => line.startsWith('hit') || line.startsWith(entry)),
      [
        `${entry}|/bin/program@0x401000|main+0x0|/home/loom/main.c:10`,
        `${entry}|/bin/other@0x401000|start+0x0|/home/loom/other.c:5`,
        'hit|/bin/program@0x401024|leaf+0x4|/home/loom/main.c:30',
        'hit|/lib/library.so+0x104|hello+0x4|',
        'hit|||',
        'hit|||',
      ],
    );
    assert.deepEqual(await lines(experiment, '^hello'), ['hit|/lib/library.so+0x104|hello+0x4|']);
    assert.deepEqual(experiment.notices, []);
  });
});

test('calls are named by the binary of their process; a tooltip tells the source line', async () => {
  await withFiles({ 'bin/program': PROGRAM, 'bin/other': OTHER }, async (root) => {
    const chart = outputNamed(await opened(fakeReader(TRACE), new FileSystem({ root })), 'Flame Chart');
    const rows = rowIds(await chart.tree!({ extra: {} }, NEVER));
    const tooltips = await Promise.all(
      [10n, 20n].map((time, i) =>
        chart.tooltip!({ time, items: [rows[i]!], element: { type: 'STATE', time, duration: 5n, entryId: rows[i]! } }),
      ),
    );
    assert.deepEqual(
      tooltips.map((tooltip) => [tooltip.get('State'), tooltip.get('Source Location')]),
      [
        ['main', '/home/loom/main.c:10'],
        ['start', '/home/loom/other.c:5'],
      ],
    );
  });
});

test('a binary that is broken gives a notice, one that may not be read gives nothing', async () => {
  await withFiles({ 'bin/program': Buffer.from('no binary at all') }, async (root) => {
    const experiment = await opened(fakeReader(TRACE), new FileSystem({ root }));
    assert.match(experiment.notices!.map(({ message, file }) => `${file} ${message}`).join(), /program .*no ELF file/);
    assert.ok((await lines(experiment)).includes('hit|/bin/program@0x401024||'));
    assert.deepEqual((await opened(fakeReader(TRACE), NO_FILES)).notices, []);
  });
});

test('a trace that tells no mappings has no such columns, whatever its fields are called', async () => {
  const columns = async (trace: string): Promise<number> => {
    const table = outputNamed(await opened(fakeReader(trace), NO_FILES), 'Events Table');
    return table.columns!().filter(({ name }) => name.endsWith('Location')).length;
  };
  assert.equal(await columns('page_fault@1(ip=5)'), 0);
  assert.equal(await columns(`${dump(1, 7, 1, '/a', 1)} hit@2(ip=5)`), 3);
  assert.equal(await columns(call(1, 7, 5)), 3);
});

// By hand from babeltrace2's text.
const HELLO = '/home/alexandre/src/lttng-project/lttng/trace-utils/dynamicLinking/libhello.so';
const REAL: readonly (readonly [path: string, events: RegExp, expected: readonly string[]])[] = [
  [
    'ctf/debuginfo-synth-exec',
    /^dummy/,
    ['dummy_event|/tmp/foo@0x400100||', 'dummy_event|||', 'dummy_event|/tmp/bar@0x500100||'],
  ],
  [
    'ctf/debuginfo-test-app3',
    /^my_/,
    [
      `my_other_provider:some_tracepoint|${HELLO.replace('libhello.so', 'main.out')}@0x400eb2||`,
      `my_provider:my_first_tracepoint|${HELLO}+0x15ae||`,
      `my_provider:my_first_tracepoint|${HELLO}+0x1680||`,
      `my_provider:my_other_tracepoint|${HELLO}+0x1745||`,
    ],
  ],
];
for (const [name, events, expected] of REAL) {
  const path = sharedTrace(name);
  test(
    `${name}: events are placed in the binaries that were mapped`,
    { skip: !path && 'no shared traces' },
    async () => {
      const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
      const reader = await ctfFormat.open(path!, cache);
      try {
        const found = await lines(await opened(reader, NO_FILES));
        assert.deepEqual(
          found.filter((line) => events.test(line)),
          expected,
        );
      } finally {
        reader.close();
        rmSync(cache, { recursive: true, force: true });
      }
    },
  );
}
