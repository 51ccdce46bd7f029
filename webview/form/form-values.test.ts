import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import { begin, draftOf, moreOf } from './form-values.ts';

const type = { id: 't', name: 'T', schema: {} };
const stored = (title: string, etag: string, name = title): StoredConfiguration => ({
  configuration: { id: 'c', name, sourceTypeId: 't', parameters: { title } },
  etag,
  shared: false,
  uses: [],
});

const untitled = (name: string): StoredConfiguration => ({
  configuration: { id: 'c', name, sourceTypeId: 't', parameters: { tid: 7 } },
  etag: '"1"',
  shared: false,
  uses: [],
});

describe('a form begins', () => {
  it('with what is proposed, if there is nothing else', () => {
    assert.deepEqual(begin({ type, parameters: { tid: 7 } }).values.parameters, { tid: 7 });
    assert.deepEqual(begin({ type }).values.parameters, {});
  });

  it('with what is edited, in the state in which it is', () => {
    const { values, conflict } = begin({ type, edited: stored('A', '"1"') });
    assert.deepEqual(values, { parameters: { title: 'A' }, name: 'A', sample: undefined, etag: '"1"' });
    assert.equal(conflict, undefined);
  });

  it('with what was typed last time, its sample and the state that it was to change', () => {
    const draft = { parameters: { title: 'B' }, sample: '/log', etag: '"1"' };
    const { values, conflict } = begin({ type, edited: stored('A', '"1"'), draft });
    assert.deepEqual(values, { parameters: { title: 'B' }, name: 'A', sample: '/log', etag: '"1"' });
    assert.equal(conflict, undefined);
  });

  it('with the file that it was tried on, which is sent along again', () => {
    const start = begin({ type, edited: stored('A', '"1"'), sample: '/log' });
    assert.equal(start.restored, false);
    assert.deepEqual(moreOf(start.values, start), { name: 'A', etag: '"1"', sample: '/log' });
  });

  it('with a conflict, if it was changed elsewhere since', () => {
    const edited = stored('Theirs', '"2"');
    const { values, conflict } = begin({ type, edited, draft: { parameters: { title: 'Mine' }, etag: '"1"' } });
    assert.equal(values.parameters.title, 'Mine');
    assert.equal(values.etag, '"1"');
    assert.equal(conflict, edited);
  });

  it('with none, if what was changed is what was typed', () => {
    const draft = { parameters: { title: 'Same' }, name: 'Same', etag: '"1"' };
    const { values, conflict } = begin({ type, edited: stored('Same', '"2"'), draft });
    assert.equal(conflict, undefined);
    assert.equal(values.etag, '"2"');
  });

  it('with a field for the name, unless there is a title', () => {
    assert.equal(begin({ type, edited: stored('A', '"1"') }).named, false);
    assert.equal(begin({ type, edited: untitled('A by TID') }).named, true);
    assert.equal(begin({ type }).named, false);
  });

  it('with the present name as the title of what was renamed', () => {
    const { values, named, restored } = begin({ type, edited: stored('A', '"1"', 'Renamed') });
    assert.deepEqual(
      [values.parameters, values.name, named, restored],
      [{ title: 'Renamed' }, 'Renamed', false, false],
    );
  });
});

describe('what is sent beside the parameters', () => {
  const sent = (edited: StoredConfiguration | undefined, change: object) => {
    const start = begin(edited ? { type, edited } : { type });
    return moreOf({ ...start.values, ...change }, start);
  };

  it('is the title as the name, and the state that was changed', () => {
    assert.deepEqual(sent(undefined, { parameters: { title: ' New ' } }), { name: 'New' });
    const parameters = { title: 'B' };
    assert.deepEqual(sent(stored('A', '"1"'), { parameters }), { name: 'B', etag: '"1"' });
  });

  it('is a name of its own only where it was changed, for it may be made of the values', () => {
    const edited = untitled('A by TID');
    assert.deepEqual(sent(edited, { parameters: { tid: 8 } }), { etag: '"1"' });
    assert.deepEqual(sent(edited, { name: 'Mine' }), { name: 'Mine', etag: '"1"' });
    assert.deepEqual(sent(edited, { name: '  ' }), { etag: '"1"' });
  });
});

test('a draft keeps nothing that is not there', () => {
  const { values } = begin({ type, parameters: { a: 1 } });
  assert.deepEqual(draftOf(values), { parameters: { a: 1 } });
  assert.deepEqual(draftOf({ ...values, sample: '/log', etag: '"1"' }), {
    parameters: { a: 1 },
    sample: '/log',
    etag: '"1"',
  });
});
