/** The type: what is stored of what is sent, what it is called, what is refused, and what is told beforehand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Configuration, QueryError } from '../../analyses/output.ts';
import { fakeReader } from '../../analyses/testing/fake-reader.ts';
import { opened } from '../../analyses/testing/opened.ts';
import type { ReadableFiles } from '../configuration-type.ts';
import { xmlAnalyses } from './xml-analyses.ts';

const { content } = xmlAnalyses.schema.properties as { content: { examples: [string] } };
const [EXAMPLE] = content.examples;
const files = (texts: Record<string, string>): ReadableFiles => ({
  text: (uri, parameter) => {
    if (texts[uri] === undefined) throw new QueryError(`there is no ${uri}`, parameter);
    return texts[uri];
  },
});
const complete = (parameters: Record<string, string>, texts: Record<string, string> = {}) =>
  xmlAnalyses.complete!(parameters, files(texts));

test('the text of a file is stored beside its path', () => {
  assert.deepEqual(complete({ path: ' /a.xml ' }, { '/a.xml': 'x' }), { path: '/a.xml', content: 'x' });
  assert.deepEqual(complete({ content: 'x', path: '' }), { content: 'x' });
  assert.throws(() => complete({ path: '/b.xml' }), QueryError);
});

test('path and content may both be sent where they say the same, or the file has gone', () => {
  const both = { path: '/a.xml', content: 'x' };
  assert.deepEqual(complete(both, { '/a.xml': 'x' }), both);
  assert.deepEqual(complete(both), both);
  assert.throws(() => complete(both, { '/a.xml': 'y' }), { name: 'QueryError', parameter: 'content' });
});

test('it is called as the file is, else as the first analysis or view', () => {
  assert.deepEqual(xmlAnalyses.label({ path: 'file:///traces/my%20own.v2.xml', content: EXAMPLE }), {
    name: 'my own.v2',
    description: 'XML Data-driven analysis: my own.v2',
  });
  assert.equal(xmlAnalyses.label({ path: 'C:\\a\\b.xml', content: EXAMPLE }).name, 'b');
  assert.equal(xmlAnalyses.label({ content: EXAMPLE }).name, 'Threads');
  assert.equal(xmlAnalyses.label({ content: 'broken' }).name, 'XML Data-driven analyses');
});

test('a mistake is told with line and column, and its place in the content', () => {
  const text = '<tmfxml>\n  <what/>\n</tmfxml>';
  assert.throws(
    () => xmlAnalyses.check({ content: text }),
    (error) => {
      assert.ok(error instanceof QueryError);
      assert.equal(error.parameter, 'content');
      assert.match(error.message, /line 2, column 3: .*what/);
      return true;
    },
  );
  assert.throws(() => xmlAnalyses.check({ content: '<tmfxml>\r\n <a\r\n' }), { position: 15 });
  assert.throws(() => xmlAnalyses.check({ path: '/a.xml', content: text }), {
    parameter: 'path',
    position: undefined,
    message: /\/a\.xml, line 2/,
  });
  assert.throws(() => xmlAnalyses.check({}), { parameter: 'path' });
  xmlAnalyses.check({ content: EXAMPLE });
});

test('a preview counts what there is and names the outputs', () => {
  assert.deepEqual(xmlAnalyses.preview!(undefined, { content: EXAMPLE }), {
    text: '1 state provider, 1 view; for all traces',
    columns: ['Output', 'Kind', 'Analysis'],
    rows: [['Who runs where', 'Time graph', 'Threads']],
  });
  assert.equal(xmlAnalyses.preview!(undefined, { content: '<' }), undefined);
});

test('a preview tells of trace types that no trace has', () => {
  const typed = (id: string) => EXAMPLE.replace('<head>', `<head><traceType id="${id}"/>`);
  const text = (id: string) => xmlAnalyses.preview!(undefined, { content: typed(id) });
  assert.deepEqual(
    [text('org.eclipse.linuxtools.lttng2.kernel.tracetype'), text('lttng.kernal')].map(
      (preview) => (preview as { text: string }).text,
    ),
    [
      '1 state provider, 1 view; for org.eclipse.linuxtools.lttng2.kernel.tracetype',
      '1 state provider, 1 view; for lttng.kernal. No trace is of the type lttng.kernal',
    ],
  );
});

test('ids that others have are not given twice, and free again once they are gone', async () => {
  const { experiment } = await opened(fakeReader('sched_switch@0(next_comm=a)'));
  const configuration = (id: string, text = EXAMPLE): Configuration => ({
    id,
    name: id,
    description: id,
    sourceTypeId: xmlAnalyses.id,
    parameters: { content: text },
  });
  const ids = (from: ReturnType<NonNullable<typeof xmlAnalyses.provide>>): string[] =>
    from.outputs().map(({ descriptor }) => descriptor.id);
  const first = xmlAnalyses.provide!(experiment, configuration('1'));
  const second = xmlAnalyses.provide!(experiment, configuration('2'));
  assert.deepEqual([ids(first), ids(second)], [['my.threads.view'], ['my.threads.view:2']]);
  first.close();
  const again = xmlAnalyses.provide!(experiment, configuration('1'));
  assert.deepEqual(ids(again), ['my.threads.view']);
  const own = EXAMPLE.replace('my.threads.view', 'lttng2.kernel.core.futex.uaddrvswaiter');
  assert.deepEqual(ids(xmlAnalyses.provide!(experiment, configuration('3', own))), [
    'lttng2.kernel.core.futex.uaddrvswaiter:3',
  ]);
  for (const provided of [second, again]) provided.close();
});
