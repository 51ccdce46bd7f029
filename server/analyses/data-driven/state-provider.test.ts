import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { provider, ran, shown } from './testing/run-document.ts';

const constant = (value: string): string => `<stateAttribute type="constant" value="${value}"/>`;
const field = (value: string): string => `<stateAttribute type="eventField" value="${value}"/>`;
const change = (path: string, value: string): string => `<stateChange>${path}${value}</stateChange>`;
const on = (name: string, ...changes: string[]): string =>
  `<eventHandler eventName="${name}">${changes.join('')}</eventHandler>`;
const set = (attributes: string, inner = ''): string => `<stateValue ${attributes}>${inner}</stateValue>`;

test('constants of all types, event fields, names and nothing become values', async () => {
  const module = await ran(
    provider(
      on(
        'e',
        change(constant('int'), set('type="int" value="-7"')),
        change(constant('long'), set('type="long" value="9007199254740993"')),
        change(constant('text'), set('type="string" value="$T"')),
        change(constant('name'), set('type="eventName"')),
        change(constant('n'), set('type="eventField" value="n"')),
        change(constant('s'), set('type="eventField" value="s"')),
        change(constant('null'), set('type="null"')),
      ),
      '<definedValue name="T" value="words"/>',
    ),
    'e@5(n=2.5,s=x) e@9(n=3,s=y)',
  );
  assert.deepEqual(shown(module), [
    'int: -7[5-',
    'long: 9007199254740993[5-',
    'text: words[5-',
    'name: e[5-',
    'n: 2.5[5-9] 3[9-',
    's: x[5-9] y[9-',
  ]);
  const { store } = module;
  const type = (name: string): string => store.values.type(store.now(store.find([name])));
  assert.deepEqual(['int', 'long', 'text', 'n', 'null'].map(type), ['int', 'long', 'string', 'long', 'null']);
  assert.equal(store.values.number(store.valueAt(store.find(['n']), 6)), 2.5);
  assert.equal(store.valueAt(store.find(['n']), 4), -1);
});

test('paths go by constants, fields, names, locations and queries; a name without a value leads nowhere', async () => {
  const location = `<location id="cpu">${constant('CPUs')}${field('cpu')}</location>`;
  const here = '<stateAttribute type="location" value="cpu"/>';
  const module = await ran(
    provider(
      on('run', change(here, set('type="eventField" value="tid"'))) +
        on(
          'work*',
          change(
            `<stateAttribute type="null"/>${constant('Threads')}<stateAttribute type="query">${here}</stateAttribute><stateAttribute type="eventName"/>`,
            set('type="int" value="1"'),
          ),
        ),
      location,
    ),
    'work@1($cpu=3) run@2($cpu=3,tid=70) work@3($cpu=3) worked@4($cpu=3) run@5($cpu=3,tid=main) work@6($cpu=3) wor@7($cpu=3)',
  );
  assert.deepEqual(shown(module), [
    'CPUs/3: 70[2-5] main[5-',
    'Threads/70/work: 1[3-',
    'Threads/70/worked: 1[4-',
    'Threads/main/work: 1[6-',
  ]);
});

test('cpu, timestamp, host and columns of the table are fields, where the event has none of the name', async () => {
  const fields = ['cpu', 'CPU', 'TIMESTAMP', 'hostid', 'Event type', 'none', 'context._vtid'];
  const module = await ran(
    provider(on('e', ...fields.map((name) => change(constant(name), set(`type="eventField" value="${name}"`))))),
    'e@5($cpu=2,vtid=9) e@8($cpu=1,cpu=77,vtid=9)',
    { base: 1_700_000_000_000_000_000n, hostId: 'here' },
  );
  assert.deepEqual(shown(module), [
    'cpu: 77[8-',
    'CPU: 2[5-8] 1[8-',
    'TIMESTAMP: 1700000000000000005[5-8] 1700000000000000008[8-',
    'hostid: here[5-',
    'Event type: e[5-',
    'context._vtid: 9[5-',
  ]);
});

test('a value that the event lacks is null, a place that it lacks none; nothing is added by what is absent', async () => {
  const module = await ran(
    provider(
      on(
        '*',
        change(constant('v'), set('type="eventField" value="v"')),
        change(constant('by') + field('k'), set('type="int" value="1"')),
        change(constant('sum'), set('type="eventField" value="v" increment="true"')),
      ),
    ),
    'a@1(v=1) b@2(k=x) a@3(v=2)',
  );
  assert.deepEqual(shown(module), ['v: 1[1-2] 2[3-', 'sum: 1[1-3] 3[3-', 'by/x: 1[2-']);
});

test('increments add up, from 0, and leave the type int when they outgrow it', async () => {
  const module = await ran(
    provider(
      on(
        'e',
        change(constant('count'), set('type="int" value="1" increment="true"')),
        change(constant('sum'), set('type="eventField" value="n" increment="true"')),
        change(constant('wide'), set('type="int" value="2147483647" increment="true"')),
      ),
    ),
    'e@1(n=5) e@2(n=-7) e@4(n=0.5)',
  );
  assert.deepEqual(shown(module), [
    'count: 1[1-2] 2[2-4] 3[4-',
    'sum: 5[1-2] -2[2-4] -1.5[4-',
    'wide: 2147483647[1-2] 4294967294[2-4] 6442450941[4-',
  ]);
  const { store } = module;
  assert.equal(store.values.type(store.now(store.find(['wide']))), 'long');
  assert.equal(store.values.type(store.now(store.find(['count']))), 'int');
});

test('an update rewrites the present state from its begin, also of what was null', async () => {
  const update = set('type="eventField" value="v" update="true"');
  const module = await ran(
    provider(
      on('set', change(constant('a'), set('type="eventField" value="v"'))) +
        on('fix', change(constant('a'), update)) +
        on('end', change(constant('a'), set('type="null"'))),
    ),
    'other@0 fix@2(v=first) set@4(v=1) fix@6(v=2) set@8(v=3) end@9 fix@11(v=late)',
  );
  assert.deepEqual(shown(module), ['a: first[0-4] 2[4-8] 3[8-9] late[9-']);
});

test('stacks are pushed, popped, emptied and looked at', async () => {
  const stack = constant('CallStack');
  const top = `<stateValue type="long" stack="peek">${stack}</stateValue>`;
  const module = await ran(
    provider(
      on('in', change(stack, set('type="eventField" value="f" stack="push"'))) +
        on(
          'out',
          `<stateChange><if><condition>${top}<stateValue type="eventField" value="f"/></condition></if><then>${stack}${set('type="long" stack="pop"')}</then></stateChange>`,
        ) +
        on('reset', change(stack, set('type="null" stack="popAll"'))),
    ),
    'out@0(f=a) in@1(f=a) in@2(f=b) out@3(f=a) out@4(f=b) in@5(f=c) in@6(f=d) reset@7 out@8(f=a) in@9(f=e)',
  );
  assert.deepEqual(shown(module), [
    'CallStack: 1[1-2] 2[2-4] 1[4-5] 2[5-6] 3[6-7] 1[9-',
    'CallStack/1: a[1-7] e[9-',
    'CallStack/2: b[2-4] c[5-7]',
    'CallStack/3: d[6-7]',
  ]);
});

test('delete ends the attribute and all below it', async () => {
  const module = await ran(
    provider(
      on(
        'on',
        change(constant('T') + field('t'), set('type="int" value="1"')),
        change(constant('T') + field('t') + constant('x'), set('type="int" value="2"')),
      ) + on('off', change(constant('T') + field('t'), set('type="delete"'))),
    ),
    'on@1(t=a) on@2(t=b) off@3(t=a) off@4(t=c)',
  );
  assert.deepEqual(shown(module), ['T/a: 1[1-3]', 'T/a/x: 2[1-3]', 'T/b: 1[2-', 'T/b/x: 2[2-']);
});

test('values are mapped, and forced into types', async () => {
  const group = `<mappingGroup id="m"><entry>${set('type="long" value="1"')}${set('type="string" value="one"')}</entry>
    <entry>${set('type="string" value="two"')}${set('type="int" value="2"')}</entry></mappingGroup>`;
  const module = await ran(
    provider(
      on(
        'e',
        change(constant('mapped'), set('type="eventField" value="v" mappingGroup="m"')),
        ...['int', 'string', 'double', 'long'].map((type) =>
          change(constant(type), set(`type="eventField" value="v" forcedType="${type}"`)),
        ),
      ),
      group,
    ),
    'e@1(v=1) f@2 e@3(v=3)',
  );
  assert.deepEqual(shown(module), [
    'mapped: one[1-3]',
    'int: 1[1-3] 3[3-',
    'string: 1[1-3] 3[3-',
    'double: 1[1-3] 3[3-',
    'long: 1[1-3] 3[3-',
  ]);
  const { store } = module;
  const types = ['int', 'string', 'double', 'long'].map((name) => store.values.type(store.now(store.find([name]))));
  assert.deepEqual(types, ['int', 'string', 'double', 'long']);
  const texts = await ran(
    provider(
      on(
        'e',
        change(constant('m'), set('type="eventField" value="v" mappingGroup="m"')),
        change(constant('n'), set('type="eventField" value="v" forcedType="int"')),
      ),
      group,
    ),
    'e@1(v=two) e@2(v=0x1f) e@3(v=x)',
  );
  assert.deepEqual(shown(texts), ['m: 2[1-2]', 'n: 31[2-3]']);
});

test('changes in the future happen when they are due, in order, and none in the past', async () => {
  const module = await ran(
    provider(
      on(
        'e',
        change(constant('a'), `${set('type="int" value="1"')}`),
        change(constant('a'), `${set('type="int" value="0"')}<futureTime type="eventField" value="until"/>`),
        change(constant('b'), `${set('type="eventField" value="until"')}<futureTime type="eventField" value="until"/>`),
      ),
    ),
    'e@10(until=15) x@12 e@20(until=18) e@30(until=34) e@32(until=90) x@40',
  );
  assert.deepEqual(shown(module), ['a: 1[10-15] 0[15-20] 1[20-34] 0[34-', 'b: 15[15-34] 34[34-']);
});

test('conditions compare fields, attributes and values, and combine', async () => {
  const iff = (name: string, condition: string): string =>
    `<stateChange><if>${condition}</if><then>${constant(name)}${set('type="int" value="1"')}</then><else>${constant(name)}${set('type="int" value="0"')}</else></stateChange>`;
  const compare = (operator: string, left: string, right: string): string =>
    `<condition operator="${operator}">${left}${right}</condition>`;
  const n = '<field name="n"/>';
  const ten = set('type="long" value="10"');
  const operators = ['eq', 'ne', 'ge', 'gt', 'le', 'lt'];
  const module = await ran(
    provider(
      on(
        'e',
        ...operators.map((operator) => iff(operator, compare(operator, n, ten))),
        iff('attribute', compare('eq', constant('eq'), set('type="int" value="1"'))),
        iff('text', compare('eq', n, set('type="string" value="10"'))),
        iff('null', compare('eq', '<field name="m"/>', set('type="null"'))),
        iff('values', compare('lt', set('type="eventField" value="n"'), set('type="query"', constant('gt')))),
        iff('and', `<and>${compare('gt', n, ten)}${compare('lt', n, set('type="int" value="12"'))}</and>`),
        iff('or', `<or>${compare('lt', n, ten)}<not>${compare('le', n, set('type="int" value="11"'))}</not></or>`),
      ),
    ),
    'e@1(n=9) e@2(n=10) e@3(n=11) e@4(n=12,m=x)',
  );
  const rows = (text: string): string =>
    [...text]
      .map((v, i) => `${v}[${i + 1}-${i === 3 ? '' : `${i + 2}]`}`)
      .join(' ')
      .replaceAll(/(\d)\[(\d)-\d\] \1\[\d-/g, '$1[$2-')
      .replaceAll(/(\d)\[(\d)-\d\] \1\[\d-/g, '$1[$2-');
  const expected = {
    eq: '0100',
    ne: '1011',
    ge: '0111',
    gt: '0011',
    le: '1100',
    lt: '1000',
    attribute: '0100',
    text: '0100',
    null: '1110',
    values: '0000',
    and: '0010',
    or: '1001',
  };
  const told = shown(module);
  for (const [name, bits] of Object.entries(expected)) {
    assert.ok(told.includes(`${name}: ${rows(bits)}`), `${name} ${rows(bits)} in\n${told.join('\n')}`);
  }
});

test('changes of one event see those before; what changes back at once never was', async () => {
  const module = await ran(
    provider(
      on(
        'e',
        change(constant('a'), set('type="eventField" value="n"')),
        change(constant('b'), set('type="query"', constant('a'))),
        change(constant('c'), set('type="int" value="1"')),
        change(constant('c'), set('type="null"')),
      ),
    ),
    'e@1(n=1) e@1(n=2) e@4(n=2) e@5(n=3)',
  );
  assert.deepEqual(shown(module), ['a: 2[1-5] 3[5-', 'b: 2[1-5] 3[5-']);
});

test('states by thread are what a plain look at the events finds', async () => {
  const handlers = on(
    'switch',
    change(constant('T') + field('prev'), set('type="int" value="0"')),
    change(constant('T') + field('next'), set('type="int" value="1"')),
    change(constant('switches'), set('type="long" value="1" increment="true"')),
  );
  for (let seed = 1; seed <= 5; seed++) {
    const next = seeded(seed);
    const rows = new Map<string, { value: number; since: number; text: string[] }>();
    const put = (name: string, value: number, time: number): void => {
      const row = rows.get(name) ?? { value, since: time, text: [] };
      rows.set(name, row);
      if (row.value === value) return;
      if (row.since < time) row.text.push(`${row.value}[${row.since}-${time}]`);
      row.value = value;
      row.since = time;
    };
    let words = '';
    let switches = 0;
    for (let time = 1; time < 400; time += next(4)) {
      const [prev, to] = [next(6), next(6)];
      words += ` switch@${time}(prev=${prev},next=${to})`;
      put(`T/${prev}`, 0, time);
      put(`T/${to}`, 1, time);
      put('switches', ++switches, time);
    }
    const expected = [...rows].map(
      ([name, { value, since, text }]) => `${name}: ${[...text, `${value}[${since}-`].join(' ')}`,
    );
    assert.deepEqual(shown(await ran(provider(handlers), words)).sort(), expected.sort(), `seed ${seed}`);
  }
});

test('tid is, in a kernel trace, the thread that is current on the CPU, unless the event has a field of that name', async () => {
  const module = await ran(
    provider(on('work', change(constant('tid'), set('type="eventField" value="tid"')))),
    `work@1($cpu=0) sched_switch@2($cpu=0,prev_comm=a,prev_tid=5,prev_state=0,next_comm=b,next_tid=6)
     work@3($cpu=0) sched_switch@4($cpu=0,prev_comm=b,prev_tid=6,prev_state=0,next_comm=a,next_tid=5) work@5($cpu=0) work@6($cpu=0)`,
  );
  assert.deepEqual(shown(module), ['tid: 6[3-5] 5[5-']);
  const own = await ran(
    provider(on('woken', change(constant('tid'), set('type="eventField" value="TID"')))),
    'sched_switch@2($cpu=0,prev_comm=a,prev_tid=5,prev_state=0,next_comm=b,next_tid=6) woken@3($cpu=0,TID=9)',
  );
  assert.deepEqual(shown(own), ['tid: 9[3-']);
});
