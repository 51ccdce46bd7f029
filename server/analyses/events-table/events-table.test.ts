import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinesQuery, Output } from '../output.ts';
import { QueryError } from '../output.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed } from '../testing/opened.ts';

async function table(...readers: ReturnType<typeof fakeReader>[]): Promise<Output> {
  return outputNamed(await opened(...readers), 'Events Table');
}

async function lines(output: Output, query: LinesQuery): Promise<string[]> {
  const { lines } = await output.lines!(query, NEVER);
  return lines.map(
    ({ index, cells, tags }) => `${index}: ${cells.map((c) => c.content).join(' | ')}${tags ? ' *' : ''}`,
  );
}

const TEXT = 'open@5(fd=3) read@7(fd=3,n=10) read@7(fd=4,n=20) close@9(fd=3)';

test('pages begin at an index or at a time; columns can be chosen, and unknown ones are passed over', async () => {
  const output = await table(fakeReader(TEXT, { base: 1_389_910_871_123_456_780n }));
  assert.deepEqual(
    output.columns!().map(({ id, name }) => `${id} ${name}`),
    ['1 Timestamp', '2 Event type', '3 Contents', '4 Timestamp ns'],
  );
  assert.deepEqual(await lines(output, { index: 0, count: 1 }), [
    '0: 2014-01-16 22:21:11.123456785 | open | fd=3 | 1389910871123456785',
  ]);
  assert.deepEqual(await lines(output, { time: 1_389_910_871_123_456_786n, count: 2, columnIds: [3, 99, 2] }), [
    '1: fd=3, n=10 | read',
    '2: fd=4, n=20 | read',
  ]);
  assert.deepEqual(await lines(output, { index: 4, count: 2 }), []);
  assert.deepEqual(await lines(output, { index: 0, count: 2, columnIds: [99] }), []);
  assert.equal((await output.lines!({ index: 0, count: 0 }, NEVER)).size, 4);
});

test('the events of several traces are merged by time and name their trace', async () => {
  const output = await table(fakeReader('a@1 b@5', { base: 10n }), fakeReader('c@2 d@5 e@9', { base: 10n }));
  const traces = output.columns!().find(({ name }) => name === 'Trace')!.id;
  assert.deepEqual(await lines(output, { index: 0, count: 9, columnIds: [traces, 3] }), [
    '0: trace | a',
    '1: trace (2) | c',
    '2: trace | b',
    '3: trace (2) | d',
    '4: trace (2) | e',
  ]);
  assert.deepEqual(await lines(output, { index: 2, count: 2, columnIds: [3] }), ['2: b', '3: d']);
});

test('a search goes to the next or previous match; without a direction matches in the page are marked', async () => {
  const output = await table(
    fakeReader(`${TEXT} ${Array.from({ length: 600 }, (_, i) => `tick@${10 + i}(i=${i})`).join(' ')} open@999(fd=9)`),
  );
  const search = new Map([[2, '^(open|close)$']]);
  const found = async (index: number, direction: 'NEXT' | 'PREVIOUS') =>
    lines(output, { index, count: 1, columnIds: [2], search, direction });
  assert.deepEqual(await found(1, 'NEXT'), ['3: close *']);
  assert.deepEqual(await found(4, 'NEXT'), ['604: open *']);
  assert.deepEqual(await found(603, 'PREVIOUS'), ['3: close *']);
  assert.deepEqual(await found(2, 'PREVIOUS'), ['0: open *']);
  assert.deepEqual(
    await lines(output, { index: 0, count: 1, search: new Map([[2, 'nothing']]), direction: 'NEXT' }),
    [],
  );
  assert.deepEqual(await lines(output, { index: 1, count: 3, columnIds: [3], search: new Map([[3, 'n=2']]) }), [
    '1: fd=3, n=10',
    '2: fd=4, n=20 *',
    '3: fd=3',
  ]);
  const both = new Map([
    [2, 'read'],
    [3, 'fd=4'],
  ]);
  assert.deepEqual(await lines(output, { index: 0, count: 1, columnIds: [3], search: both, direction: 'NEXT' }), [
    '2: fd=4, n=20 *',
  ]);
});

test('a bad pattern is refused with its place, a hostile one does no harm, and a withdrawn search stops', async () => {
  const output = await table(
    fakeReader(Array.from({ length: 20_000 }, (_, i) => `a@${i}(text=${'a'.repeat(30)})`).join(' ')),
  );
  const search = (pattern: string, signal = NEVER) =>
    output.lines!({ index: 0, count: 1, search: new Map([[3, pattern]]), direction: 'NEXT' }, signal);
  await assert.rejects(
    async () => search('a('),
    (error) => error instanceof QueryError && error.position !== undefined,
  );
  assert.deepEqual((await search('(a+)+b')).lines, []);
  const withdrawn = new AbortController();
  const late = search('(a*)*[bc]$', withdrawn.signal);
  withdrawn.abort();
  await assert.rejects(async () => late, { name: 'AbortError' });
});
