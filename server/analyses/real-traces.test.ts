/** Outputs over real traces, against figures that are known or counted in a plain way. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ctfFormat } from '../formats/ctf/format.ts';
import type { Format } from '../formats/reader.ts';
import { sharedTrace } from '../formats/shared-traces.ts';
import { traceEventFormat } from '../formats/trace-event/format.ts';
import { CallStackIndex } from './call-stack/call-stack-index.ts';
import { callStacks } from './call-stack/call-stacks.ts';
import type { FlameChart } from './call-stack/flame-chart.ts';
import type { ExperimentIndex } from './experiment-index.ts';
import { openExperiment } from './open-experiment.ts';
import { NEVER, outputNamed, rowIds, treeText, window } from './testing/opened.ts';

async function read(format: Format, path: string): Promise<{ experiment: ExperimentIndex; close: () => void }> {
  const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const reader = await format.open(path, cache);
  const experiment = openExperiment([{ uuid: '1', name: 'trace', path, reader }]);
  await experiment.run(NEVER);
  return {
    experiment,
    close: () => {
      reader.close();
      rmSync(cache, { recursive: true, force: true });
    },
  };
}

const cyg = sharedTrace('ctf/cyg-profile/glxgears-cyg-profile');

test(
  'cyg-profile: functions have their names, and calls are all there',
  { skip: !cyg && 'no shared traces' },
  async () => {
    const { experiment, close } = await read(ctfFormat, cyg!);
    try {
      const { start, end, events } = experiment.traces[0]!;
      assert.equal(events, 4977);
      const statistics = await outputNamed(experiment, 'Function Duration Statistics').tree!({ extra: {} }, NEVER);
      const rows = treeText(statistics).map((row) => row.trim().split('|').slice(0, 6).join('|'));
      assert.equal(rows[1], 'Total|397 ns|10.611 s|12.934 ms|297.708 ms|2490');
      assert.ok(rows.includes('draw_gears [UNKNOWN]|45.701 µs|52.082 ms|544.142 µs|2.115 ms|617'));
      const chart = outputNamed(experiment, 'Flame Chart');
      const tree = await chart.tree!({ extra: {} }, NEVER);
      assert.deepEqual(treeText(tree).slice(0, 3), ['trace', '  UNKNOWN', '    glxgears-16073']);
      const { looks, rows: states } = await chart.states!(window(start, end, 100, rowIds(tree)), NEVER);
      const [main] = states;
      assert.deepEqual(
        Array.from(main!.look, (look) => looks[look]!.label),
        ['main'],
      );
      // Open at the end of the trace: closed just after it.
      assert.equal(main!.base + BigInt(main!.end[0]!), end + 1n);
      const histogram = outputNamed(experiment, 'Histogram');
      const total = rowIds(await histogram.tree!({ extra: {} }, NEVER));
      const { series } = await histogram.xy!(window(start, end, 100, total), NEVER);
      assert.equal(
        series[0]!.yValues.reduce((sum, y) => sum + y),
        4977,
      );
    } finally {
      close();
    }
  },
);

interface Event {
  ph: string;
  ts: number;
  pid: number;
  tid: number;
}

for (const name of ['chrome-startup-36mb.json.gz', 'big_trace.json', 'main_thread_has_unclosed_slices.json']) {
  const path = sharedTrace(`trace-event/${name}`);
  test(`${name}: as many calls as events that make one`, { skip: !path && 'no shared traces' }, async () => {
    const bytes = readFileSync(path!);
    const parsed = JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
    const events: Event[] = Array.isArray(parsed) ? parsed : parsed.traceEvents;
    const open = new Map<string, number>();
    let calls = 0;
    const timed = events.filter(({ ph }) => 'BEX'.includes(ph)).sort((a, b) => Number(a.ts) - Number(b.ts));
    for (const { ph, pid, tid } of timed) {
      const thread = `${pid}/${tid}`;
      if (ph === 'B') open.set(thread, (open.get(thread) ?? 0) + 1);
      else if (ph === 'E' && (open.get(thread) ?? 0) > 0) open.set(thread, open.get(thread)! - 1);
      if (ph !== 'E') calls++;
    }
    const { experiment, close } = await read(traceEventFormat, path!);
    try {
      const chart = outputNamed(experiment, 'Flame Chart') as FlameChart;
      let found = 0;
      for (const { index } of callStacks(chart.experiment)) {
        assert.ok(index instanceof CallStackIndex);
        for (const { tracks } of index.processes) {
          for (const { nested, rows } of tracks) {
            for (const { states } of nested ? rows : []) {
              for (let i = 0; i < states.count; i++) {
                if (!index.functions.isInstant(states.value(i))) found++;
                assert.ok(states.end(i) >= states.start(i));
                assert.ok(i === 0 || states.start(i) >= states.end(i - 1), 'calls of a row overlap');
              }
            }
          }
        }
      }
      assert.equal(found, calls);
      assert.equal(experiment.traces[0]!.events, events.length);
    } finally {
      close();
    }
  });
}
