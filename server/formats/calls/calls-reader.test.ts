import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StringTable } from '../../index/string-table.ts';
import { seeded } from '../../index/testing/seeded.ts';
import type { TraceReader } from '../reader.ts';
import { CallsReader } from './calls-reader.ts';
import { LiveCalls } from './live-calls.ts';
import { ManualClock, settled } from './testing/manual-clock.ts';
import { MemoryFeed } from './testing/memory-feed.ts';

/** µs of the time at which tests begin. */
const T = 1_700_000_000_000_000;

class Reading {
  readonly feed = new MemoryFeed();
  readonly clock = new ManualClock(T / 1000);
  readonly calls = new LiveCalls(this.feed, 'project', this.clock);
  readonly reader = new CallsReader(this.calls, 'calls:project');
}

/** What a reader delivers, event by event: `+a@0` and `-a@30` in µs since `T`. */
class Delivered {
  readonly events: string[] = [];
  readonly reader: TraceReader;
  failure: Error | undefined;
  isOver = false;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.#read().then(
      () => {
        this.isOver = true;
      },
      (error: Error) => {
        this.failure = error;
      },
    );
  }

  async #read(): Promise<void> {
    const strings = new StringTable();
    const requests = [{ name: 'call_id', as: 'text' as const }];
    for await (const { length, time, type, fields } of this.reader.batches(requests, strings)) {
      for (let i = 0; i < length; i++) {
        const at = Number(this.reader.base / 1000n) - T + time[i]! / 1000;
        this.events.push(`${type[i] === 0 ? '+' : '-'}${strings.text(fields[0]![i]!)}@${at}`);
      }
    }
  }
}

async function reading(fill: (feed: MemoryFeed) => void) {
  const all = new Reading();
  fill(all.feed);
  const delivered = new Delivered(all.reader);
  await settled();
  return { ...all, delivered, events: delivered.events };
}

const HOUR = 3_600_000_000;

describe('a project of calls', () => {
  it('is a start and an end of each call, in order of time, however they were stored', async () => {
    const { events, reader } = await reading((feed) => {
      feed.start('b', { at: T - HOUR + 10, in: 'a' }).end('b', { at: T - HOUR + 20 });
      feed.start('a', { at: T - HOUR, trace_id: 'trace-a' }).end('a', { at: T - HOUR + 30 });
    });
    assert.deepEqual(
      events,
      ['+a@0', '+b@10', '-b@20', '-a@30'].map((event) => {
        const [what, at] = event.split('@');
        return `${what}@${Number(at) - HOUR}`;
      }),
    );
    assert.equal(reader.isCaughtUp, true);
    assert.equal(reader.isOutdated, false);
    assert.equal(reader.base, BigInt(T - HOUR) * 1000n);
  });

  it('puts at one time ends of callees before callers, then starts of callers before callees', async () => {
    const at = T - HOUR;
    const { events } = await reading((feed) => {
      feed
        .start('a', { at: at - 9 })
        .start('b', { at: at - 5, in: 'a' })
        .end('b', { at })
        .end('a', { at });
      feed
        .start('d', { at, in: 'c', trace_id: 'trace-c' })
        .start('c', { at })
        .end('d', { at })
        .end('c', { at: at + 1 });
    });
    assert.deepEqual(
      events.map((event) => event.slice(0, 2)),
      ['+a', '+b', '-b', '-a', '+c', '+d', '-d', '-c'],
    );
  });

  it('goes on: what comes is held back, so that what was earlier can go before it', async () => {
    const { feed, clock, events, reader } = await reading((feed) => feed.start('a', { at: T - HOUR }));
    feed.start('c', { at: T + 300, in: 'b', trace_id: 'trace-a' });
    await clock.advance(300);
    feed.start('b', { at: T + 200, in: 'a' });
    await clock.advance(1500);
    assert.deepEqual(events.slice(1), ['+b@200', '+c@300']);
    feed.end('c', { at: T + 1_000_000 });
    await clock.advance(1500);
    assert.deepEqual(events.slice(3), ['-c@1000000']);
    assert.equal(reader.isOutdated, false);
  });

  it('holds back what happened just before it was opened', async () => {
    const { feed, clock, events } = await reading((feed) => feed.start('b', { at: T - 100_000, in: 'a' }));
    assert.deepEqual(events, []);
    feed.start('a', { at: T - 200_000 });
    await clock.advance(1500);
    assert.deepEqual(events, ['+a@-200000', '+b@-100000']);
  });

  it('is outdated by what comes too late, and a renewed reader has it in its place', async () => {
    const { feed, clock, events, reader, calls } = await reading((feed) => feed.start('a', { at: T - HOUR }));
    feed.start('b', { at: T });
    await clock.advance(1500);
    feed.start('late', { at: T - 1_000_000 });
    await clock.advance(1500);
    assert.equal(reader.isOutdated, true);
    assert.deepEqual(events, [`+a@${-HOUR}`, '+b@0']);
    assert.ok(calls.window.ms >= 1000, 'it waits longer from now on');
    const renewed = new Delivered(reader.renewed());
    await settled();
    assert.deepEqual(renewed.events, [`+a@${-HOUR}`, '+late@-1000000', '+b@0']);
    assert.equal(renewed.reader.live!.isOutdated, false);
    feed.end('b', { at: T + 3_000_000 });
    await clock.advance(5000);
    assert.deepEqual(renewed.events.slice(3), ['-b@3000000']);
    assert.deepEqual(events.slice(2), ['-b@3000000'], 'the old one goes on until it is cancelled');
  });

  it('does not wait longer for what is hours late', async () => {
    const { feed, clock, reader, calls } = await reading((feed) => feed.start('a', { at: T - HOUR }));
    feed.start('late', { at: T - 2 * HOUR });
    await clock.advance(1500);
    assert.equal(reader.isOutdated, true);
    assert.equal(calls.window.ms, 400);
  });

  const edits: readonly (readonly [string, (feed: MemoryFeed) => void, string[]])[] = [
    ['a deleted call', (feed) => feed.change('b', { deleted: true }), ['+a', '-a']],
    ['another name', (feed) => feed.change('b', { display_name: 'B' }), ['+a', '+b', '-b', '-a']],
    ['another end', (feed) => feed.end('b', { at: T - HOUR + 90 }), ['+a', '+b', '-a', '-b']],
  ];
  for (const [what, edit, expected] of edits) {
    it(`is outdated by ${what}`, async () => {
      const { feed, clock, reader } = await reading((feed) => {
        feed.start('a', { at: T - HOUR }).start('b', { at: T - HOUR + 5, in: 'a' });
        feed.end('b', { at: T - HOUR + 10 }).end('a', { at: T - HOUR + 20 });
      });
      edit(feed);
      await clock.advance(500);
      assert.equal(reader.isOutdated, true);
      const renewed = new Delivered(reader.renewed());
      await settled();
      assert.deepEqual(
        renewed.events.map((event) => event.slice(0, 2)),
        expected,
      );
      assert.equal(renewed.reader.live!.isOutdated, false);
    });
  }

  it('is outdated by a caller that comes after its callee was taken for an outermost call', async () => {
    const { feed, clock, reader } = await reading((feed) => feed.start('b', { at: T - HOUR, in: 'a' }));
    feed.start('a', { at: T + 5, trace_id: 'trace-a' });
    await clock.advance(1500);
    assert.equal(reader.isOutdated, true);
    assert.equal(reader.store.depth(reader.store.numberOf('b')!), 0);
    const renewed = reader.renewed();
    new Delivered(renewed);
    await settled();
    assert.equal(reader.store.depth(reader.store.numberOf('b')!), 1);
    renewed.cancel!();
  });

  it('knows depths of chains and circles, whatever their length', async () => {
    const { reader } = await reading((feed) => {
      for (let i = 0; i < 20_000; i++) {
        feed.start(`c${i}`, { at: T - HOUR + i, ...(i > 0 ? { in: `c${i - 1}` } : {}), trace_id: 't' });
      }
      feed.start('x', { at: T - HOUR, parent_id: 'y', trace_id: 't' });
      feed.start('y', { at: T - HOUR, parent_id: 'x', trace_id: 't' });
      feed.start('self', { at: T - HOUR, parent_id: 'self', trace_id: 't' });
      feed.start('other', { at: T - HOUR, parent_id: 'c0', trace_id: 'another' });
    });
    const { store } = reader;
    const depth = (id: string) => store.depth(store.numberOf(id)!);
    assert.deepEqual([depth('c19999'), depth('c0'), depth('self'), depth('other')], [19_999, 0, 0, 0]);
    assert.deepEqual([depth('x'), depth('y')].toSorted(), [0, 1]);
  });

  it('knows who called whom, however many calls there are when it is told', async () => {
    const { reader } = await reading((feed) => {
      feed.start('other', { at: T - HOUR });
      for (let i = 0; i < 300; i++) feed.start(`callee${i}`, { at: T - HOUR, in: `caller${i}`, trace_id: 'trace' });
      for (let i = 0; i < 300; i++) feed.start(`caller${i}`, { at: T - HOUR, trace_id: 'trace' });
    });
    const { store } = reader;
    for (let i = 0; i < 300; i++) {
      assert.equal(store.parent(store.numberOf(`callee${i}`)!), store.numberOf(`caller${i}`), `callee ${i}`);
    }
  });

  it('agrees with sorting, and searches and cells see what was delivered', async () => {
    const random = seeded(5);
    const calls = Array.from({ length: 3000 }, (_, i) => {
      const at = T - HOUR + random(100_000);
      return { id: `c${i}`, at, end: random(4) === 0 ? undefined : at + random(2000) };
    });
    const { events, reader } = await reading((feed) => {
      for (const { id, at, end } of calls) {
        feed.start(id, { at });
        if (end !== undefined) feed.end(id, { at: end });
      }
    });
    const expected = calls.flatMap(({ id, at, end }) => [
      { event: `+${id}@${at - T}`, at },
      ...(end === undefined ? [] : [{ event: `-${id}@${end - T}`, at: end }]),
    ]);
    assert.deepEqual(events.toSorted(), expected.map(({ event }) => event).toSorted());
    const times = events.map((event) => Number(event.split('@')[1]));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    const strings = new StringTable();
    const scanned: string[] = [];
    const requests = [{ name: 'call_id', as: 'text' as const }];
    for await (const { length, fields } of reader.scan(1000, 1e9, requests, strings)) {
      for (let i = 0; i < length; i++) scanned.push(strings.text(fields[0]![i]!));
    }
    assert.deepEqual(
      scanned,
      events.slice(1000).map((event) => event.slice(1, event.indexOf('@'))),
    );
    const column = reader.columns.findIndex(({ name }) => name === 'Call ID');
    assert.deepEqual(reader.cells(1000, 1003, [column]).flat(), scanned.slice(0, 3));
  });

  it('tells what a call was and used', async () => {
    const { feed, reader } = await reading((feed) => {
      feed.modelPrices.push(
        price('model', 'default', 0, 1, 2),
        price('model', 'project', 5, 10, 20),
        price('model', 'project', T * 2, 1000, 1000),
      );
      feed.start('a', { at: T - HOUR, op: 'weave-trace-internal:///cA==/op/my_op:abc', wb_user_id: 'me' });
      feed.end('a', { at: T - HOUR + 1500, usage: { input_tokens: 3, prompt_tokens: 4, output_tokens: 5 } });
      feed.start('b', { at: T - HOUR + 2000, display_name: 'Bee' });
      feed.end('b', { at: T - HOUR + 3000, exception: 'Traceback (most recent call last):\n  x\nValueError: no' });
    });
    assert.equal(feed.asked, 1);
    const [start, end, , failed] = reader.cells(0, 4, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(start, ['call_start', 'my_op', '', '', '', '', '', '', 'me', '']);
    assert.deepEqual(end, ['call_end', 'my_op', '', 'success', '1.5', '7', '5', '170', 'me', '']);
    assert.deepEqual(failed, ['call_end', 'b', 'Bee', 'error', '1', '0', '0', '0', '', 'ValueError: no']);
  });

  it('reaches as far as the clock while calls go on, unless nothing was heard for ten minutes', async () => {
    const { feed, clock, reader } = await reading((feed) => feed.start('a', { at: T - 5_000_000 }));
    await clock.advance(3000);
    assert.equal(reader.reach, (5 + 3 - 1) * 1e9);
    feed.end('a', { at: T + 4_000_000 });
    await clock.advance(3000);
    assert.equal(reader.reach, undefined);
    feed.start('b', { at: T + 6_000_000 });
    await clock.advance(500_000, 5000);
    assert.equal(reader.reach, (5 + 506 - 1) * 1e9);
    await clock.advance(110_000, 5000);
    assert.equal(reader.reach, undefined);
    feed.start('c', { at: T + 600_000_000 });
    await clock.advance(1000);
    assert.ok(reader.reach !== undefined);
  });

  it('does not reach on from what was silent for long before it was opened', async () => {
    const { reader } = await reading((feed) => feed.start('a', { at: T - HOUR }));
    assert.equal(reader.reach, undefined);
  });

  it('leaves out calls whose times nobody can show, and says so', async () => {
    const { events, reader } = await reading((feed) => {
      feed
        .start('a', { at: -5 })
        .start('b', { at: Number.NaN })
        .start('c', { at: 1e19 })
        .start('d', { at: T - HOUR });
    });
    assert.equal(events.length, 1);
    assert.match(reader.notices[0]!.message, /^3 calls have times/);
  });

  it('waits for its first call where there is none yet', async () => {
    const { feed, clock, events, reader } = await reading(() => undefined);
    assert.equal(reader.isCaughtUp, true);
    feed.start('a', { at: T });
    await clock.advance(1500);
    assert.deepEqual(events, ['+a@0']);
    assert.equal(reader.base, BigInt(T) * 1000n);
  });

  it('asks again, later and later, when the feed does not answer, and tells so meanwhile', async () => {
    const { feed, clock, events, reader } = await reading((feed) => feed.start('a', { at: T - HOUR }));
    feed.failure = new Error('database is locked');
    await clock.advance(300);
    assert.match(reader.notices[0]!.message, /database is locked/);
    feed.start('b', { at: T });
    await clock.advance(2000);
    assert.deepEqual(reader.notices, []);
    assert.equal(events.length, 2);
  });

  it('fails if nothing can be read at all', async () => {
    const { delivered } = await reading((feed) => {
      feed.failure = new Error('no such table');
    });
    assert.match(delivered.failure!.message, /the calls can't be read: no such table/);
  });

  it('ends at once when it is cancelled, and asks no more', async () => {
    const { feed, clock, delivered, reader } = await reading((feed) => feed.start('a', { at: T - HOUR }));
    reader.cancel();
    await settled();
    assert.equal(delivered.isOver, true);
    const { asked } = feed;
    await clock.advance(3000);
    assert.ok(feed.asked <= asked + 1, 'but for the question that was due');
  });
});

function price(llm_id: string, level: string, from: number, prompt: number, completion: number) {
  return {
    llm_id,
    pricing_level: level,
    effective_date: from,
    prompt_token_cost: prompt,
    completion_token_cost: completion,
  };
}
