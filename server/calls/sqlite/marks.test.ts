import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { callsPlan } from '../query/to-plan.ts';
import { JsonText } from '../values/json-text.ts';
import { marksOf } from './marks.ts';
import { SqliteCallDatabase } from './sqlite-call-database.ts';
import { PROJECT, start } from './testing/parts.ts';

suite('marks of the strings in JSON', () => {
  const has = (json: string, value: string) => {
    const marks = BigInt(marksOf(JSON.stringify(value)));
    return (BigInt(marksOf(json)) & marks) === marks;
  };

  test('every short value leaves its marks, keys and long ones leave none', () => {
    for (const json of [
      '"v"',
      '["a","v"]',
      '{"k":{"l":["x",{"m":"v"}]}}',
      '{"a\\"b":"\\\\","c":"v"}',
      '{"a":"\\\\\\"","c":"v","d":"\\""}',
      `{"long":"${'\\"x'.repeat(500)}","c":"v"}`,
    ]) {
      assert.ok(has(json, 'v'), json);
    }
    assert.equal(marksOf('{"v":1,"w":[true,null,-1.5]}'), 0);
    assert.equal(marksOf(`{"k":"${'x'.repeat(65)}"}`), 0);
    assert.equal(marksOf('{}'), 0);
    assert.ok(marksOf('"v"') > 0);
  });

  test('most values are told apart', () => {
    const marks = new Set(Array.from({ length: 1_000 }, (_, i) => marksOf(`"user-${i}"`)));
    assert.ok(marks.size > 450, `${marks.size} different marks`);
  });
});

suite('calls are found by a value in their JSON', () => {
  const database = new SqliteCallDatabase(':memory:');
  after(() => database.close());
  const VALUES = [
    'v1',
    'v2',
    'Ω',
    '1',
    '1.0',
    'true',
    'null',
    '',
    '{"a":1}',
    '[1]',
    'a"b',
    'tab\t',
    'x'.repeat(70),
    '-',
  ];
  const JSONS = [...VALUES.map((value) => JSON.stringify(value)), '1', '1.0', 'true', 'null', '{"a":1}', '[1]', '-1'];

  test('whatever the value looks like, as with a search of all', async () => {
    await database.insertCallParts(
      JSONS.flatMap((json, i) => [
        start(`a${i}`, { attributes_dump: `{"x":${json},"y":"other"}` }),
        start(`i${i}`, { inputs_dump: `{"deep":[{"x":${json}}],"z":"v1"}` }),
      ]),
    );
    for (const value of VALUES) {
      const means = (json: string) => {
        const parsed: unknown = JSON.parse(json);
        return (typeof parsed === 'string' ? parsed : parsed === null ? '' : json) === value;
      };
      for (const [field, prefix, absent] of [
        ['attributes.x', 'a', 'i'],
        ['inputs.deep.0.x', 'i', 'a'],
      ] as const) {
        const expected = JSONS.flatMap((json, i) => (means(json) ? [`${prefix}${i}`] : []));
        // A field that is not there is '', too.
        if (value === '') expected.push(...JSONS.map((_, i) => `${absent}${i}`));
        for (const operands of [
          [{ $getField: field }, { $literal: JsonText.of(value) }],
          [{ $literal: JsonText.of(value) }, { $getField: field }],
        ] as const) {
          const $eq = [operands[0], operands[1]] as const;
          const plan = callsPlan({ project_id: PROJECT, query: { $expr: { $and: [{ $eq }, { $eq }] } } });
          const found = (await Array.fromAsync(database.selectCalls(plan))).flat().map(({ id }) => id);
          assert.deepEqual(found.toSorted(), expected.toSorted(), `${field} ${JSON.stringify(value)}`);
          assert.equal(await database.countCalls(plan), expected.length);
        }
      }
    }
  });
});
