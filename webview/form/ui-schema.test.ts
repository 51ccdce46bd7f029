import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uiSchemaOf } from './ui-schema.ts';

const text = (more = {}) => ({ type: 'string' as const, ...more });

test('a field is chosen by its format, in lists of objects and behind references too', () => {
  const made = uiSchemaOf({
    type: 'object',
    properties: {
      title: text(),
      note: text(),
      filter: text({ format: 'filter' }),
      file: text({ format: 'path' }),
      specifiers: { type: 'array', items: { $ref: '#/$defs/specifier' } },
    },
    $defs: { specifier: { type: 'object', properties: { inRegex: text({ format: 'regex' }), label: text() } } },
  });
  assert.deepEqual(made, {
    title: {},
    note: { 'ui:widget': 'code' },
    filter: { 'ui:widget': 'code' },
    file: { 'ui:widget': 'path' },
    specifiers: { items: { inRegex: { 'ui:widget': 'code' }, label: {} } },
  });
});

test('a text with a default can be emptied', () => {
  const made = uiSchemaOf({ type: 'object', properties: { title: text({ default: 'TID' }), name: text() } });
  assert.deepEqual(made, { title: { 'ui:emptyValue': '' }, name: {} });
});

test('texts of lists are suggested, choices are not', () => {
  const made = uiSchemaOf({
    type: 'object',
    properties: {
      columns: { type: 'array', items: text() },
      kinds: { type: 'array', uniqueItems: true, items: text({ enum: ['a', 'b'] }) },
    },
  });
  assert.deepEqual(made.columns, { items: { 'ui:widget': 'code' } });
  assert.deepEqual(made.kinds, { 'ui:widget': 'checkboxes', items: {} });
});

test('the order is the schema’s, without names that it does not have', () => {
  const properties = { b: text(), a: text() };
  const made = uiSchemaOf({ type: 'object', properties, propertyOrder: ['a', 'gone', 'b'] });
  assert.deepEqual(made, { 'ui:order': ['a', 'b', '*'], b: { 'ui:widget': 'code' }, a: { 'ui:widget': 'code' } });
});

test('a schema that contains itself ends', () => {
  const node = {
    type: 'object' as const,
    properties: { kids: { type: 'array' as const, items: { $ref: '#/$defs/node' } } },
  };
  assert.ok(uiSchemaOf({ ...node, $defs: { node } }));
});
