import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentError, parseDocument } from './document.ts';

/** `line:column message` of each problem. */
function problems(text: string): string[] {
  try {
    parseDocument(text);
    return [];
  } catch (error) {
    assert.ok(error instanceof DocumentError, String(error));
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
}

const CHANGE =
  '<stateChange><stateAttribute type="constant" value="a"/><stateValue type="int" value="1"/></stateChange>';
const HANDLER = `<eventHandler eventName="e">${CHANGE}</eventHandler>`;
const provider = (inner: string): string =>
  `<tmfxml>\n<stateProvider id="p" version="1">\n${inner}\n</stateProvider>\n</tmfxml>`;
const value = (attributes: string, inner = ''): string =>
  provider(`<eventHandler eventName="e"><stateChange><stateAttribute type="constant" value="a"/>
<stateValue ${attributes}>${inner}</stateValue></stateChange></eventHandler>`);
const pattern = (inner: string): string =>
  `<tmfxml>\n<pattern id="p" version="1"><patternHandler>\n${inner}\n</patternHandler></pattern></tmfxml>`;
const fsm = (transition: string): string => `<fsm id="f"><state id="s">\n${transition}\n</state></fsm>`;

test('a document is read with its places, defaults and defined values', () => {
  const { stateProviders, patterns, timeGraphViews, xyViews, callstacks } = parseDocument(`<?xml version="1.0"?>
<tmfxml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="xmlDefinition.xsd">
  <!-- what is shown -->
  <timeGraphView id="tg"><head><analysis id="p"/><label value="Shown"/></head>
    <definedValue name="RUN" value="2" color="#00CC00"/>
    <entry path="Threads/*" displayText="true"><display type="self"/><name type="constant" value="Name"/></entry>
  </timeGraphView>
  <xyView id="xy"><entry path="Counts/*" displayType="delta"><display type="self"/></entry></xyView>
  <stateProvider id="p" version="3"><head><traceType id="t"/><label value="Provider"/></head>
    <definedValue name="RUN" value="2"/>
    <eventHandler eventName="sched_*"><stateChange>
      <stateAttribute type="constant" value="a"/>
      <stateValue type="int" value="$RUN" increment="true"/>
    </stateChange></eventHandler>
  </stateProvider>
  <pattern id="q" version="1"><patternHandler initial="f">
    <test id="late"><if><condition><timerange unit="us"><in begin="1" end="2"/></timerange></condition></if></test>
    <fsm id="f"><initial><transition target="b"/></initial><state id="a"><transition target="b"/></state>
      <state id="b"><transition event="x|y*" cond="late" target="end"/></state><final id="end"/></fsm>
  </patternHandler></pattern>
  <callstack id="cs"><callstackGroup name="threads"><level path="T/*"/><thread cpu="cpu"/></callstackGroup>
    <analysis id="p"/></callstack>
</tmfxml>`);
  const [p] = stateProviders;
  assert.deepEqual([p!.line, p!.column, p!.label, p!.version, p!.traceTypes], [9, 3, 'Provider', 3, ['t']]);
  const [change] = p!.eventHandlers[0]!.changes;
  assert.ok(change?.kind === 'assignment');
  assert.deepEqual([change.value.value, change.value.increment, change.value.line], ['2', true, 13]);
  const [f] = patterns[0]!.fsms;
  assert.deepEqual([f!.multiple, f!.consuming, f!.initial, f!.final], [true, true, 'b', 'end']);
  assert.deepEqual(f!.states[1]!.transitions[0]!.events, ['x', 'y*']);
  const late = patterns[0]!.tests[0]!.condition;
  assert.ok(late?.kind === 'timeRange');
  assert.deepEqual([late.inside, late.begin, late.end], [true, 1000n, 2000n]);
  const [view] = timeGraphViews;
  assert.deepEqual([view!.label, view!.analyses[0]!.id, view!.definedValues[0]!.color], ['Shown', 'p', '#00CC00']);
  assert.deepEqual([view!.entries[0]!.displayText, view!.entries[0]!.name!.value], [true, 'Name']);
  assert.equal(xyViews[0]!.entry.displayType, 'delta');
  assert.deepEqual([callstacks[0]!.groups[0]!.levels[0]!.path, callstacks[0]!.analysis], ['T/*', 'p']);
});

test('what is unknown, missing, misplaced or one too many is told, all of it, where it stands', () => {
  const text = `<tmfxml>
<stateProvider id="a">
 <eventHandler eventName="e" name="x"><stateChange><stateAttribute value="x"/><stateValue type="int" value="1"/></stateChange></eventHandler>
 <location id="l"/>
 <foo/>
</stateProvider>
<xyView id="v"><entry path="a"/>
 <entry path="b"/></xyView>
<timeGraphView id="w"><entry path="a"><display type="self"/>
 <display type="self"/></entry></timeGraphView>
</tmfxml>`;
  assert.deepEqual(problems(text), [
    '2:1 <stateProvider> lacks the attribute version.',
    '2:1 <stateProvider> lacks <eventHandler> at its end.',
    '3:2 <eventHandler> has no attribute name; it has eventName.',
    '3:52 <stateAttribute> lacks the attribute type.',
    '5:2 <foo> is not expected in <stateProvider>; it has <head>, <definedValue> or <location> or <mappingGroup>, <eventHandler>.',
    '8:2 <xyView> has more than 1 <entry>.',
    '10:2 <entry> has more than 1 <display>.',
  ]);
});

test('definitions may stand between event handlers, but not after the last one', () => {
  const location = '<location id="l"><stateAttribute type="constant" value="a"/></location>';
  assert.deepEqual(problems(provider(`${HANDLER}\n${location}\n${HANDLER}`)), []);
  assert.deepEqual(problems(provider(`${HANDLER}\n${location}`)), [
    '2:1 <stateProvider> lacks <eventHandler> at its end.',
  ]);
  assert.deepEqual(problems(provider(`${HANDLER}\n<head/>`)), [
    '4:1 <head> stands too late in <stateProvider>: it comes before <eventHandler>.',
  ]);
});

test('a comparison has one of six operators, and two sides', () => {
  const condition = (inner: string): string =>
    provider(`<eventHandler eventName="e"><stateChange><if>\n${inner}\n</if><then>
<stateAttribute type="constant" value="a"/><stateValue type="null"/></then></stateChange></eventHandler>`);
  const sides = '<field name="f"/><stateValue type="int" value="1"/>';
  for (const operator of ['eq', 'ne', 'ge', 'gt', 'le', 'lt']) {
    assert.deepEqual(problems(condition(`<condition operator="${operator}">${sides}</condition>`)), []);
  }
  assert.deepEqual(problems(condition(`<condition operator="like">${sides}</condition>`)), [
    '4:1 operator of <condition> is “like”, it should be one of eq, ne, ge, gt, le, lt.',
  ]);
  assert.deepEqual(problems(condition('<condition><field name="f"/></condition>')), [
    '4:1 <condition> lacks <stateValue>.',
  ]);
  assert.deepEqual(
    problems(condition('<condition><timerange><in begin="1" end="2"/></timerange></condition>')),
    [
      '4:12 <timerange> is not expected in <condition>; it has <stateAttribute>, <stateValue>.',
      '4:1 <condition> lacks <stateAttribute>.',
      '4:1 <condition> lacks <stateValue>.',
    ].sort(),
  );
});

test('values are checked by their type', () => {
  const cases: [string, string, string?][] = [
    ['type="int" value="x"', '4:1 “x” is no whole number, as a value of type int should be.'],
    ['type="int" value="3000000000"', '4:1 3000000000 does not fit into 32 bits.'],
    [
      'type="long" value="99999999999999999999"',
      '4:1 “99999999999999999999” is no whole number, as a value of type long should be.',
    ],
    ['type="eventField"', '4:1 A stateValue of type eventField needs a value.'],
    ['type="query"', '4:1 A stateValue that queries or peeks needs stateAttributes in it.'],
    ['type="script"', '4:1 A stateValue of type script needs a value: the script.'],
    ['type="script" value="1 +"', '4:1 The script is no JavaScript: Unexpected end of input.'],
    ['type="script" value="} while (true) {"', "4:1 The script is no JavaScript: Unexpected token '}'."],
    [
      'type="script" value="1"',
      '4:33 A stateValue in a script needs an id: its name there.',
      '<stateValue type="null"/>',
    ],
    [
      'type="script" value="1"',
      '4:1 The id of a stateValue in a script is a name in JavaScript, which “a b” is not.',
      '<stateValue id="a b" type="null"/>',
    ],
    [
      'type="script" value="1"',
      '4:1 Two of the stateValues in the script have the same id.',
      '<stateValue id="a" type="null"/><stateValue id="a" type="null"/>',
    ],
    [
      'type="int" value="1" stack="push" increment="true"',
      '4:1 A stateValue of a stack can neither increment nor update.',
    ],
    ['type="string" value="x" mappingGroup="m"', '4:1 There is no mappingGroup m.'],
    [
      'type="query"',
      '4:19 There is no #CurrentScenario outside of patterns.',
      '<stateAttribute type="constant" value="#CurrentScenario"/>',
    ],
    [
      'type="query"',
      '4:19 Attributes of a pool belong to scenarios, which only patterns have.',
      '<stateAttribute type="pool"/>',
    ],
  ];
  for (const [attributes, problem, inner = ''] of cases) {
    assert.deepEqual(
      problems(value(attributes, inner))
        .filter((told) => told.includes(problem.slice(5)))
        .map((told) => told.replace(/^4:\d+/, '4:_')),
      [problem.replace(/^4:\d+/, '4:_')],
      attributes,
    );
  }
  assert.deepEqual(problems(value('type="long" stack="pop"')), []);
});

test('references of patterns are followed: tests, actions, state machines, targets, states', () => {
  assert.deepEqual(
    problems(
      pattern(`<test id="t"><if><condition><elapsedTime><less since="q" value="3"/></elapsedTime></condition></if></test>
<action id="a"><fsmScheduleAction id="g"/><action id="b"/></action>
${fsm('<transition cond="u:t" target="z" action="a:c"/>')}`),
    ),
    [
      '3:1 There is no state q, since which less asks.',
      '4:16 There is no fsm g.',
      '4:43 There is no action b.',
      '6:1 There is no test u.',
      '6:1 There is no action c.',
      '6:1 There is no state z: the transition is never taken.',
    ],
  );
  assert.deepEqual(problems(pattern(fsm('<transition event="x"/>'))), ['4:1 A transition needs a target.']);
  assert.deepEqual(problems(pattern('<fsm id="f"/>')), ['3:1 An fsm needs a state or an initialState.']);
  assert.deepEqual(problems(pattern('<fsm id="f"><state id="s"/>\n<state id="s"/></fsm>')), [
    '4:1 There is another state with the id s.',
  ]);
});

test('ids are given once', () => {
  const text = `<tmfxml>\n<stateProvider id="p" version="1">${HANDLER}</stateProvider>\n<stateProvider id="p" version="1">${HANDLER}</stateProvider>\n</tmfxml>`;
  assert.deepEqual(problems(text), ['3:1 There is another analysis with the id p.']);
});

test('what is not well-formed is told where it breaks', () => {
  assert.match(problems('<tmfxml>\n<a></tmfxml>')[0]!, /^2:\d+ The text is not well-formed XML: unexpected close tag/);
  assert.match(problems('')[0]!, /^1:1 .*root element/);
  assert.match(problems('<tmfxml>&nbsp;</tmfxml>')[0]!, /undefined entity/);
  assert.match(problems('<tmfxml a="1" a="2"/>')[0]!, /duplicate attribute/);
  assert.deepEqual(
    problems('<tmfxml>text</tmfxml>')[0],
    '1:1 <tmfxml> has no text of its own: “text” is not expected.',
  );
  assert.deepEqual(problems('<html/>'), [
    '1:1 The root element is <html>, it should be <tmfxml>.',
    '1:1 The document has neither an analysis nor a view.',
  ]);
});

test('entities, document types and anything external are refused', () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const refused = 'A document type declaration (DOCTYPE) is not allowed.';
  for (const text of [
    `<?xml version="1.0"?>\n<!DOCTYPE tmfxml [<!ENTITY l0 "lol">${laughs}]>\n<tmfxml>&l9;</tmfxml>`,
    '<?xml version="1.0"?>\n<!DOCTYPE tmfxml SYSTEM "file:///etc/passwd">\n<tmfxml/>',
    '<?xml version="1.0"?>\n<!DOCTYPE tmfxml [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]>\n<tmfxml/>',
  ]) {
    assert.deepEqual(problems(text), [`2:1 ${refused}`]);
  }
});

test('size, depth, and what stands for what are bounded', () => {
  assert.deepEqual(problems(`<tmfxml>${' '.repeat(256 * 1024)}</tmfxml>`), [
    '1:1 The document is longer than 256 KiB.',
  ]);
  assert.deepEqual(problems('<tmfxml>'.repeat(10_000)), ['1:513 Elements may be nested 64 deep at the most.']);
  const doubling = Array.from(
    { length: 12 },
    (_, i) => `<location id="l${i}">${`<stateAttribute type="location" value="l${i + 1}"/>`.repeat(2)}</location>`,
  ).join('\n');
  const last = '<location id="l12"><stateAttribute type="constant" value="x"/></location>';
  const long = problems(provider(doubling + last + HANDLER));
  assert.ok(long.includes('3:1 The location l0 is longer than 256 attributes.'), long.join('\n'));
  const circle =
    '<location id="a"><stateAttribute type="location" value="b"/></location>\n<location id="b"><stateAttribute type="location" value="a"/></location>';
  assert.ok(problems(provider(circle + HANDLER)).includes('3:1 The location a leads back to itself.'));
  const chain = Array.from(
    { length: 2500 },
    (_, i) => `<location id="l${i}"><stateAttribute type="location" value="l${i + 1}"/></location>`,
  ).join('');
  assert.equal(problems(provider(chain + HANDLER)).length, 20);
  const calls = pattern(
    `<action id="a"><action id="b"/></action>\n<action id="b"><action id="a"/></action>${fsm('<transition target="s" action="a"/>')}`,
  );
  assert.deepEqual(problems(calls), ['3:1 The action a calls itself.', '4:1 The action b calls itself.']);
});

test('no more than 20 problems are told', () => {
  assert.equal(problems(`<tmfxml>${'<x/>'.repeat(500)}</tmfxml>`).length, 20);
});
