import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringTable } from '../../index/string-table.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { opened } from '../testing/opened.ts';
import { AttributeStore } from './attribute-store.ts';
import { parseDocument } from './document.ts';
import { Compiler } from './running/compiler.ts';
import { EventFields } from './running/event-fields.ts';
import { StateValues } from './state-values.ts';
import { ran, segmentsOf, shown } from './testing/run-document.ts';

const pattern = (handler: string, { initial = '', before = '' } = {}): string =>
  `<pattern id="p" version="1">${before}<patternHandler${initial === '' ? '' : ` initial="${initial}"`}>${handler}</patternHandler></pattern>`;
const own = (name: string): string =>
  `<stateAttribute type="constant" value="#CurrentScenario"/><stateAttribute type="constant" value="${name}"/>`;
const count = (id: string): string =>
  `<action id="${id}"><stateChange><stateAttribute type="constant" value="${id}"/><stateValue type="int" value="1" increment="true"/></stateChange></action>`;
const segment = (name: string, content = '', time = ''): string =>
  `<segment><segType segName="${name}"/>${time}${content}</segment>`;
const test_ = (id: string, condition: string): string => `<test id="${id}"><if>${condition}</if></test>`;
const keep = (field: string): string =>
  `<stateChange>${own(field)}<stateValue type="eventField" value="${field}"/></stateChange>`;
const same = (field: string): string =>
  test_(
    `same-${field}`,
    `<condition><stateAttribute type="constant" value="#CurrentScenario"/><stateAttribute type="constant" value="${field}"/><stateValue type="eventField" value="${field}"/></condition>`,
  );
/** Two states, from one event to the other. */
const pair = (id: string, from: string, to: string, attributes = '', cond = ''): string =>
  `<fsm id="${id}" ${attributes}><state id="out"><transition event="${from}" target="in" action="enter"/></state>
   <state id="in"><transition event="${to}" ${cond} target="end" action="leave"/></state><final id="end"/></fsm>`;

const rowsOf = async (...args: Parameters<typeof ran>): Promise<string[]> => shown(await ran(...args));

test('a scenario is pending, in progress, matched; its number is used again', async () => {
  const rows = await rowsOf(
    pattern(`<action id="enter">${keep('k')}</action><action id="leave"/>${pair('f', 'a', 'b')}`),
    'x@1 a@2(k=7) b@5 x@6 x@7 a@8(k=8) x@9',
  );
  const row = (name: string): string | undefined =>
    rows.find((row) => row.startsWith(`scenarios/f/${name}: `))?.split(': ')[1];
  assert.equal(row('0/status'), '0[1-2] 1[2-5] 2[5-9] 0[9-');
  assert.equal(row('0/state'), 'out[1-2] in[2-5] end[5-9] out[9-');
  assert.equal(row('0/startTime'), '2[2-5]');
  assert.equal(row('0/k'), '7[2-5]');
  assert.equal(row('0/state/in/startTime'), '2[2-5]');
  // The next event after one scenario left its begin brings another one.
  assert.equal(row('1/status'), '0[5-8] 1[8-9] 3[9-');
  assert.equal(row('1/k'), '8[8-');
});

test('what is in progress at the end of the trace is abandoned', async () => {
  const rows = await rowsOf(pattern(`<action id="enter"/><action id="leave"/>${pair('f', 'a', 'b')}`), 'x@1 a@2 x@9');
  assert.ok(rows.includes('scenarios/f/0/status: 0[1-2] 1[2-9] 3[9-'), rows.join('\n'));
});

test('where a machine consumes, an event goes to one scenario, else to all', async () => {
  const both = (consuming: boolean): Promise<string[]> =>
    rowsOf(
      pattern(`${count('enter')}${count('leave')}${pair('f', 'a', 'b', `consuming="${consuming}"`)}`),
      'a@1 a@2 a@3 b@4 b@5 x@6',
    );
  assert.ok((await both(true)).includes('leave: 1[4-5] 2[5-'));
  // Not consuming, all three scenarios take the first b.
  assert.ok((await both(false)).includes('leave: 3[4-'));
});

test('a machine that is not multiple has one scenario', async () => {
  const rows = await rowsOf(
    pattern(`${count('enter')}${count('leave')}${pair('f', 'a', 'b', 'multiple="false"')}`),
    'a@1 a@2 b@3 a@4 b@5',
  );
  assert.ok(rows.includes('enter: 1[1-') && rows.includes('leave: 1[3-'), rows.join('\n'));
});

test('scenarios begin at the attribute initial, at the target of the element initial, or in a state of their own', async () => {
  const machine = (begin: string, attribute = ''): string =>
    `<fsm id="f" ${attribute}>${begin}<state id="a"><transition event="x" target="end" action="first"/></state>
     <state id="b"><transition event="x" target="end" action="second"/></state><final id="end"/></fsm>`;
  const counted = async (body: string): Promise<string[]> =>
    (await rowsOf(pattern(`${count('first')}${count('second')}${body}`), 'x@1')).filter((row) => !row.startsWith('sc'));
  assert.deepEqual(await counted(machine('')), ['first: 1[1-']);
  assert.deepEqual(await counted(machine('', 'initial="b"')), ['second: 1[1-']);
  assert.deepEqual(await counted(machine('<initial><transition target="b"/></initial>')), ['second: 1[1-']);
  const own = await rowsOf(
    pattern(
      `${count('first')}${count('second')}${machine('<initialState><transition event="y" target="b" action="first"/></initialState>')}`,
    ),
    'x@1 y@2 x@3',
  );
  assert.ok(own.includes('first: 1[2-') && own.includes('second: 1[3-'), own.join('\n'));
  assert.ok(own.includes('scenarios/f/0/state: initialState[1-2] b[2-3] end[3-'), own.join('\n'));
});

test('initial machines begin with the trace, others when an action schedules them, with the event after', async () => {
  const rows = await rowsOf(
    pattern(
      `<action id="go"><fsmScheduleAction id="g"/></action>${count('done')}
       <fsm id="f" multiple="false"><state id="s"><transition event="go" target="s" action="go"/></state></fsm>
       <fsm id="g"><state id="s"><transition event="x|go" target="e" action="done"/></state><final id="e"/></fsm>`,
      { initial: 'f' },
    ),
    'x@1 go@2 x@3 x@4',
  );
  assert.ok(rows.includes('done: 1[3-4] 2[4-'), rows.join('\n'));
});

test('a precondition keeps events away; the first transition that fits is taken', async () => {
  const rows = await rowsOf(
    pattern(
      `${test_('big', '<condition operator="gt"><field name="n"/><stateValue type="int" value="5"/></condition>')}
       ${count('big')}${count('any')}
       <fsm id="f" multiple="false"><precondition event="e"/><precondition event="f" cond="big"/><state id="s">
       <transition cond="big" target="s" action="big"/><transition target="s" action="any"/></state></fsm>`,
    ),
    'e@1(n=9) e@2(n=1) f@3(n=1) f@4(n=7) g@5(n=8)',
  );
  assert.ok(rows.includes('big: 1[1-4] 2[4-') && rows.includes('any: 1[2-'), rows.join('\n'));
});

test('on leaving, then the transition, then stored fields, then on entering', async () => {
  const log = (id: string): string =>
    `<action id="${id}"><stateChange><stateAttribute type="constant" value="log"/><stateValue type="string" value="${id}" stack="push"/></stateChange></action>`;
  const stored = `<action id="late"><stateChange><stateAttribute type="constant" value="seen"/><stateValue type="query">${own('storedFields')}<stateAttribute type="constant" value="number"/></stateValue></stateChange></action>`;
  const rows = await rowsOf(
    pattern(
      `${['exit', 'go', 'more', 'entry'].map(log).join('')}${stored}
       <fsm id="f" multiple="false"><state id="a"><onexit action="exit"/><transition event="e" target="b" action="go:more" saveStoredFields="true"/></state>
       <state id="b"><onentry action="entry:late"/><transition event="e" target="b" clearStoredFields="true"/></state></fsm>`,
      { before: '<storedField id="n" alias="number"/><storedField id="other"/>' },
    ),
    'e@1(n=42) e@4',
  );
  assert.deepEqual(
    rows.filter((row) => /^log\/|^seen/.test(row)),
    ['log/1: exit[1-', 'log/2: go[1-', 'log/3: more[1-', 'log/4: entry[1-', 'seen: 42[1-4]', 'log/5: entry[4-'],
  );
  assert.ok(rows.includes('scenarios/f/0/storedFields/number: 42[1-4]'), rows.join('\n'));
});

test('times are tested: of the event, and since a state was entered', async () => {
  const elapsed = (than: string): string =>
    test_(than, `<condition><elapsedTime unit="us"><${than} since="in" value="2"/></elapsedTime></condition>`);
  const range = (where: string): string =>
    test_(where, `<condition><timerange><${where} begin="2000" end="4000"/></timerange></condition>`);
  const tests = ['less', 'equal', 'more'];
  const rows = await rowsOf(
    pattern(
      `${tests.map(elapsed).join('')}${['in', 'out'].map(range).join('')}${[...tests, 'in', 'out'].map(count).join('')}
       <fsm id="f" multiple="false"><state id="begin"><transition event="a" target="in"/></state>
       <state id="in">${tests.map((id) => `<transition event="b" cond="${id}" target="in" action="${id}"/>`).join('')}</state></fsm>
       <fsm id="g" multiple="false"><state id="s"><transition cond="in" target="s" action="in"/><transition cond="out" target="s" action="out"/></state></fsm>`,
    ),
    'a@1000 b@2999 b@3000 b@3001 b@5000',
    { base: 0n },
  );
  for (const row of [
    'less: 1[2999-',
    'equal: 1[3000-',
    'more: 1[3001-5000] 2[5000-',
    'in: 1[2999-3000] 2[3000-3001] 3[3001-',
    'out: 1[1000-5000] 2[5000-',
  ])
    assert.ok(rows.includes(row), `${row} in\n${rows.join('\n')}`);
});

test('segments reach from the begin of their scenario to the event, with a name and fields', async () => {
  const content = `<segContent><segField name="tid" type="long"><stateValue type="query">${own('k')}</stateValue></segField>
    <segField name="ret" type="string"><stateValue type="eventField" value="ret"/></segField>
    <segField name="kind" type="string" value="call"/><segField name="five" type="int" value="5"/></segContent>`;
  const named = `<segment><segType><segName><stateValue type="query">${own('name')}</stateValue></segName></segType>${content}</segment>`;
  const name = `<stateChange>${own('name')}<stateValue type="eventName"/></stateChange>`;
  const module = await ran(
    pattern(
      `${same('k')}<action id="enter">${keep('k')}${name}</action><action id="leave">${named}<action id="again"/></action>
       <action id="again">${segment('again')}</action>${pair('f', 'open*', 'shut', '', 'cond="same-k"')}`,
    ),
    'opened@1(k=1) open@2(k=2) shut@4(k=3) shut@5(k=1,ret=ok) shut@8(k=2)',
  );
  assert.deepEqual(segmentsOf(module), [
    'opened[1-5] tid=1 ret=ok kind=call five=5',
    'again[1-5] tid= ret= kind= five=',
    'open[2-8] tid=2 ret= kind=call five=5',
    'again[2-8] tid= ret= kind= five=',
  ]);
  assert.deepEqual(
    module.segments!.aspects.map(({ name, type }) => `${name} ${type}`),
    ['Name STRING', 'tid NUMBER', 'ret STRING', 'kind STRING', 'five NUMBER'],
  );
});

test('segments may have times of their own, and are in order of their ends', async () => {
  const time = (end: string): string => `<segTime><begin type="eventField" value="from"/>${end}</segTime>`;
  const module = await ran(
    pattern(
      `<action id="make">${segment('end', '', time('<end type="eventField" value="to"/>'))}${segment('duration', '', time('<duration type="eventField" value="for"/>'))}</action>
       <fsm id="f"><state id="s"><transition event="*" target="e" action="make"/></state><final id="e"/></fsm>`,
    ),
    'e@10(from=100,to=150,for=20) e@20(from=5,to=8,for=1) e@30(from=25,to=3)',
  );
  assert.deepEqual(segmentsOf(module), [
    'duration[5-6]',
    'end[5-8]',
    'end[25-30]',
    'duration[25-30]',
    'duration[100-120]',
    'end[100-150]',
  ]);
});

test('scenarios borrow attributes of a pool, each its own, and give them back', async () => {
  const pool = (name: string): string =>
    `<stateChange><stateAttribute type="constant" value="Rows"/><stateAttribute type="pool"/><stateValue type="eventField" value="${name}"/></stateChange>`;
  const rows = await rowsOf(
    pattern(
      `${same('k')}<action id="enter">${keep('k')}${pool('op')}</action><action id="more">${pool('op')}</action>
       <fsm id="f"><state id="out"><transition event="in" target="in" action="enter"/></state>
       <state id="in"><transition event="act" cond="same-k" target="in" action="more"/><transition event="out" cond="same-k" target="end"/></state><final id="end"/></fsm>`,
    ),
    'in@1(k=1,op=a) in@2(k=2,op=b) act@3(k=1,op=c) out@4(k=1) in@5(k=3,op=d) out@6(k=2) out@7(k=3)',
  );
  assert.deepEqual(
    rows.filter((row) => row.startsWith('Rows')),
    ['Rows/0: a[1-3] c[3-4] d[5-7]', 'Rows/1: b[2-6]'],
  );
});

test('two machines see each event in turn; pairs by key are what a plain look finds, looked up or not', async () => {
  const machine = (test: string): string =>
    pattern(
      `${same('k')}${test_('slow', `<condition operator="le">${own('k')}<stateValue type="eventField" value="k"/></condition>`)}
       ${test_('not-more', `<and><condition operator="ge">${own('k')}<stateValue type="eventField" value="k"/></condition><condition operator="le">${own('k')}<stateValue type="eventField" value="k"/></condition></and>`)}
       ${count('all')}<action id="enter">${keep('k')}</action><action id="leave">${segment('pair')}</action>
       ${pair('f', 'in', 'out', '', `cond="${test}"`)}
       <fsm id="g" multiple="false"><state id="s"><transition event="in|out" target="s" action="all"/></state></fsm>`,
    );
  for (let seed = 1; seed <= 4; seed++) {
    const next = seeded(seed);
    const open: { k: number; since: number }[] = [];
    const expected: string[] = [];
    let words = '';
    let events = 0;
    for (let time = 1; time < 500; time += 1 + next(3)) {
      const k = next(8);
      events++;
      if (next(2) === 0) {
        words += ` in@${time}(k=${k})`;
        open.push({ k, since: time });
      } else {
        words += ` out@${time}(k=${k})`;
        const at = open.findIndex((one) => one.k === k);
        if (at >= 0) expected.push(`pair[${open.splice(at, 1)[0]!.since}-${time}]`);
      }
    }
    for (const test of ['same-k', 'not-more']) {
      const module = await ran(machine(test), words);
      assert.deepEqual(segmentsOf(module), expected, `${test}, seed ${seed}`);
      const { store } = module;
      assert.equal(store.values.number(store.now(store.find(['all']))), events);
    }
  }
});

test('what a document asks too much of is told with its place', async () => {
  const { stateProviders } =
    parseDocument(`<tmfxml><stateProvider id="sp" version="1"><eventHandler eventName="e"><stateChange><stateAttribute type="eventField" value="n"/>
<stateAttribute type="constant" value="x"/><stateValue type="int" value="1"/></stateChange></eventHandler></stateProvider></tmfxml>`);
  const [part] = stateProviders;
  const change = part!.eventHandlers[0]!.changes[0]!;
  assert.ok(change.kind === 'assignment');
  const strings = new StringTable();
  const trace = (await opened(fakeReader('e@1(n=1)'))).experiment.traces[0]!;
  const store = new AttributeStore(new StateValues(strings, () => 0n), 0, 2);
  const fields = new EventFields(trace, strings);
  const add = new Compiler(part!, fields, store, 0n).adding(change.path);
  fields.event.fields = [Float64Array.of(1), Float64Array.of(1)];
  assert.throws(add, /^Error: Line 2, column 1 of the document: there are more than 2 attributes$/);
  assert.equal(store.addChild(0, 0), -1);
  const words = Array.from({ length: 300 }, (_, i) => `f${i}`);
  const wide = `<stateProvider id="sp" version="1"><eventHandler eventName="e">${words
    .map(
      (name) =>
        `<stateChange><stateAttribute type="eventField" value="${name}"/><stateValue type="int" value="1"/></stateChange>`,
    )
    .join('')}</eventHandler></stateProvider>`;
  await assert.rejects(ran(wide, 'e@1(n=1)'), /reads more than 256 fields of events/);
});
