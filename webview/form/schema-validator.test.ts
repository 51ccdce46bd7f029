import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaValidator } from './schema-validator.ts';

const schema = {
  type: 'object' as const,
  required: ['title'],
  additionalProperties: false,
  properties: {
    title: { type: 'string' as const, title: 'Title', minLength: 1 },
    depth: { type: 'integer' as const, title: 'Depth', minimum: 1, maximum: 9 },
    mode: { enum: ['fast', 'exact'] },
    rows: { type: 'array' as const, items: { $ref: '#/$defs/row' } },
  },
  $defs: { row: { type: 'object' as const, required: ['a.b'], properties: { 'a.b': { type: 'string' as const } } } },
};

const said = (data: unknown, by: object = schema) =>
  schemaValidator()
    .validateFormData(data, by)
    .errors.map(({ stack }) => stack);

test('valid data has no errors', () => {
  assert.deepEqual(said({ title: 'x', depth: 3, mode: 'fast', rows: [{ 'a.b': 'y' }] }), []);
});

test('a missing property is named by its title, once', () => {
  assert.deepEqual(said({}), ['Title: Needed.']);
  assert.deepEqual(said({ title: undefined }), ['Title: Needed.']);
  assert.deepEqual(said({ title: '' }), ['Title: Needed.']);
});

test('each cause is told, and only causes', () => {
  assert.deepEqual(said({ title: 'x', depth: 10, mode: 'slow' }), [
    'Depth: 9 or less.',
    'mode: One of "fast", "exact".',
  ]);
  assert.deepEqual(said({ title: 'x', depth: 'deep' }), ['Depth: Must be integer.']);
});

test('an error below a reference, under a name with a dot, is found at its own place', () => {
  const { errorSchema } = schemaValidator().validateFormData({ title: 'x', rows: [{}] }, schema);
  const rows = errorSchema as { rows?: { 0?: { 'a.b'?: { __errors: string[] } } } };
  assert.deepEqual(rows.rows?.[0]?.['a.b']?.__errors, ['Needed.']);
});

test('blanks are as good as nothing, and that is said once', () => {
  const blank = { type: 'object', properties: { title: { type: 'string', minLength: 2, pattern: '\\S' } } };
  assert.deepEqual(said({ title: '  ' }, blank), ['title: Needed.']);
  const twice = { allOf: [blank, blank] };
  assert.deepEqual(said({ title: '  ' }, twice), ['title: Needed.']);
});

test('an item that was not filled in is needed, and counted from one', () => {
  const list = { type: 'object', properties: { columns: { type: 'array', items: { type: 'string' } } } };
  assert.deepEqual(said({ columns: ['a', undefined] }, list), ['columns 2: Needed.']);
});

test('of alternatives the closest speaks', () => {
  const either = {
    type: 'object',
    properties: {
      by: {
        oneOf: [
          { type: 'object', required: ['x', 'y'], properties: { x: { type: 'string' }, y: { type: 'string' } } },
          { type: 'object', required: ['z'], properties: { z: { type: 'string' } } },
        ],
      },
    },
  };
  assert.deepEqual(said({ by: {} }, either), ['z: Needed.']);
});

test('formats are left to the server, which reads other regular expressions than browsers', () => {
  const regex = { type: 'object', properties: { filter: { type: 'string', format: 'regex' } } };
  assert.deepEqual(said({ filter: '(?i)a' }, regex), []);
  assert.deepEqual(said({ filter: '(' }, regex), []);
});

test('an unknown property is refused', () => {
  assert.equal(said({ title: 'x', colour: 'red' }).length, 1);
});

test('a broken schema refuses with its reason instead of throwing', () => {
  assert.match(said({}, { $ref: '#/$defs/nothing' })[0] ?? '', /description is broken/);
  assert.equal(schemaValidator().isValid({ $ref: '#/$defs/nothing' }, {}, {}), false);
});

test('options of a select are told apart by what is valid, with references into the whole schema', () => {
  const { isValid } = schemaValidator();
  assert.equal(isValid({ $ref: '#/$defs/row' }, { 'a.b': 'x' }, schema), true);
  assert.equal(isValid({ $ref: '#/$defs/row' }, {}, schema), false);
});
