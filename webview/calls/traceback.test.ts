import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTraceback } from './traceback.ts';

test('an exception of the SDK of Python is taken apart, the innermost frame first', () => {
  const frame = (line: number) => ({ filename: 'a.py', line_number: line, function_name: 'f', text: `line ${line}` });
  assert.deepEqual(
    readTraceback(JSON.stringify({ type: 'ValueError', message: 'no', traceback: [frame(1), frame(2)] })),
    {
      type: 'ValueError',
      message: 'no',
      frames: [
        { file: 'a.py', line: 2, function: 'f', text: 'line 2' },
        { file: 'a.py', line: 1, function: 'f', text: 'line 1' },
      ],
    },
  );
});

test('frames that lack something, or are none, do no harm', () => {
  const exception = JSON.stringify({ type: 'E', message: '', traceback: [null, 3, { filename: 'b.py' }] });
  assert.deepEqual(
    readTraceback(exception)?.frames.map(({ file }) => file),
    ['b.py', '', ''],
  );
});

test('anything else is left as it is', () => {
  for (const text of [
    'Error: no',
    '{',
    '{}',
    '{"type":"E","message":"m"}',
    '[1]',
    '{"type":1,"message":"","traceback":[]}',
  ])
    assert.equal(readTraceback(text), undefined, text);
});
