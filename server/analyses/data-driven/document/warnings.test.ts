import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentError, parseDocument } from '../document.ts';
import { ran, segmentsOf, shown } from '../testing/run-document.ts';

function warnings(text: string): string[] {
  return parseDocument(text).warnings.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

function errors(text: string): string[] {
  try {
    parseDocument(text);
    return [];
  } catch (error) {
    assert.ok(error instanceof DocumentError);
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
}

const set = (path: string, value: string): string => `<stateChange>${path}${value}</stateChange>`;
const constant = (name: string): string => `<stateAttribute type="constant" value="${name}"/>`;
const ONE = '<stateValue type="int" value="1"/>';
const PROVIDER = `<stateProvider id="p" version="1"><eventHandler eventName="e">${set(constant('a'), ONE)}</eventHandler></stateProvider>`;

test('elements of other languages right below the root are left alone, with all that is in them', () => {
  const text = `<tmfxml>\n<theirs name="x"><part>words</part><![CDATA[more]]></theirs>${PROVIDER}</tmfxml>`;
  assert.deepEqual(warnings(text), ['2:1 <theirs> is an element of another language; nothing comes of it here.']);
  assert.equal(parseDocument(text).stateProviders.length, 1);
});

test('a document with nothing but such elements is refused, with their places', () => {
  assert.deepEqual(errors('<tmfxml>\n<theirs/></tmfxml>'), [
    '1:1 The document has neither an analysis nor a view.',
    '2:1 <theirs> is an element of another language; nothing comes of it here.',
  ]);
});

test('slips of the pen are no elements of other languages', () => {
  const [slip] = errors(`<tmfxml>${PROVIDER}\n<TimeGraphView id="v"/></tmfxml>`);
  assert.match(slip ?? '', /^2:1 <TimeGraphView> is not expected in <tmfxml>/);
  assert.match(
    errors(`<tmfxml>${PROVIDER}\n<eventHandler eventName="x"/></tmfxml>`)[0] ?? '',
    /^2:1 <eventHandler> is not/,
  );
  assert.match(
    errors(`<tmfxml>${PROVIDER.replace('<eventHandler', '\n<theirs/><eventHandler')}</tmfxml>`)[0]!,
    /^2:1 /,
  );
});

test('text is refused in the elements of the language, also as CDATA', () => {
  for (const words of ['words', '<![CDATA[words]]>']) {
    assert.deepEqual(errors(`<tmfxml>\n${PROVIDER.replace('</stateChange>', `${words}</stateChange>`)}</tmfxml>`), [
      '2:63 <stateChange> has no text of its own: “words” is not expected.',
    ]);
  }
});

test('what needs a location or a value that is not there does nothing, all else works', async () => {
  const lost = '<stateAttribute type="location" value="gone"/>';
  const body = `<stateProvider id="sp" version="1"><eventHandler eventName="e">
${set(lost + constant('x'), ONE)}
${set(constant('a'), '<stateValue type="int" value="$GONE"/>')}
${set(constant('b'), ONE)}
<stateChange><if><condition>${lost}<stateValue type="null"/></condition></if><then>${constant('c')}${ONE}</then></stateChange>
</eventHandler></stateProvider>`;
  assert.deepEqual(warnings(`<tmfxml>${body}</tmfxml>`), [
    '2:14 There is no location gone: what needs it does nothing.',
    '3:57 There is no definedValue GONE: this is null.',
    '5:29 There is no location gone: what needs it does nothing.',
  ]);
  assert.deepEqual(
    shown(await ran(body, 'e@1 e@9')),
    ['b: 1[1-', 'c: 1[1-'].map((row) => row),
  );
});

test('a transition to a state that is not there is never taken', async () => {
  const body = `<pattern id="p" version="1"><patternHandler>
<action id="found"><segment><segType segName="S"/></segment></action>
<fsm id="f"><state id="s"><transition event="in" target="t"/></state><state id="t">
<transition event="out" target="gone"/>
<transition event="end" target="done" action="found"/></state><final id="done"/></fsm></patternHandler></pattern>`;
  assert.deepEqual(warnings(`<tmfxml>${body}</tmfxml>`), [
    '4:1 There is no state gone: the transition is never taken.',
  ]);
  assert.deepEqual(segmentsOf(await ran(body, 'in@1 out@3 end@7')), ['S[1-7]']);
});

test('what the schemas allow and nobody reads is told', () => {
  assert.deepEqual(
    warnings(`<tmfxml><pattern id="p" version="1"><patternHandler>
<fsm id="f" automatic="true"><precondition event="x" target="s"/>
<state id="s" multiple="false"><transition event="x" target="s"/></state>
<transition target="s"/></fsm></patternHandler></pattern></tmfxml>`),
    [
      '2:1 automatic of <fsm> has no effect.',
      '2:30 target of <precondition> has no effect: it has only event and cond.',
      '3:1 multiple of <state> has no effect.',
      '4:1 <transition> in <fsm> has no effect.',
    ],
  );
});

test('the path of a level of a call stack may be empty', () => {
  const { callstacks } = parseDocument(
    `<tmfxml><callstack id="c"><callstackGroup><level path=""/></callstackGroup>${PROVIDER}</callstack></tmfxml>`,
  );
  assert.deepEqual(
    callstacks[0]?.groups[0]?.levels.map(({ path }) => path),
    [''],
  );
});

test('a view of an analysis that the document lacks is told with its place', () => {
  const text = `<tmfxml>${PROVIDER}\n<timeGraphView id="v"><head>\n<analysis id="nowhere"/></head><entry path="*"/></timeGraphView></tmfxml>`;
  assert.deepEqual(warnings(text), [
    '3:1 There is no analysis nowhere in this document: without another one that has it, nothing is shown.',
  ]);
});

test('a colour that is none is refused', () => {
  const colored = (color: string): string[] =>
    errors(
      `<tmfxml>\n${PROVIDER.replace('<eventHandler', `<definedValue name="n" value="1" color="${color}"/><eventHandler`)}</tmfxml>`,
    );
  assert.deepEqual(colored('#00cC00'), []);
  for (const color of ['blu', '#12', '#12345g', ''])
    assert.match(colored(color).join(), /^2:\d+ .*no colour: write #RRGGBB/);
});
