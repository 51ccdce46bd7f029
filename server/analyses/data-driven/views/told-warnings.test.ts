import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../../testing/fake-reader.ts';
import { toldWarnings } from './document-outputs.ts';
import { provided, stateProvider } from './testing/provided.ts';

test('what of a document has no effect is told where its outputs are described', async () => {
  const [output] = await provided(`<theirs/>${stateProvider('sp', 'e', 'a: 1')}`, fakeReader('e@1'));
  assert.equal(
    output?.descriptor.description,
    'Attributes of the analysis: sp label. Line 1, column 9: <theirs> is an element of another language; nothing comes of it here.',
  );
  const [plain] = await provided(stateProvider('sp', 'e', 'a: 1'), fakeReader('e@1'));
  assert.equal(plain?.descriptor.description, 'Attributes of the analysis: sp label');
});

test('three are told, the others counted', () => {
  const warnings = [1, 2, 3, 4, 5].map((line) => ({ line, column: 1, message: 'This.' }));
  assert.equal(
    toldWarnings(warnings),
    '. Line 1, column 1: This. Line 2, column 1: This. Line 3, column 1: This. And 2 more.',
  );
});
