/** Values that scripts make: what goes in and comes out, and what becomes of scripts that misbehave. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../testing/fake-reader.ts';
import { provider, ran, shown } from './testing/run-document.ts';
import { complete, provided } from './views/testing/provided.ts';

const input = (id: string, field = id, more = ''): string =>
  `<stateValue id="${id}" type="eventField" value="${field}" ${more}/>`;
const script = (text: string, inputs = '', more = ''): string =>
  `<stateValue type="script" ${more} value="${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}">${inputs}</stateValue>`;
const on = (...values: string[]): string =>
  provider(
    `<eventHandler eventName="e">${values
      .map((value, i) => `<stateChange><stateAttribute type="constant" value="${i}"/>${value}</stateChange>`)
      .join('\n')}</eventHandler>`,
  );

/** The texts of what a script makes of one event, with their types. */
async function made(event: string, ...values: string[]): Promise<string[]> {
  const { store } = await ran(on(...values), event);
  return values.map((_, i) => {
    const code = store.now(store.find([String(i)]));
    return `${store.values.type(code)} ${store.values.text(code)}`.trim();
  });
}

test('an expression over two inputs is worked out for each event', async () => {
  const module = await ran(
    on(script("a > 2 && b === 'x' ? 'both' : a * 2", input('a') + input('b'))),
    'e@1(a=1,b=x) e@2(a=3,b=y) e@4(a=5,b=x) e@6(a=1.25,b=x)',
  );
  assert.deepEqual(shown(module), ['0: 2[1-2] 6[2-4] both[4-6] 2.5[6-']);
});

test('statements have the value of the last one, bodies of functions what they return; both engines are one', async () => {
  const inputs = input('a');
  assert.deepEqual(
    await made(
      'e@1(a=3)',
      script('function twice(x) { return 2 * x } twice(a)', inputs, 'scriptEngine="nashorn"'),
      script('var s = 0; for (var i = 0; i <= a; i++) s += i; s', inputs, 'scriptEngine="rhino"'),
      script('if (a < 2) { return 1 } return 2', inputs),
    ),
    ['int 6', 'int 6', 'int 2'],
  );
});

test('numbers, texts, true and nothing come out as they are, and can be mapped and forced', async () => {
  assert.deepEqual(
    await made(
      'e@1(a=3)',
      script('2147483648'),
      script('0.5'),
      script("'é\\u0000€'.length + 'é'"),
      script('a < 4', input('a')),
      script('null'),
      script('undefined'),
      script('0 / 0'),
      script('9007199254740993n'),
      script('a', input('a', 'none')),
      script("'12'", '', 'forcedType="int"'),
    ),
    [
      'long 2147483648',
      'double 0.5',
      'string 3é',
      'string true',
      'null',
      'null',
      'null',
      'long 9007199254740993',
      'null',
      'int 12',
    ],
  );
});

test('a script gives the time at which a change is to be made, exactly where it counts with big numbers', async () => {
  const at = (futureTime: string): string =>
    `<stateValue type="int" value="1"/>${futureTime.replaceAll('stateValue type="script"', 'futureTime type="script"').replace(/<\/stateValue>$/, '</futureTime>')}`;
  const exact = script('BigInt(ts) + 2n', input('ts', 'timestamp', 'forcedType="string"'));
  const module = await ran(on(at(exact)), 'e@5 f@10', { base: 1_700_000_000_000_000_000n });
  assert.deepEqual(shown(module), ['0: 1[7-']);
  assert.deepEqual(shown(await ran(on(at(script('ts + 2', input('ts', 'timestamp')))), 'e@5 f@10')), ['0: 1[7-']);
});

test('scripts may be inputs, be compared, and keep what they count in variables of the analysis', async () => {
  const inner = `<stateValue id="n" type="script" value="a + 1">${input('a')}</stateValue>`;
  const counted = script('globalThis.seen = (globalThis.seen ?? 0) + n', inner);
  assert.deepEqual(shown(await ran(on(counted), 'e@1(a=1) e@2(a=5)')), ['0: 2[1-2] 8[2-']);
  const compared = `<if><condition><field name="a"/>${script('1 + 1')}</condition></if><then><stateAttribute type="constant" value="is"/><stateValue type="int" value="1"/></then>`;
  const changes = `<eventHandler eventName="e"><stateChange>${compared}</stateChange></eventHandler>`;
  assert.deepEqual(shown(await ran(provider(changes), 'e@1(a=1) e@2(a=2)')), ['is: 1[2-']);
});

test('there is nothing of the host in reach', async () => {
  const reach = `[typeof process, typeof require, typeof fetch, typeof setTimeout, typeof console,
    typeof WebAssembly, typeof this.constructor.constructor('return typeof process')().x].join()`;
  assert.deepEqual(await made('e@1', script(reach.replaceAll('\n', ' '))), [
    `string ${Array(7).fill('undefined').join()}`,
  ]);
});

test('what goes wrong ends the analysis and names the script by its place', async () => {
  const place = 'Line 2, column 57 of the document: the script';
  const cases: [string, string | RegExp][] = [
    ['nowhere + 1', `${place} throws ReferenceError: 'nowhere' is not defined`],
    ["throw 'words'", `${place} throws Error: words`],
    ['({})', `${place} returns a value of type object; numbers, texts and null can be states`],
    ["'x'.repeat(5000)", `${place} returns a text of more than 4096 characters`],
    ['while (true);', `${place} was stopped: a call takes more than 250 ms`],
    ['try { while (true); } finally { while (true); }', `${place} was stopped: a call takes more than 250 ms`],
    ["/(a+)+b/.test('a'.repeat(40))", `${place} was stopped: a call takes more than 250 ms`],
    ["'x'.repeat(1e9)", `${place} needs more than 32 MiB of memory`],
    ['Array.from({ length: 4 }, () => new Uint8Array(12e6))', `${place} needs more than 32 MiB of memory`],
    ['function f() { return f() + 1 } f()', /throws InternalError: stack overflow/],
    ['[].indexOf.call({ length: 1e15 }, 1)', `${place} does not come to an end; it was stopped`],
  ];
  for (const [text, message] of cases) {
    await assert.rejects(ran(on(script('1'), script(text)), 'e@1 e@2'), { message }, text);
  }
});

test('an output of an analysis whose script throws has failed, and says why', async () => {
  const reader = fakeReader('e@1');
  const [fine] = await provided(on(script('1')), reader);
  assert.equal((await complete(fine!)).status, 'COMPLETED');
  const [failed] = await provided(on(script('x')), fakeReader('e@1'));
  await assert.rejects(complete(failed!), /Line 1, column \d+ of the document: the script throws ReferenceError: 'x'/);
  assert.equal(failed!.status, 'FAILED');
});
