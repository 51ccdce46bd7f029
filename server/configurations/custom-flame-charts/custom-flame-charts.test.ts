import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ExperimentIndex } from '../../analyses/experiment-index.ts';
import { type Output, QueryError } from '../../analyses/output.ts';
import { callTrace, fakeReader } from '../../analyses/testing/fake-reader.ts';
import {
  NEVER,
  opened,
  outputNamed,
  rowIds,
  statesText,
  treeText,
  unread,
  window,
} from '../../analyses/testing/opened.ts';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { inAndOut } from '../in-and-out/in-and-out.ts';
import { configurationTypes } from '../registry.ts';
import { xmlAnalyses } from '../xml-analyses/xml-analyses.ts';
import { customFlameCharts } from './custom-flame-charts.ts';

function derived(experiment: ExperimentIndex, filter: string): Output {
  return filtered(outputNamed(experiment, 'Flame Chart'), filter);
}

function filtered(parent: Output, filter: string): Output {
  const parameters = { title: 'Mine', filter };
  const configuration = {
    id: 'c0ffee',
    ...customFlameCharts.label(parameters),
    sourceTypeId: customFlameCharts.id,
    parameters,
  };
  return customFlameCharts.derive!(parent, configuration);
}

async function complete(output: Output): Promise<Output> {
  while (output.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  assert.equal(output.status, 'COMPLETED', output.statusMessage);
  return output;
}

async function all(output: Output, end = 1000): Promise<string[]> {
  const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
  return statesText(await output.states!(window(0, end, 2 * end, ids), NEVER));
}

describe('a custom flame chart', () => {
  const trace = 'A[0-100] B[10-30] C[12-13] B[40-41] C[50-60] A/2[1-9] D/3[5-80]';

  it('is filtered further by its questions, sampled and deep', async () => {
    const output = await complete(derived(await opened(callTrace(trace)), 'Duration > 1ns'));
    const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
    const ask = async (times: number, filter: { deep: boolean; dim: string[]; exclude: string[] }) => {
      return statesText(await output.states!({ ...window(0, 100, times, ids), filter }, NEVER));
    };
    const nested = { deep: false, dim: [], exclude: ['tid == 1 depth == 1'] };
    assert.deepEqual(await ask(101, nested), ['[0-100]', '0x42[10-30] 0x43[50-60]', '[1-9]', '[5-80]']);
    const short = { deep: false, dim: [], exclude: ['Duration < 15'] };
    assert.deepEqual((await ask(2, short))[1], '[10-30]');
    assert.deepEqual((await ask(2, { ...short, deep: true }))[1], '0x43[50-60]');
  });

  const filters: readonly (readonly [string, readonly string[]])[] = [
    ['0x42', ['0x42[10-30] 0x42[40-41]']],
    ['Duration > 15ns', ['0x41[0-100]', '0x42[10-30]', '0x44[5-80]']],
    ['duration > 15 ns && !(label == 0x41)', ['0x42[10-30]', '0x44[5-80]']],
    ['tid == 2', ['0x41[1-9]']],
    ['TID == 1 && depth > 0 && Duration < 2', ['0x42[40-41]', '0x43[12-13]']],
    ['Address == 66', ['0x42[10-30] 0x42[40-41]']],
    ['State matches 0044$', ['0x44[5-80]']],
    ['Thread == app-3 || Symbol contains 43', ['0x43[50-60]', '0x43[12-13]', '0x44[5-80]']],
    ['thread-name matches ^app && PID == 7 && "Start Time" > 45', ['0x43[50-60]']],
    ['absent', []],
    ['cpu matches [0-1]', []],
  ];
  for (const [filter, expected] of filters) {
    it(`shows the calls that match ${filter}, and no others`, async () => {
      assert.deepEqual(await all(await complete(derived(await opened(callTrace(trace)), filter))), expected);
    });
  }

  it('matches by the names that symbols give functions later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
    try {
      writeFileSync(join(folder, 'nm.txt'), '41 T outer\n42 T inner\n43 T other');
      const experiment = await opened(callTrace(trace));
      const output = await complete(derived(experiment, 'label == inner'));
      assert.deepEqual(await all(output), []);
      await experiment.addSymbols!(join(folder, 'nm.txt'));
      assert.equal(output.status, 'RUNNING');
      assert.deepEqual(await all(await complete(output)), ['inner[10-30] inner[40-41]']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('leaves out rows, threads and processes without a match, and keeps the ids of the others', async () => {
    const experiment = await opened(callTrace(trace), callTrace('B[1-2]'), callTrace('A[1-2]'));
    const output = await complete(derived(experiment, '0x42'));
    const tree = await output.tree!({ extra: {} }, NEVER);
    assert.deepEqual(treeText(tree), [
      'trace',
      '  7',
      '    app-1',
      '      app-1',
      'trace (2)',
      '  7',
      '    app-1',
      '      app-1',
    ]);
    const parent = await outputNamed(experiment, 'Flame Chart').tree!({ extra: {} }, NEVER);
    for (const { id, labels, metadata } of tree.entries) {
      const same = parent.entries.find((entry) => entry.id === id);
      assert.deepEqual([labels, metadata], [same?.labels, same?.metadata]);
    }
    const row = tree.entries[3]!;
    assert.deepEqual([row.start, row.end], [10n, 41n]);
  });

  it('is described by its configuration and its parent', async () => {
    const { descriptor } = derived(await opened(callTrace(trace)), '0x42');
    const id = 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider';
    assert.equal(descriptor.id, `${id}:c0ffee`);
    assert.equal(descriptor.parentId, id);
    assert.equal(descriptor.name, 'Mine');
    assert.equal(descriptor.description, 'Flame chart of the calls that match: 0x42');
    assert.equal(descriptor.type, 'TIME_GRAPH');
    assert.deepEqual(descriptor.configIds, ['c0ffee']);
    assert.deepEqual(descriptor.capabilities, { canCreate: false, canDelete: true });
  });

  it('has the tooltips and styles of its parent', async () => {
    const experiment = await opened(callTrace(trace));
    const parent = outputNamed(experiment, 'Flame Chart');
    const output = await complete(derived(experiment, '0x42'));
    const [entryId] = rowIds(await output.tree!({ extra: {} }, NEVER));
    const element = { type: 'STATE', time: 10n, duration: 20n, entryId: entryId! } as const;
    const query = { time: 12n, items: [entryId!], element };
    assert.deepEqual(await output.tooltip!(query), await parent.tooltip!(query));
    assert.equal(output.styles!(), parent.styles!());
  });

  it('follows its parent while that is read, open calls included', async () => {
    const experiment = unread(callTrace('A[0-] B[10-20] B[30-400] B[500-] A/2[700-800]', { batchSize: 1 }));
    const run = experiment.run(NEVER);
    while (experiment.traces[0]!.events < 3) await new Promise((resolve) => setImmediate(resolve));
    const output = derived(experiment, 'Duration > 15ns');
    assert.equal(output.status, 'RUNNING');
    assert.equal((await all(output))[0], `0x41[0-${experiment.traces[0]!.end + 1n}]`);
    await run;
    await complete(output);
    assert.deepEqual(await all(output), ['0x41[0-801]', '0x42[30-400] 0x42[500-801]', '0x41[700-800]']);
  });

  it('gathers no more once it is closed', async () => {
    const experiment = unread(callTrace('A[0-] B[10-20] B[30-400]', { batchSize: 1 }));
    const run = experiment.run(NEVER);
    while (experiment.traces[0]!.events < 3) await new Promise((resolve) => setImmediate(resolve));
    const output = derived(experiment, '0x42');
    output.close!();
    await run;
    while (output.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([output.status, output.statusMessage], ['FAILED', 'The output has been deleted']);
  });

  it('loses no match at any zoom, however many other calls lie around it', async () => {
    let words = '';
    const matching: number[] = [];
    for (let i = 0; i < 6000; i++) {
      const long = i % 997 === 5;
      if (long) matching.push(i * 10);
      words += `${long ? 'B' : 'A'}[${i * 10}-${i * 10 + (long ? 1 : 9)}] `;
    }
    const output = await complete(derived(await opened(callTrace(words)), '0x42'));
    const [id] = rowIds(await output.tree!({ extra: {} }, NEVER));
    const [row] = (await output.states!(window(0, 60_000, 20, [id!]), NEVER)).rows;
    assert.deepEqual([...row!.start], matching);
  });

  it('agrees with looking at every call', async () => {
    const random = seeded(11);
    const calls: { name: string; tid: number; start: number; end: number }[] = [];
    for (let tid = 1; tid <= 4; tid++) {
      let time = random(5);
      for (let i = 0; i < 400; i++) {
        const length = random(20);
        calls.push({ name: 'ABCDE'[random(5)]!, tid, start: time, end: time + length });
        time += length + random(10) + 1;
      }
    }
    const words = calls.map(({ name, tid, start, end }) => `${name}/${tid}[${start}-${end}]`).join(' ');
    const experiment = await opened(callTrace(words));
    const cases: [string, (call: (typeof calls)[number]) => boolean][] = [
      ['0x4[13] && TID > 2', (c) => /[AC]/.test(c.name) && c.tid > 2],
      ['Duration > 10 || label == 0x45', (c) => c.end - c.start > 10 || c.name === 'E'],
      ['!(TID == 1) && "End Time" < 3000', (c) => c.tid !== 1 && c.end < 3000],
    ];
    for (const [filter, oracle] of cases) {
      const expected = calls
        .filter(oracle)
        .map(({ name, start, end }) => `0x${name.charCodeAt(0).toString(16)}[${start}-${end}]`);
      const shown = (await all(await complete(derived(experiment, filter)), 16_000)).flatMap((row) => row.split(' '));
      assert.deepEqual(shown.sort(), expected.sort(), filter);
    }
  });
});

const GOES = 'in@1 in@3 out@5 in@6 out@7 out@9';

/** The flame chart of an In-And-Out analysis. */
function fromInToOut(experiment: ExperimentIndex): Output {
  const specifiers = [{ inRegex: 'in', outRegex: 'out', classifier: '', label: 'X' }];
  const configuration = {
    id: 'c',
    name: 'Mine',
    description: '',
    sourceTypeId: inAndOut.id,
    parameters: { specifiers },
  };
  return inAndOut.derive!(outputNamed(experiment, 'InAndOut Configurator'), configuration).outputs!()[0]!;
}

/** The flame chart of a document's call stack. */
function fromDocument({ experiment }: ExperimentIndex): Output {
  const handler = (event: string, value: string): string =>
    `<eventHandler eventName="${event}"><stateChange><stateAttribute type="constant" value="T"/>
     <stateAttribute type="constant" value="CallStack"/>${value}</stateChange></eventHandler>`;
  const content = `<tmfxml><callstack id="stack"><callstackGroup name="g"><level path="T"/></callstackGroup>
    <stateProvider id="calls" version="1">${handler('in', '<stateValue type="eventName" stack="push"/>')}
    ${handler('out', '<stateValue type="null" stack="pop"/>')}</stateProvider></callstack></tmfxml>`;
  const configuration = { id: 'd', name: 'd', description: '', sourceTypeId: xmlAnalyses.id, parameters: { content } };
  return xmlAnalyses.provide!(experiment, configuration).outputs()[0]!;
}

describe('a custom flame chart of calls that a pass finds', () => {
  it('shows those of In-And-Out that match', async () => {
    const output = filtered(fromInToOut(await opened(fakeReader(GOES))), 'Duration > 1');
    assert.deepEqual(await all(await complete(output)), ['X[1-9]', 'X[3-5]']);
  });

  it('shows those of a document that match', async () => {
    const output = filtered(fromDocument(await opened(fakeReader(GOES))), 'Duration > 1');
    assert.deepEqual(await all(await complete(output)), ['in[1-9]', 'in[3-5]']);
  });

  it('has events looked at once somebody looks at it, not before', async () => {
    const reader = fakeReader(GOES);
    const experiment = await opened(reader);
    let scans = 0;
    const scan = reader.scan.bind(reader);
    reader.scan = (...asked) => {
      scans++;
      return scan(...asked);
    };
    const output = filtered(fromInToOut(experiment), 'X');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(scans, 0);
    await output.tree!({ extra: {} }, NEVER);
    await complete(output);
    assert.equal(scans, 1);
  });

  it('says how many match of those found so far', async () => {
    const parent = fromInToOut(await opened(fakeReader(GOES)));
    const preview = async () => (await customFlameCharts.preview!(parent, { filter: 'Duration > 1' }))?.text;
    assert.match((await preview())!, /of \d calls looked at match/);
    await complete(parent);
    assert.equal(await preview(), '2 of 3 calls match.');
    assert.deepEqual(customFlameCharts.suggest!(parent, 'filter', 'label == '), ['X']);
  });
});

describe('the configuration type Custom Flame Charts', () => {
  it('is registered', () => {
    assert.ok(configurationTypes.includes(customFlameCharts));
  });

  it('applies to flame charts only, whatever they are of', async () => {
    const experiment = await opened(callTrace('A[0-1]'));
    const applies = (output: Output): boolean => customFlameCharts.appliesTo(output.descriptor, output);
    assert.deepEqual(
      experiment
        .outputs()
        .filter(applies)
        .map(({ descriptor }) => descriptor.name),
      ['Flame Chart', 'LTTng-UST CallStack (new) - Flame Chart'],
    );
    assert.ok(applies(fromInToOut(await opened(fakeReader(GOES)))));
    assert.ok(applies(fromDocument(await opened(fakeReader(GOES)))));
    assert.equal(applies(derived(experiment, 'x')), false);
    assert.equal(customFlameCharts.appliesTo(outputNamed(experiment, 'Flame Chart').descriptor), false);
    const table = outputNamed(await opened(fakeReader('a@1')), 'Events Table');
    const parameters = { title: 'x', filter: 'x' };
    const configuration = { id: '1', name: 'x', description: '', sourceTypeId: customFlameCharts.id, parameters };
    assert.throws(() => customFlameCharts.derive!(table, configuration), QueryError);
  });

  const refused: readonly (readonly [Record<string, unknown>, string, number | undefined])[] = [
    [{ title: 'x', filter: 'label = x' }, 'filter', 6],
    [{ title: 'x', filter: 'a && (b' }, 'filter', 5],
    [{ title: 'x', filter: 'label matches "[a"' }, 'filter', 15],
    [{ title: 'x', filter: '  ' }, 'filter', undefined],
    [{ title: 'x' }, 'filter', undefined],
    [{ title: ' ', filter: 'x' }, 'title', undefined],
    [{ title: 7, filter: 'x' }, 'title', undefined],
  ];
  for (const [parameters, parameter, position] of refused) {
    it(`refuses ${JSON.stringify(parameters)}, naming ${parameter}`, () => {
      assert.throws(
        () => customFlameCharts.check(parameters),
        (error) => error instanceof QueryError && error.parameter === parameter && error.position === position,
      );
    });
  }

  it('takes its own examples', () => {
    const { filter } = customFlameCharts.schema.properties as { filter: { examples: string[] } };
    for (const example of filter.examples) customFlameCharts.check({ title: 'x', filter: example });
  });
});

describe('the form of a custom flame chart', () => {
  const chart = async (trace: string) => outputNamed(await opened(callTrace(trace)), 'Flame Chart');

  it('suggests fields, operators, and what they are compared with in this trace', async () => {
    const parent = await chart('A[0-100] B[10-30] C[12-13] A/2[1-9] D/3[5-80]');
    const suggest = (text: string) => customFlameCharts.suggest!(parent, 'filter', text);
    assert.deepEqual(suggest('tid == 1 && Du'), ['Duration']);
    assert.deepEqual(suggest('start'), ['"Start Time"']);
    assert.deepEqual(suggest('duration >'), []);
    assert.deepEqual(suggest('label c'), ['contains', 'matches']);
    assert.deepEqual(suggest('label == 0x4'), ['0x41', '0x44', '0x42', '0x43']);
    assert.deepEqual(suggest('thread == '), ['app-1', 'app-2', 'app-3']);
    assert.deepEqual(suggest('TID != '), ['1', '2', '3']);
    assert.deepEqual(customFlameCharts.suggest!(parent, 'title', ''), []);
  });

  it('tells how many of the calls match, or that calls have no such field', async () => {
    const parent = await chart('A[0-100] B[10-30] C[12-13] A/2[1-9]');
    const preview = async (filter?: unknown) => (await customFlameCharts.preview!(parent, { filter }))?.text;
    assert.equal(await preview('TID == 1'), '3 of 4 calls match.');
    assert.equal(await preview('Duration > 10 && name == x'), 'Calls have no field “name”.');
    assert.deepEqual([await preview(), await preview(' '), await preview('a = 1')], [undefined, undefined, undefined]);
    const many = await chart(Array.from({ length: 11_000 }, (_, i) => `A[${2 * i}-${2 * i + 1}]`).join(' '));
    assert.equal((await customFlameCharts.preview!(many, { filter: 'A' }))!.text, '0 of 11,000 calls match.');
  });
});

describe('a custom flame chart of a real trace', () => {
  const path = sharedTrace('ctf/cyg-profile');

  it('has exactly the calls of its parent that match', { skip: path === undefined && 'no shared traces' }, async () => {
    const cache = mkdtempSync(join(tmpdir(), 'heddle-'));
    const reader = await ctfFormat.open(path!, cache);
    const experiment = await opened(reader);
    const parent = outputNamed(experiment, 'Flame Chart');
    const output = await complete(derived(experiment, 'Duration > 100us'));
    const { start, end } = experiment.traces[0]!;
    // Every call shows in one window or another of a sweep that is fine enough.
    const sweep = async (of: Output): Promise<Set<string>> => {
      const calls = new Set<string>();
      const ids = rowIds(await of.tree!({ extra: {} }, NEVER));
      const step = (end - start) / 4n + 1n;
      for (let from = start; from <= end; from += step) {
        for (const row of (await of.states!(window(from, from + step, 65_536, ids), NEVER)).rows) {
          row.start.forEach((at, i) => {
            if (row.end[i]! - at > 100_000) calls.add(`${row.entryId}:${at}-${row.end[i]}`);
          });
        }
      }
      return calls;
    };
    const shown = await sweep(output);
    assert.ok(shown.size > 0);
    assert.deepEqual([...shown].sort(), [...(await sweep(parent))].sort());
    reader.close();
    rmSync(cache, { recursive: true, force: true });
  });
});
