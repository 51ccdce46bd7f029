/** The types' own checks, heard while other parameters are missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationTypes } from '../configurations/registry.ts';
import { tried } from './check-parameters.ts';

const files = { text: () => assert.fail('no file is read') };

function told(typeId: string, parameters: Record<string, unknown>): string[] {
  const type = configurationTypes.find(({ id }) => id.includes(typeId))!;
  return tried(type, parameters, files).errors.map(({ parameter, position }) => [parameter, position].join(' ').trim());
}

test('a filter, a regex, a pattern of a log is looked at before all the others are there', () => {
  assert.deepEqual(told('flame', { filter: 'a && (b' }), ['title', 'filter 5']);
  assert.deepEqual(told('fct.execution', { aggregation: '[a' }), ['title', 'aggregation 0']);
  assert.deepEqual(told('xy.time', { filter: 'a && (b' }), ['title', 'columns', 'filter 5']);
  assert.deepEqual(told('inandout', { specifiers: [{ inRegex: '(a' }] }), [
    'specifiers.0.outRegex',
    'specifiers.0.inRegex 0',
  ]);
});

test('nothing is told twice, nor of what stands in for a parameter, and each type bears to have any one missing', () => {
  for (const type of configurationTypes) {
    for (const name of (type.schema.required as string[] | undefined) ?? []) {
      const own = type.schema.properties as Record<string, { examples?: unknown[]; default?: unknown }>;
      const others = Object.entries(own).filter(([other]) => other !== name);
      const parameters = others.map(([other, { examples, default: value }]) => [other, value ?? examples?.[0]]);
      const { errors } = tried(type, Object.fromEntries(parameters.filter(([, value]) => value !== undefined)), files);
      assert.ok(
        errors.some(({ parameter }) => parameter === name),
        `${type.id}: ${name}`,
      );
      assert.equal(new Set(errors.map(({ parameter }) => parameter)).size, errors.length, type.id);
    }
  }
});
