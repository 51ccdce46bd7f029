import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settled } from '../../formats/calls/testing/manual-clock.ts';
import { seeded } from '../../index/testing/seeded.ts';
import type { Output, TreeModel } from '../output.ts';
import { NEVER, outputNamed, rowIds, statesText, treeText, window } from '../testing/opened.ts';
import { CallIndex } from './call-index.ts';
import { LaneNumbers } from './lane-numbers.ts';
import { type Recorded, record, recorded, T } from './testing/calls.ts';

const BASE = BigInt(T) * 1000n;

async function chart(of: Recorded, end = 1000): Promise<string[]> {
  return states(outputNamed(of.experiment, 'Call Flame Chart'), of, end);
}

/** One line a row, times in µs. */
async function states(output: Output, of: Recorded, end = 1000): Promise<string[]> {
  const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
  const { base } = of.reader;
  const query = window(base, base + BigInt(end) * 1000n, 4 * end, ids);
  const { rows, looks } = await output.states!(query, NEVER);
  const whole = (times: Float64Array): Float64Array => times.map((time) => Math.floor(time / 1000));
  return statesText({ looks, rows: rows.map((row) => ({ ...row, start: whole(row.start), end: whole(row.end) })) });
}

const FAMILY = 'a[0-100] b<a[10-40] c<b[15-20]! b<a[50-60] d[200-] e<d[210-220]';

describe('the call flame chart', () => {
  it('has a row a trace with its outermost calls, newest first, and below it the lanes by depth', async () => {
    const of = await recorded((feed) => record(feed, FAMILY));
    const output = outputNamed(of.experiment, 'Call Flame Chart');
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)), [
      'trace',
      '  d · 22:13:20 · running',
      '    depth 1',
      '  a · 22:13:20 · 100 µs · error within',
      '    depth 1',
      '    depth 2',
    ]);
    assert.deepEqual(await chart(of), ['d[200-220]', 'e[210-220]', 'a[0-100]', 'b[10-40] b[50-60]', 'c[15-20]']);
    of.stop();
  });

  it('puts calls that run at one time into further lanes', async () => {
    const of = await recorded((feed) =>
      record(feed, 'a[0-100] b<a[10-50] c<a[20-60] d<c[25-30] e<a[55-70] f<b[26-28]'),
    );
    assert.deepEqual(await chart(of), ['a[0-100]', 'b[10-50] e[55-70]', 'c[20-60]', 'd[25-30]', 'f[26-28]']);
    of.stop();
  });

  it('marks what failed', async () => {
    const of = await recorded((feed) => record(feed, FAMILY));
    const output = outputNamed(of.experiment, 'Call Flame Chart');
    const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
    const { rows, looks } = await output.states!(window(BASE, BASE + 300_000n, 1000, ids), NEVER);
    const styles = rows.map(({ look }) => [...look].map((l) => looks[l]!.style));
    assert.equal(styles[4]![0], 'error');
    assert.ok(!styles.slice(0, 4).flat().includes('error'));
    assert.ok(output.styles!().error !== undefined);
    of.stop();
  });

  it('tells all about a call, and which one it is', async () => {
    const of = await recorded((feed) => {
      feed.start('x', { at: T, op: 'ask', wb_user_id: 'me', display_name: 'Ask it' });
      feed.end('x', { at: T + 1500, exception: 'no answer', usage: { prompt_tokens: 1200, output_tokens: 5 } });
    });
    const output = outputNamed(of.experiment, 'Call Flame Chart');
    const [entryId] = rowIds(await output.tree!({ extra: {} }, NEVER));
    const element = { type: 'STATE', time: BASE, duration: 1n, entryId: entryId! } as const;
    const told = await output.tooltip!({ time: BASE + 5n, items: [entryId!], element });
    assert.deepEqual(Object.fromEntries(told), {
      Op: 'ask',
      Name: 'Ask it',
      Status: 'error',
      Latency: '1.5 ms',
      Started: '2023-11-14 22:13:20.000000000',
      Exception: 'no answer',
      Inputs: 'of: x',
      Output: 'done',
      Tokens: '1,200 prompt, 5 completion',
      User: 'me',
      call_id: 'x',
      trace_id: 'trace-x',
      project_id: 'project',
    });
    of.stop();
  });

  it('shows the newest traces of the asked time, and tells how many more there are', async () => {
    const of = await recorded((feed) =>
      record(feed, Array.from({ length: 500 }, (_, i) => `t${i}[${i * 10}-${i * 10 + 5}]`).join(' ')),
    );
    const output = outputNamed(of.experiment, 'Call Flame Chart');
    const labels = ({ entries }: TreeModel) => entries.map(({ labels }) => labels[0]!.split(' · ')[0]!);
    const all = labels(await output.tree!({ extra: {} }, NEVER));
    assert.equal(all.length, 202);
    assert.deepEqual([all[1], all[200], all[201]], ['t499', 't300', '… and 300 earlier traces in this range']);
    const { entries } = await output.tree!({ extra: {} }, NEVER);
    assert.ok(
      entries.every(({ start, end }) => start !== undefined && end !== undefined),
      'the protocol tells no other entries',
    );
    const some = await output.tree!({ start: BASE + 96_000n, end: BASE + 120_000n, extra: {} }, NEVER);
    assert.deepEqual(labels(some), ['trace', 't12', 't11', 't10']);
    of.stop();
  });

  it('has every call of a long trace at its depth, and no two at one time in a row', async () => {
    const random = seeded(3);
    const calls: { id: string; at: number; end: number; in?: string; depth: number }[] = [];
    for (let i = 0; i < 9000; i++) {
      const parent = i === 0 || random(10) === 0 ? calls[0] : calls[Math.max(0, i - 1 - random(5))];
      const at = parent === undefined ? 0 : parent.at + random(500);
      calls.push({
        id: `c${i}`,
        at,
        end: at + random(300),
        ...(parent === undefined ? {} : { in: parent.id }),
        depth: (parent?.depth ?? -1) + 1,
      });
    }
    const of = await recorded((feed) => {
      for (const { id, at, ...more } of calls) {
        feed.start(id, { at: T + at, trace_id: 't', ...(more.in === undefined ? {} : { parent_id: more.in }) });
      }
      for (const { id, end } of calls) feed.end(id, { at: T + end });
    });
    const index = of.experiment.experiment.traces[0]!.find(CallIndex)!;
    const found: string[] = [];
    for (const { depth, states } of index.lanes(0).rows) {
      for (let i = 0; i < states.count; i++) {
        if (i > 0) assert.ok(states.start(i) >= states.end(i - 1), 'no two at one time');
        const label = index.functions.label(states.value(i));
        found.push(`${label} ${states.start(i) / 1000}-${states.end(i) / 1000} at ${depth}`);
      }
    }
    const expected = calls.map(({ id, at, end, depth }) => `${id} ${at}-${end} at ${depth}`);
    const missing = new Set(expected).symmetricDifference(new Set(found));
    assert.deepEqual([found.length, [...missing].slice(0, 5)], [calls.length, []]);
    of.stop();
  });

  it('grows, and ids of rows stay when all is read anew', async () => {
    const of = await recorded((feed) => record(feed, FAMILY));
    const ids = rowIds(await outputNamed(of.experiment, 'Call Flame Chart').tree!({ extra: {} }, NEVER));
    of.feed.end('d4', { at: T + 3_600_000_500 });
    await of.clock.advance(1500);
    assert.match((await chart(of, 400))[0]!, /^d\[200-3600000500\]$/);
    of.feed.start('f', { at: T + 205, in: 'd4', trace_id: 'trace-d4' }).end('f', { at: T + 206 });
    await of.clock.advance(1500);
    assert.equal(of.experiment.live!.isOutdated, true);
    const renewed = of.experiment.live!.renewed();
    void renewed.run(NEVER);
    while (!renewed.live!.isCaughtUp) await settled();
    assert.equal(renewed.live!.isOutdated, false);
    const before = of.experiment;
    of.experiment = renewed;
    assert.deepEqual(rowIds(await outputNamed(renewed, 'Call Flame Chart').tree!({ extra: {} }, NEVER)), ids);
    assert.equal((await chart(of, 400))[1], 'f[205-206] e[210-220]');
    before.live!.giveWay(renewed);
    await settled();
    assert.equal(before.status, 'COMPLETED');
    of.stop();
    (renewed.traces[0]!.source.reader as Recorded['reader']).cancel();
  });
});

describe('the calls table', () => {
  it('has a line a call with all that is known of it, also of those that go on', async () => {
    const of = await recorded((feed) => record(feed, FAMILY));
    const table = outputNamed(of.experiment, 'Calls Table');
    const columns = table.columns!();
    const named = (name: string) => columns.find((column) => column.name === name)!.id;
    const ask = async (more: object) => {
      const columnIds = ['Op', 'Status', 'Duration', 'Depth', 'Call ID', 'Parent ID'].map(named);
      const { lines } = await table.lines!({ index: 0, count: 10, columnIds, ...more }, NEVER);
      return lines.map(({ cells }) => cells.map(({ content }) => content).join(' '));
    };
    assert.deepEqual(await ask({}), [
      'a success 100,000 0 a0 ',
      'b success 30,000 1 b1 a0',
      'c error 5,000 2 c2 b1',
      'b success 10,000 1 b3 a0',
      'd running  0 d4 ',
      'e success 10,000 1 e5 d4',
    ]);
    const filter = (text: string) => ({ filter: { dim: [], exclude: [text] } });
    assert.deepEqual(await ask(filter('Status == error')), ['c error 5,000 2 c2 b1']);
    assert.deepEqual(await ask(filter('Duration > 20us')), ['a success 100,000 0 a0 ', 'b success 30,000 1 b1 a0']);
    const byLatency = await ask({ sort: { column: named('Duration'), descending: true } });
    assert.deepEqual(byLatency.map((line) => line[0]).join(''), 'dabbec');
    assert.equal((await ask({ index: undefined, time: BASE + 205_000n }))[0], 'e success 10,000 1 e5 d4');
    const search = new Map([[named('Op'), 'e']]);
    assert.equal((await ask({ search, direction: 'NEXT' }))[0], 'e success 10,000 1 e5 d4');
    of.stop();
  });

  it('sorts and filters by cost, which has fractions', async () => {
    const of = await recorded((feed) => {
      feed.modelPrices.push({
        ...{ llm_id: 'gpt-4o', pricing_level: 'default', effective_date: 0 },
        ...{ prompt_token_cost: 5e-6, completion_token_cost: 1 },
      });
      for (const [id, tokens] of [
        ['a', 5],
        ['b', 300],
        ['c', 20],
      ] as const) {
        feed.start(id, { at: T }).change(id, {
          ended_at: T + 1,
          summary_dump: JSON.stringify({ usage: { 'gpt-4o': { prompt_tokens: tokens } } }),
        });
      }
    });
    const table = outputNamed(of.experiment, 'Calls Table');
    const named = (name: string) => table.columns!().find((column) => column.name === name)!.id;
    const cost = named('Cost');
    const ask = async (more: object) => {
      const { lines } = await table.lines!({ index: 0, count: 9, columnIds: [named('Op'), cost], ...more }, NEVER);
      return lines.map(({ cells }) => cells.map(({ content }) => content).join(' '));
    };
    assert.deepEqual(await ask({ sort: { column: cost, descending: true } }), ['b 0.0015', 'c 0.0001', 'a 0.000025']);
    assert.deepEqual(await ask({ filter: { dim: [], exclude: ['Cost > 0.0001'] } }), ['b 0.0015']);
    of.stop();
  });
});

describe('op statistics', () => {
  it('count, fail, take and use, with exact percentiles, as do those of a range of time', async () => {
    const random = seeded(9);
    const calls = Array.from({ length: 2000 }, (_, i) => ({ op: 'abc'[random(3)]!, at: i * 100, took: random(5000) }));
    const of = await recorded((feed) => {
      calls.forEach(({ op, at, took }, i) => {
        feed.start(`${i}`, { at: T + at, op });
        feed.end(`${i}`, {
          at: T + at + took,
          ...(took % 7 === 0 ? { exception: 'x' } : {}),
          usage: { prompt_tokens: took },
        });
      });
    });
    const output = outputNamed(of.experiment, 'Op Statistics');
    const range = { start: BASE + 20_000_000n, end: BASE + 90_000_000n };
    const { entries, headers } = await output.tree!({ ...range, isFiltered: true, extra: {} }, NEVER);
    assert.deepEqual(
      headers.map(({ name }) => name),
      [
        'Op',
        'Count',
        'Errors',
        'Minimum',
        'Average',
        'p50',
        'p95',
        'Maximum',
        'Total',
        'Prompt Tokens',
        'Completion Tokens',
        'Cost ($)',
      ],
    );
    const under = (name: string) => {
      const parent = entries.find(({ labels }) => labels[0] === name)!;
      return new Map(entries.filter(({ parentId }) => parentId === parent.id).map(({ labels }) => [labels[0], labels]));
    };
    for (const [name, chosen] of [
      ['Total', calls],
      ['Selection', calls.filter(({ at, took }) => at + took >= 20_000 && at <= 90_000)],
    ] as const) {
      for (const op of 'abc') {
        const took = chosen.filter((call) => call.op === op).map((call) => call.took);
        took.sort((a, b) => a - b);
        const found = under(name).get(op)!;
        assert.equal(found[1], String(took.length));
        assert.equal(found[2], String(took.filter((t) => t % 7 === 0).length));
        assert.equal(milli(found[5]!), took[Math.ceil(took.length * 0.5) - 1]! / 1000);
        assert.equal(milli(found[6]!), took[Math.ceil(took.length * 0.95) - 1]! / 1000);
        assert.equal(milli(found[7]!), took.at(-1)! / 1000);
        assert.equal(found[9], String(took.reduce((a, b) => a + b, 0)));
      }
    }
    of.stop();
  });
});

it('what callees use counts once in the sum, and with each op that led to it', async () => {
  const of = await recorded((feed) => {
    feed.start('a', { at: T, op: 'a' });
    feed.start('b', { at: T + 10, op: 'b', in: 'a' });
    feed.end('b', { at: T + 30, usage: { prompt_tokens: 10, completion_tokens: 1 } });
    feed.end('a', { at: T + 90, usage: { prompt_tokens: 18, completion_tokens: 1 } });
  });
  const { entries } = await outputNamed(of.experiment, 'Op Statistics').tree!({ extra: {} }, NEVER);
  assert.deepEqual(
    entries.slice(1).map(({ labels }) => [labels[0], labels[9], labels[10]]),
    [
      ['Total', '18', '1'],
      ['a', '18', '1'],
      ['b', '10', '1'],
    ],
  );
  of.stop();
});

function milli(text: string): number {
  const [number, unit] = text.split(' ');
  return unit === 'ms' ? Number(number) : unit === 'µs' ? Number(number) / 1000 : Number.NaN;
}

describe('charts of calls', () => {
  it('add up tokens over time, each call by itself', async () => {
    const of = await recorded((feed) => {
      feed
        .start('a', { at: T })
        .start('b', { at: T + 10, in: 'a' })
        .start('c', { at: T + 20, in: 'a' });
      feed.end('b', { at: T + 30, usage: { prompt_tokens: 10, completion_tokens: 1 } });
      feed.end('c', { at: T + 40, usage: { prompt_tokens: 5, completion_tokens: 2 } });
      feed.end('a', { at: T + 90, usage: { prompt_tokens: 18, completion_tokens: 3 } });
    });
    const output = outputNamed(of.experiment, 'Tokens over Time');
    const tree = await output.tree!({ extra: {} }, NEVER);
    assert.deepEqual(treeText(tree).length, 1 + 2 * 4);
    const series = async (label: string, parent?: string) => {
      const above = tree.entries.find(({ labels }) => labels[0] === parent)?.id;
      const { id } = tree.entries.find(
        ({ labels, parentId }) => labels[0] === label && (!parent || parentId === above),
      )!;
      const { series } = await output.xy!(window(BASE, BASE + 100_000n, 11, [id]), NEVER);
      return [...series[0]!.yValues];
    };
    assert.deepEqual(await series('Prompt tokens'), [0, 0, 0, 10, 5, 0, 0, 0, 0, 3, 0]);
    assert.deepEqual(await series('a', 'Prompt tokens'), [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
    assert.deepEqual(await series('c', 'Completion tokens'), [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
    of.stop();
  });

  it('show latencies by when calls began', async () => {
    const of = await recorded((feed) => record(feed, FAMILY));
    const output = outputNamed(of.experiment, 'Call Latency vs Time');
    const tree = await output.tree!({ extra: {} }, NEVER);
    const { id } = tree.entries.find(({ labels }) => labels[0] === 'b')!;
    const { series } = await output.xy!(window(BASE, BASE + 300_000n, 100, [id]), NEVER);
    assert.deepEqual([...series[0]!.yValues], [30_000, 10_000]);
    of.stop();
  });

  it('sum up who called whom, also where callees run at one time and for longer than their caller', async () => {
    const of = await recorded((feed) =>
      record(feed, 'a[0-100] b<a[0-80] b<a[0-90] c<b[10-50] a[200-250] b<a[210-300] z[400-410]'),
    );
    const output = outputNamed(of.experiment, 'Call Flame Graph');
    const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
    const { rows, looks } = await output.states!(window(0, 1_000_000, 65_536, ids), NEVER);
    assert.deepEqual(statesText({ rows, looks }), ['a[0-260000] z[260000-270000]', 'b[0-260000]', 'c[0-40000]']);
    const element = { type: 'STATE', time: 0n, duration: 1n, entryId: ids[0]! } as const;
    const told = await output.tooltip!({ time: 5n, items: [ids[0]!], element });
    assert.deepEqual([told.get('Object'), told.get('Calls'), told.get('Duration')], ['a', '2', '150 µs']);
    of.stop();
  });
});

describe('deep and wide traces', () => {
  it('of a thousand levels and of ten thousand callees at one time have their rows', async () => {
    const deep = await recorded((feed) => {
      for (let i = 0; i < 1000; i++)
        feed.start(`d${i}`, { at: T + i, trace_id: 't', ...(i > 0 ? { parent_id: `d${i - 1}` } : {}) });
    });
    assert.equal(
      rowIds(await outputNamed(deep.experiment, 'Call Flame Chart').tree!({ extra: {} }, NEVER)).length,
      1000,
    );
    deep.stop();
    const wide = await recorded((feed) => {
      feed.start('w', { at: T });
      for (let i = 0; i < 10_000; i++) feed.start(`w${i}`, { at: T + 1 + i, in: 'w' });
      for (let i = 0; i < 10_000; i++) feed.end(`w${i}`, { at: T + 20_000 + i });
    });
    const rows = rowIds(await outputNamed(wide.experiment, 'Call Flame Chart').tree!({ extra: {} }, NEVER));
    assert.equal(rows.length, 10_001);
    wide.stop();
  });
});

describe('numbers of lanes', () => {
  it('are the lowest free ones, or the wanted one, as a list says', () => {
    const random = seeded(17);
    const numbers = new LaneNumbers();
    const taken = new Set<number>();
    for (let i = 0; i < 5000; i++) {
      if (taken.size > 0 && random(2) === 0) {
        const given = [...taken][random(taken.size)]!;
        numbers.give(given);
        taken.delete(given);
        continue;
      }
      const wanted = random(40);
      const number = numbers.take(wanted);
      let lowest = 0;
      while (taken.has(lowest)) lowest++;
      assert.ok(number === lowest || (number === wanted && !taken.has(wanted)));
      assert.ok(!taken.has(number));
      taken.add(number);
    }
  });
});
