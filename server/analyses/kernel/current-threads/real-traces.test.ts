/**
 * The current thread of every event of real kernel traces, equal to what is computed plainly from the text that
 * babeltrace2 prints. Skipped where the traces, or babeltrace2, are missing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctfFormat } from '../../../formats/ctf/format.ts';
import { sharedTrace } from '../../../formats/shared-traces.ts';
import { openExperiment } from '../../open-experiment.ts';
import type { LinesQuery } from '../../output.ts';
import { NEVER, outputNamed } from '../../testing/opened.ts';
import { noBabeltrace, type Printed, printed } from '../testing/printed-events.ts';

/** `TID Prio`, "" where unknown. */
function expected(events: readonly Printed[]): string[] {
  const running = new Map<string, { tid: string; prio: string }>();
  return events.map(({ name, cpu, fields }) => {
    const { tid, prio } = running.get(cpu) ?? { tid: '', prio: '' };
    if (name === 'sched_switch')
      running.set(cpu, { tid: (fields.get('next_tid') ?? fields.get('next_pid'))!, prio: fields.get('next_prio')! });
    // perf says −1 of a thread that is ending.
    const own = fields.get('perf_tid') ?? '-1';
    return `${own === '-1' ? tid : own} ${prio}`;
  });
}

for (const name of ['many-threads', 'kernel-lttng-layout', 'perf-kernel-ctf']) {
  const path = sharedTrace(`ctf/${name}`);
  const skip = path === undefined ? 'no shared traces' : noBabeltrace;
  test(`${name}: the table tells the thread of each event, and filters find its events`, { skip }, async () => {
    const reader = await ctfFormat.open(path!, '/nowhere');
    const index = openExperiment([{ uuid: '1', name: 'trace', path: path!, reader }]);
    await index.run(NEVER);
    const table = outputNamed(index, 'Events Table');
    const columnIds = ['TID', 'Prio'].map((column) => table.columns!().find((known) => known.name === column)!.id);
    const told = expected(printed(path!, /./));
    const seen: string[] = [];
    const ask = async (query: Omit<LinesQuery, 'columnIds'>) => table.lines!({ ...query, columnIds }, NEVER);
    for (let at = 0; at < told.length; at = seen.length) {
      const { lines } = await ask({ index: at, count: 20_000 });
      for (const { cells } of lines) seen.push(cells.map(({ content }) => content).join(' '));
      assert.ok(seen.length > at);
    }
    assert.equal(seen.length, told.length);
    const wrong = seen.findIndex((text, i) => text !== told[i]);
    assert.equal(wrong, -1, `event ${wrong}: ${seen[wrong]} for ${told[wrong]}`);

    const counts = Map.groupBy(told, (text) => text.split(' ')[0]!);
    const [tid, of] = [...counts].filter(([text]) => Number(text) > 0).sort(([, a], [, b]) => b.length - a.length)[0]!;
    for (;;) {
      const model = await ask({ index: 0, count: 1, filter: { dim: [], exclude: [`TID == ${tid}`] } });
      if (model.filtered!.done < model.filtered!.of) continue;
      assert.equal(model.size, of.length);
      return;
    }
  });
}
