/** Logs that a stored parser opens as traces: its indexes are kept as any trace's, until the parser changes. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { REAL_PARTS } from './testing/real-parts.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const PARSERS = '/config/types/custom.text.parser.id/configs';
const EVENTS_TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';

test('an open log follows its parser, also where an index of before was kept', async () => {
  const under = await ServerUnderTest.start(REAL_PARTS);
  const parameters = (field: string) => ({
    title: 'App log',
    pattern: `(?<time>\\d+\\.\\d+) (?<${field}>\\w+)`,
    timestampFormat: 'epoch s',
  });
  const columns = async (path: string): Promise<string[]> =>
    (await under.completed(`${path}/outputs/table/${EVENTS_TABLE}/columns`, {})).json.model.map(
      ({ name }: { name: string }) => name,
    );
  const kept = (): number =>
    readdirSync(join(under.folder, 'data', 'indexes')).filter((name) => name.endsWith('.index')).length;
  try {
    const log = under.file('app.log', Array.from({ length: 100 }, (_, i) => `${i}.5 word${i}\n`).join(''));
    assert.equal((await under.call('POST', '/traces', { parameters: { uri: log } })).status, 501);
    const parser = await under.call('POST', PARSERS, { parameters: parameters('first') });
    assert.equal(parser.status, 200, parser.text);
    const path = await under.open(log);
    assert.equal((await under.call('GET', path)).json.nbEvents, 100);
    const before = await columns(path);
    while (kept() === 0) await new Promise(setImmediate);

    await under.restart(REAL_PARTS);
    await under.indexed(path);
    assert.deepEqual(await columns(path), before);

    const changed = await under.call('PUT', `${PARSERS}/${parser.json.id}`, { parameters: parameters('second') });
    assert.equal(changed.status, 200, changed.text);
    await under.indexed(path);
    const after = await columns(path);
    assert.notDeepEqual(after, before);
    await under.restart(REAL_PARTS);
    await under.indexed(path);
    assert.deepEqual(await columns(path), after);

    const [known] = (await under.heddle('/configurations')).json;
    assert.equal(known.traces.length, 1);
    const deleted = await under.call('DELETE', `${PARSERS}/${parser.json.id}`);
    assert.deepEqual(deleted.json.traces, known.traces, 'whoever deletes it hears which traces it read');
    assert.deepEqual(await columns(path), after, 'what was read stays');
    await under.restart(REAL_PARTS);
    await under.indexed(path);
    const { json } = await under.heddle(`${path}/progress`);
    assert.equal(json.status, 'FAILED');
    assert.match(json.notices[0].message, /“App log”, the custom parser .* deleted/);
    await under.call('POST', PARSERS, { parameters: parameters('first') });
    await under.indexed(path);
    assert.deepEqual(await columns(path), before, 'made again, it reads the trace again');
  } finally {
    await under.close();
  }
  assert.deepEqual(under.failures, []);
});
