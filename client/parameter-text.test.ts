import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameterRows, parametersInShort } from './parameter-text.ts';

const type = {
  id: 't',
  name: 'T',
  schema: {
    propertyOrder: ['title', 'filter'],
    properties: {
      specifiers: { title: 'Specifiers', items: { properties: { inRegex: { title: 'In' }, label: {} } } },
      exact: { title: 'Exact' },
      mode: { title: 'Mode', oneOf: [{ const: 'f', title: 'Fast' }] },
      columns: { title: 'Columns' },
      filter: { title: 'Filter' },
      title: { title: 'Title' },
    },
  },
};
const configuration = (parameters: object, name = 'Slow') => ({
  ...{ id: 'c', name, sourceTypeId: 't' },
  parameters: parameters as Record<string, unknown>,
});

test('parameters stand in one line under their titles, in the schema’s order', () => {
  const made = configuration({ columns: ['tid', 'cpu'], filter: 'a > 1', exact: false, mode: 'f', title: 'Slow' });
  assert.equal(parametersInShort(type, made), 'Filter: a > 1 · Exact: no · Mode: Fast · Columns: tid, cpu');
});

test('a title that is not the name is told', () => {
  assert.equal(parametersInShort(type, configuration({ title: 'Old' })), 'Title: Old');
});

test('what is nested, long or empty takes no more room than a line', () => {
  const specifiers = [
    { inRegex: 'a', label: '' },
    { inRegex: 'b', label: 'B' },
  ];
  assert.equal(parametersInShort(type, configuration({ specifiers, columns: [], filter: '' })), 'Specifiers: 2 lines');
  assert.equal(parametersInShort(type, configuration({ filter: 'x'.repeat(500) })).length, 'Filter: '.length + 121);
  assert.equal(parameterRows(type, configuration({ specifiers }))[0]?.text, 'In: a\nIn: b, label: B');
});

test('a type that is not there any more leaves the names', () => {
  assert.equal(parametersInShort(undefined, configuration({ tid: 7 })), 'tid: 7');
});
