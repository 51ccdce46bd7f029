import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openExperiment } from '../analyses/open-experiment.ts';
import { fakeReader } from '../analyses/testing/fake-reader.ts';
import type { Format, TraceReader } from '../formats/reader.ts';
import { ExperimentServer } from './experiment-server.ts';
import type { FromWorker } from './protocol.ts';

/** Four events, and then none for as long as nobody cancels. */
function endless(): TraceReader {
  const reader = fakeReader('open@5(fd=3) read@7(fd=3) read@9(fd=3) close@12(fd=3)');
  const read = reader.batches;
  let cancel = () => {};
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve;
  });
  const batches: TraceReader['batches'] = async function* (requests, strings) {
    yield* read(requests, strings);
    await cancelled;
  };
  return Object.assign(reader, { batches, cancel });
}

const TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';

test('reading that is cancelled ends; what was read stays, and is answered as cancelled', async (context) => {
  const format: Format = { id: 'endless', name: 'Endless', sniff: () => undefined, open: async () => endless() };
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const posted: FromWorker[] = [];
  const server = new ExperimentServer(
    {
      traces: [{ uuid: 'a', name: 'trace', path: '/nowhere/trace', format: 'endless' }],
      derived: [],
      symbolMaps: [],
      cacheFolder: folder,
    },
    { formatById: () => format, openExperiment, configurationTypes: [] },
    (message) => posted.push(message),
  );
  const run = server.run();
  const last = () => posted.findLast((message) => message.kind === 'progress')!;
  while ((last()?.events ?? 0) < 4) await setImmediate();
  assert.equal(last().status, 'RUNNING');

  server.receive({ kind: 'cancel', id: 1 });
  await run;
  assert.equal(last().status, 'CANCELLED');
  assert.equal(last().events, 4);
  assert.equal(last().eventsPerSecond, undefined);
  assert.deepEqual(
    last().traces.map(({ status, nbEvents, notices }) => ({ status, nbEvents, message: notices[0]!.message })),
    [{ status: 'CANCELLED', nbEvents: 4, message: 'reading was cancelled' }],
  );
  assert.ok(posted.some((message) => message.kind === 'descriptors' && message.id === 1));

  const parameters = { requested_table_index: 2, requested_table_count: 5, requested_table_column_ids: [2, 3] };
  server.receive({ kind: 'ask', id: 2, operation: 'table/lines', outputId: TABLE, parameters, framed: false });
  const answered = () => posted.find((message) => message.kind === 'answer');
  while (answered() === undefined) await setImmediate();
  const { status, model } = JSON.parse(new TextDecoder().decode(answered()!.body));
  assert.equal(status, 'CANCELLED');
  assert.equal(model.size, 4);
  assert.deepEqual(
    model.lines.map(({ cells }: { cells: { content: string }[] }) => cells.map(({ content }) => content).join(' ')),
    ['read fd=3', 'close fd=3'],
  );
});
