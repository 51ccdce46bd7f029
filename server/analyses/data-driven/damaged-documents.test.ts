/** Documents with pieces left out, doubled or moved: they are refused with a place in the text, or work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { DocumentError, parseDocument } from './document.ts';
import { ran } from './testing/run-document.ts';

const BODY = `<pattern id="p" version="1"><head><traceType id="t"/><label value="P"/></head><storedField id="k" alias="key"/>
<definedValue name="ONE" value="1"/>
<location id="l"><stateAttribute type="constant" value="A"/><stateAttribute type="eventField" value="k"/></location>
<mappingGroup id="m"><entry><stateValue type="long" value="1"/><stateValue type="string" value="one"/></entry></mappingGroup>
<patternHandler initial="f">
<test id="t"><if><and><condition operator="ge"><field name="k"/><stateValue type="int" value="0"/></condition>
<not><condition><timerange unit="ms"><out begin="0" end="9"/></timerange></condition></not></and></if></test>
<test id="u"><if><condition><elapsedTime><more since="in" value="1"/></elapsedTime></condition></if></test>
<action id="a"><stateChange><stateAttribute type="location" value="l"/><stateValue type="int" value="$ONE" increment="true"/></stateChange>
<stateChange><if><condition><stateAttribute type="location" value="l"/><stateValue type="query"><stateAttribute type="constant" value="A"/></stateValue></condition></if>
<then><stateAttribute type="constant" value="#CurrentScenario"/><stateAttribute type="constant" value="k"/><stateValue type="eventField" value="k" mappingGroup="m"/></then>
<else><stateAttribute type="constant" value="S"/><stateAttribute type="pool"/><stateValue type="string" value="x" stack="push"/></else></stateChange>
<action id="b"><segment><segType segName="s"/><segTime><begin type="eventField" value="timestamp"/><duration type="long" value="5"/></segTime>
<segContent><segField name="f" type="long"><stateValue type="eventField" value="k"/></segField></segContent></segment></action></action>
<fsm id="f" consuming="false"><precondition event="*"/><initial><transition target="out"/></initial>
<state id="out"><transition event="e|f*" cond="t" target="in" action="a" saveStoredFields="true"/></state>
<state id="in"><onentry action="b"/><onexit action="a"/><transition cond="u" target="end" action="a:b" clearStoredFields="true"/></state><final id="end"/></fsm>
</patternHandler></pattern>
<timeGraphView id="v"><head><analysis id="p"/></head><definedValue name="a" value="1" color="#FF0000"/><entry path="A/*"><display type="self"/><name type="query"><stateAttribute type="self"/></name></entry></timeGraphView>`;
const WORDS = 'e@1(k=1,$cpu=0) g@2(k=x) f1@3(k=-2) e@5(k=2) x@9 e@12(k=1) e@13(k=7)';
/** Of a document: tags, names, values. */
const PIECES = BODY.split(/(?=[<>"= ])/);

test('a damaged document is refused where it is broken, or works', async () => {
  assert.ok((await ran(BODY, WORDS)).segments!.index.length > 0);
  let refused = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const next = seeded(seed);
    const pieces = [...PIECES];
    for (let damages = 1 + next(3); damages > 0; damages--) {
      const at = next(pieces.length);
      const kind = next(4);
      if (kind === 0) pieces.splice(at, 1);
      else if (kind === 1) pieces.splice(at, 0, pieces[next(pieces.length)]!);
      else if (kind === 2) pieces[at] = pieces[next(pieces.length)]!;
      else pieces[at] = pieces[at]!.slice(0, next(pieces[at]!.length + 1));
    }
    const body = pieces.join('');
    const lines = body.split('\n');
    try {
      await ran(body, WORDS);
    } catch (error) {
      assert.ok(error instanceof DocumentError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      refused++;
      assert.ok(error.problems.length >= 1 && error.problems.length <= 20);
      for (const { line, column, message } of error.problems) {
        // The first line begins with <tmfxml>, and the last one ends with </tmfxml>.
        assert.ok(line >= 1 && line <= lines.length && column >= 1, `${line}:${column} ${message}`);
        assert.ok(column <= lines[line - 1]!.length + '<tmfxml></tmfxml>'.length + 2, `${line}:${column} ${message}`);
      }
    }
  }
  assert.ok(refused > 200, `${refused} were refused`);
});

test('a document of nothing but elements, attributes or a name without end is refused with one short problem', () => {
  const attributes = Array.from({ length: 22_000 }, (_, i) => `a${i}=""`).join(' ');
  for (const text of [
    `<tmfxml>${'<a/>'.repeat(60_000)}</tmfxml>`,
    `<tmfxml ${attributes}/>`,
    `<${'x'.repeat(200_000)}/>`,
    `<tmfxml ${'x'.repeat(200_000)}="1"/>`,
  ]) {
    assert.throws(
      () => parseDocument(text),
      (error: Error) =>
        error instanceof DocumentError && error.message.length < 3_000 && / at the most\./.test(error.message),
      text.slice(0, 20),
    );
  }
});
