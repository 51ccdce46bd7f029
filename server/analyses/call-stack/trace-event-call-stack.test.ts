import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../testing/opened.ts';
import { traceEvents } from '../testing/trace-event-file.ts';

/** The flame chart as text, times in µs since the first event: thread and states of each row; then its arrows. */
async function chart(text: string): Promise<string[]> {
  const reader = await traceEvents(text);
  try {
    const experiment = await opened(reader);
    const output = outputNamed(experiment, 'Flame Chart');
    const tree = await output.tree!({ extra: {} }, NEVER);
    const { start, end } = experiment.traces[0]!;
    const from = Number(start - reader.base) / 1000;
    const all = window(start - 1_000_000n, end + 1_000_000n, 4000, rowIds(tree));
    const { looks, rows } = await output.states!(all, NEVER);
    const names = new Map(tree.entries.map(({ id, labels }, i) => [id, `${labels[0]}#${i}`]));
    const label = new Map(tree.entries.map(({ id, labels }) => [id, labels[0]]));
    const arrows = (await output.arrows!(all, NEVER)).flatMap((a) =>
      Array.from(a.start, (s, i) => {
        const to = a.end[i]! / 1000 - from;
        return `${names.get(a.source[i]!)}@${s / 1000 - from} -> ${names.get(a.target[i]!)}@${to}`;
      }),
    );
    return [
      ...rows.map(({ entryId, start, end, look }) => {
        const states = Array.from(
          look,
          (l, i) => `${looks[l]!.label}[${start[i]! / 1000 - from}-${end[i]! / 1000 - from}]`,
        );
        return `${label.get(entryId)}: ${states.join(' ')}`;
      }),
      ...arrows,
    ];
  } finally {
    reader.close();
  }
}

test('begin and end nest; an end without a begin is passed over; what is open ends with the trace', async () => {
  assert.deepEqual(await chart('E:@0 B:a@1 B:b@2 E:@3 B:c@3 E:@5 B:d@6'), [
    'thread 1: a[1-6.001]',
    'thread 1: b[2-3] c[3-5] d[6-6.001]',
  ]);
});

test('complete events nest by their ends, also where a child stands before its parent in the file', async () => {
  assert.deepEqual(await chart('X:c@1(dur=2) X:b@1(dur=4) X:a@0(dur=10) X:d@5(dur=5) X:e@10(dur=1)'), [
    'thread 1: a[0-10] e[10-11]',
    'thread 1: b[1-5] d[5-10]',
    'thread 1: c[1-3]',
  ]);
});

test('complete events that overlap without nesting never share a row', async () => {
  assert.deepEqual(await chart('X:a@0(dur=10) X:b@5(dur=10) X:c@12(dur=1) X:d@20(dur=1)'), [
    'thread 1: a[0-10] d[20-21]',
    'thread 1: b[5-15]',
    'thread 1: c[12-13]',
  ]);
});

test('a child that ends a rounding error after its parent ends with it', async () => {
  assert.deepEqual(await chart('X:a@0(dur=10) X:b@5(dur=5.5) X:c@10(dur=1)'), [
    'thread 1: a[0-10] c[10-11]',
    'thread 1: b[5-10]',
  ]);
});

test('begin, end and complete events mix', async () => {
  assert.deepEqual(await chart('B:a@0 X:b@1(dur=2) B:c@4 E:@5 E:@6 X:d@7(dur=1)'), [
    'thread 1: a[0-6] d[7-8]',
    'thread 1: b[1-3] c[4-5]',
  ]);
});

test('instants lie below the slice that they happen in', async () => {
  assert.deepEqual(await chart('i:loose@0 X:a@1(dur=5) i:mark@2 I:old@3'), [
    'thread 1: loose[0-0] a[1-6]',
    'thread 1: mark[2-2] old[3-3]',
  ]);
});

test('async slices nest within their operation, and share rows with others only at other times', async () => {
  assert.deepEqual(
    await chart(
      'b:load@0(cat=net,id=1) b:dns@1(cat=net,id=1) b:load@2(cat=net,id=2) e:dns@3(cat=net,id=1) n:note@4(cat=net,id=1) e:load@5(cat=net,id=1) e:load@6(cat=net,id=2) b:load@7(cat=net,id=2) e:load@8(cat=net,id=2)',
    ),
    ['net: load[0-5]', 'net: dns[1-3] note[4-4]', 'net: load[2-6] load[7-8]'],
  );
});

test('old async events work as new ones; what never ends takes no room from what does', async () => {
  assert.deepEqual(
    await chart('S:never@0(cat=x,id=9) S:a@1(cat=x,id=1) F:a@3(cat=x,id=1) S:b@4(cat=x,id=1) F:b@5(cat=x,id=1)'),
    ['x: a[1-3] b[4-5]', 'x: never[0-5.001]'],
  );
});

test('flow events are arrows from slice to slice, also through steps and with names of their own', async () => {
  assert.deepEqual(
    await chart(
      's:f@0(id=1,cat=c) X:a@0(dur=2) X:b@3(dur=2,tid=2) t:other@4(id=1,cat=c,tid=2) X:x@5(dur=1,tid=3) f:f@7(id=1,cat=c,tid=3) X:z@9(dur=1,tid=3)',
    ),
    [
      'thread 1: a[0-2]',
      'thread 2: b[3-5]',
      'thread 3: x[5-6] z[9-10]',
      'thread 1#3@0 -> thread 2#5@4',
      'thread 2#5@4 -> thread 3#7@9',
    ],
  );
  assert.deepEqual(
    await chart('X:a@0(dur=2) s:f@1(id=1) X:b@3(dur=9,tid=2) X:c@4(dur=2,tid=2) f:f@5(id=1,bp=e,tid=2)'),
    ['thread 1: a[0-2]', 'thread 2: b[3-12]', 'thread 2: c[4-6]', 'thread 1#3@1 -> thread 2#6@5'],
  );
});

test('processes and threads bear their names and stand in their order', async () => {
  const reader = await traceEvents(
    'X:a@0(dur=1,pid=3,tid=9) X:a@0(dur=1,pid=3,tid=8) X:a@0(dur=1,pid=2) M:process_name@0(pid=3,args={"name":"GPU"}) M:process_sort_index@0(pid=3,args={"sort_index":-1}) M:thread_name@0(pid=3,tid=9,args={"name":"Main"}) M:thread_sort_index@0(pid=3,tid=9,args={"sort_index":-5})',
  );
  const output = outputNamed(await opened(reader), 'Flame Chart');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), [
    'trace',
    '  GPU (3)',
    '    Main (9)',
    '      Main (9)',
    '    thread 8',
    '      thread 8',
    '  process 2',
    '    thread 1',
    '      thread 1',
  ]);
  reader.close();
});
