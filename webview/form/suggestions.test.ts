import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inserted, isComplete } from './suggestions.ts';

/** The caret is where "|" is. */
const after = (text: string, suggestion: string, whole = false) => {
  const caret = text.indexOf('|');
  const made = inserted(text.replace('|', ''), caret, suggestion, whole);
  return `${made.text.slice(0, made.caret)}|${made.text.slice(made.caret)}`;
};

test('a suggestion continues the word before the caret, and what follows stays', () => {
  assert.equal(after('Duration > 10ms && lab| && TID == 1', 'label'), 'Duration > 10ms && label| && TID == 1');
  assert.equal(after('dur|', 'Duration'), 'Duration|');
  assert.equal(after('!(|', 'label'), '!(label|');
  assert.equal(after('TID == |', '1234'), 'TID == 1234|');
});

test('one of several words replaces all of them that were typed, quotes too', () => {
  assert.equal(after('TID == 1 && Start T|', '"Start Time"'), 'TID == 1 && "Start Time"|');
  assert.equal(after('"Start T|', '"Start Time"'), '"Start Time"|');
  assert.equal(after('Start Time > 5 && Start|', 'Start Time'), 'Start Time > 5 && Start Time|');
});

test('a suggestion that is found in the middle of a name replaces the word', () => {
  assert.equal(after('label contains entry_op|', 'syscall_entry_openat'), 'label contains syscall_entry_openat|');
  assert.equal(after('xlab|', 'label'), 'label|');
  assert.equal(after('TID == 1 && "art Ti|', '"Start Time"'), 'TID == 1 && "Start Time"|');
  assert.equal(after('"Start Time" > 5 && bel|', 'label'), '"Start Time" > 5 && label|');
});

test('a field that holds one value is replaced by it', () => {
  assert.equal(after('net de|v', 'net_dev_queue', true), 'net_dev_queue|');
});

test('nothing is suggested where it is there already', () => {
  assert.equal(isComplete('label', 5, ['label'], false), true);
  assert.equal(isComplete('lab', 3, ['label'], false), false);
  assert.equal(isComplete('label', 5, ['label', 'labels'], false), false);
});
