/** What depends on a configuration, as it is told before it is changed or deleted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedDependents, tracesLeft } from './dependents.ts';

const use = { experiment: 'e', experimentName: 'E', outputId: 'o', outputName: 'O' };
const trace = (name: string) => ({ uuid: name, name });

test('outputs and traces are counted together; where there are none, nothing is said', () => {
  assert.equal(countedDependents({ uses: [use, use], traces: [trace('a')] }), '2 outputs and 1 trace');
  assert.equal(countedDependents({ uses: [], traces: [trace('a'), trace('b')] }), '2 traces');
  assert.equal(countedDependents({ uses: [use] }), '1 output');
  assert.equal(countedDependents({ uses: [], traces: [] }), undefined);
});

test('traces that a parser reads are told before it goes', () => {
  assert.equal(tracesLeft({ uses: [], traces: [trace('a')] }), "Without it this trace can't be read again:");
  assert.equal(
    tracesLeft({ uses: [], traces: [trace('a'), trace('b')] }),
    "Without it these 2 traces can't be read again:",
  );
  assert.equal(tracesLeft({ uses: [use] }), undefined);
});
