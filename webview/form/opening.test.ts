import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredConfiguration } from '../../client/messages.ts';
import { begin } from './opening.ts';

const type = { id: 't', name: 'T', schema: {} };
const stored = (title: string, etag: string, name = title): StoredConfiguration => ({
  configuration: { id: 'c', name, sourceTypeId: 't', parameters: { title } },
  etag,
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

  it('with a field for the name, unless that is the title', () => {
    assert.equal(begin({ type, edited: stored('A', '"1"') }).named, false);
    assert.equal(begin({ type, edited: stored('A', '"1"', 'Another') }).named, true);
    assert.equal(begin({ type }).named, false);
  });
});
