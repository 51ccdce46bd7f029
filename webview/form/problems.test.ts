import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  inLabels,
  labelOf,
  notFilledSince,
  refusalProblems,
  schemaProblems,
  sentence,
  shownProblems,
  valueAt,
} from './problems.ts';

const text = (title: string) => ({ type: 'string' as const, title, minLength: 1 });
const schema = {
  type: 'object' as const,
  required: ['title', 'specifiers'],
  properties: {
    title: text('Title'),
    specifiers: { type: 'array' as const, title: 'Specifiers', items: { $ref: '#/$defs/specifier' } },
  },
  $defs: { specifier: { type: 'object' as const, properties: { inRegex: text('In regex') }, required: ['inRegex'] } },
};
const NONE = { schema: [], attempt: [], refusal: [] };
const nobody: ReadonlySet<string> = new Set();
const at = (parameter: string, message = 'wrong') => ({ parameter, message });

describe('what is wrong', () => {
  it('is found by the schema in nested lists, under the names that the server uses', () => {
    assert.deepEqual(schemaProblems(schema, { title: 'x', specifiers: [{ inRegex: 'a' }, {}] }), [
      at('specifiers.1.inRegex', 'Needed.'),
    ]);
  });

  it('is not told before something was typed or the form was submitted', () => {
    const sources = { ...NONE, schema: schemaProblems(schema, {}), attempt: [at('specifiers.0.inRegex')] };
    assert.deepEqual(shownProblems(sources, {}, false, nobody), []);
    const told = shownProblems(sources, {}, true, nobody).map(({ parameter }) => parameter);
    assert.deepEqual(told, ['title', 'specifiers', 'specifiers.0.inRegex']);
  });

  it('is told at once where the server stumbles over what was typed, nested too', () => {
    const parameters = { specifiers: [{ inRegex: '(' }] };
    const sources = { ...NONE, attempt: [at('specifiers.0.inRegex'), at('title')] };
    assert.deepEqual(shownProblems(sources, parameters, false, nobody), [at('specifiers.0.inRegex')]);
  });

  it('is not told of a field that was filled in after the server had looked; what it said of a text stays', () => {
    const errors = [at('title'), at('specifiers.0.inRegex')];
    const before = { specifiers: [{ inRegex: '(' }] };
    const now = { title: 'x', specifiers: [{ inRegex: '(a' }] };
    assert.deepEqual(notFilledSince({ errors, parameters: before }, now), [at('specifiers.0.inRegex')]);
    assert.deepEqual(notFilledSince({ errors, parameters: before }, before), errors);
  });

  it('is told by the schema once the field was left', () => {
    const sources = { ...NONE, schema: [at('title', 'At most 3 characters.')] };
    assert.deepEqual(shownProblems(sources, { title: 'long' }, false, nobody), []);
    assert.equal(shownProblems(sources, { title: 'long' }, false, new Set(['title'])).length, 1);
    assert.equal(shownProblems(sources, { title: '' }, false, new Set(['title'])).length, 0);
  });

  it('is told once, however many find it', () => {
    const both = { schema: [at('title', 'a')], attempt: [at('title', 'b')], refusal: [at('title', 'c')] };
    assert.deepEqual(shownProblems(both, { title: 'x' }, true, nobody), [at('title', 'a')]);
    const server = { ...NONE, attempt: [at('title', 'b')], refusal: [at('title', 'c')] };
    assert.deepEqual(shownProblems(server, { title: 'x' }, true, nobody), [at('title', 'c')]);
  });
});

describe('what the server says of a field', () => {
  const shown = (message: string, parameters: object, parameter = 'title') =>
    shownProblems({ ...NONE, attempt: [{ parameter, message }] }, { ...parameters }, true, nobody);

  it('does not name the field again', () => {
    assert.deepEqual(shown('"title" is missing', {}), [at('title', 'Needed.')]);
    assert.deepEqual(shown('"title": “0-x” is no CPU', { title: '0-x' }), [at('title', '“0-x” is no CPU')]);
    assert.deepEqual(shown('"title" or "file" is needed', {}), [at('title', '"title" or "file" is needed')]);
    assert.deepEqual(shown('"a.0.b" is missing', {}, 'a.0.b'), [at('a.0.b', 'Needed.')]);
  });

  it('is a problem for each line of a document, with its place in the text', () => {
    const told = 'line 1, column 2: unknown element\nline 2, column 3: "x" is no number';
    assert.deepEqual(shown(told, { title: '<a>\n <b x="x"/>' }), [
      { parameter: 'title', message: 'line 1, column 2: unknown element', position: 1 },
      { parameter: 'title', message: 'line 2, column 3: "x" is no number', position: 6 },
    ]);
  });

  it('does not repeat the path of a file, nor finds a place in its path', () => {
    const told = '/a, b/c.xml, line 1, column 2: one\n/a, b/c.xml, line 9, column 1: two';
    assert.deepEqual(shown(told, { title: '/a, b/c.xml' }), [
      at('title', 'line 1, column 2: one'),
      at('title', 'line 9, column 1: two'),
    ]);
  });
});

describe('a refusal', () => {
  it('becomes a problem at the field that it names, with its place', () => {
    const refusal = { message: 'Invalid', detail: 'missing )', parameter: 'specifiers.0.inRegex', position: 3 };
    assert.deepEqual(refusalProblems(refusal), [
      { parameter: 'specifiers.0.inRegex', message: 'missing )', position: 3 },
    ]);
  });

  it('that names no field says what failed and why', () => {
    assert.deepEqual(refusalProblems({ message: 'No room', detail: 'the disk is full' }), [
      at('', 'No room: the disk is full'),
    ]);
  });

  it('of several things names each', () => {
    const problems = [at('title', 'a'), at('specifiers', 'b')];
    assert.deepEqual(refusalProblems({ message: 'Invalid', parameter: 'title', problems }), problems);
  });
});

describe('a parameter', () => {
  it('is called by titles, and items are counted from one', () => {
    assert.equal(labelOf(schema, 'specifiers.1.inRegex'), 'Specifiers 2, In regex');
    assert.equal(labelOf(schema, 'title'), 'Title');
    assert.equal(labelOf(schema, 'unknown.thing'), 'unknown, thing');
  });

  it('that a text begins with or joins is called so there', () => {
    assert.equal(inLabels(schema, '"specifiers.0.inRegex" is missing'), '“Specifiers 1, In regex” is missing');
    assert.equal(inLabels(schema, 'no column "title"'), 'no column "title"');
    assert.equal(inLabels(schema, '"other" or "title" is needed'), '"other" or “Title” is needed');
  });

  it('is found by its path, with dots in its name too', () => {
    assert.equal(valueAt({ 'a.b': [{ c: 1 }] }, 'a.b.0.c'), 1);
    assert.equal(valueAt({ a: 'text' }, 'a.b'), undefined);
    assert.equal(valueAt({}, 'constructor'), undefined);
  });
});

describe('a problem as a sentence', () => {
  it('tells the character, or line and column in a text of several lines', () => {
    assert.equal(sentence({ message: 'expected a value', position: 11 }), 'Expected a value, at character 12.');
    assert.equal(sentence({ message: 'not closed', position: 5 }, '<a>\n <b>'), 'Not closed, at line 2, column 2.');
  });

  it('does not tell the first place, which the field shows', () => {
    assert.equal(sentence({ message: 'missing )', position: 0 }), 'Missing ).');
  });

  it('does not tell the place twice', () => {
    assert.equal(sentence({ message: 'line 3, column 7: not closed.', position: 20 }), 'Line 3, column 7: not closed.');
  });
});
