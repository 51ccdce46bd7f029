/**
 * In-And-Out on real kernel traces: its counts and times are those of the analyses that know these events, and those
 * computed plainly from the text that babeltrace2 prints. Skipped where the traces, or babeltrace2, are missing.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ExperimentIndex } from '../../analyses/experiment-index.ts';
import { noBabeltrace, type Printed, printed } from '../../analyses/kernel/testing/printed-events.ts';
import { openExperiment } from '../../analyses/open-experiment.ts';
import { NEVER, outputNamed, treeText } from '../../analyses/testing/opened.ts';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { inAndOut } from './in-and-out.ts';

async function withTrace(path: string, use: (experiment: ExperimentIndex) => Promise<void>): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const reader = await ctfFormat.open(path, cache);
  try {
    const experiment = openExperiment([{ uuid: '1', name: 'trace', path, reader }]);
    await experiment.run(NEVER);
    await use(experiment);
  } finally {
    reader.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

/** The lines of the statistics of an analysis with this specifier. */
async function statistics(experiment: ExperimentIndex, specifier: Readonly<Record<string, string>>): Promise<string[]> {
  const parameters = { specifiers: [specifier] };
  const configuration = { id: 'c', ...inAndOut.label(parameters), sourceTypeId: inAndOut.id, parameters };
  const output = inAndOut.derive!(outputNamed(experiment, 'InAndOut Configurator'), configuration);
  const found = output.outputs!().find(({ descriptor }) => descriptor.name.endsWith('Latency Statistics'))!;
  await found.tree!({ extra: {} }, NEVER);
  while (found.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  return treeText(await found.tree!({ extra: {} }, NEVER));
}

async function known(experiment: ExperimentIndex, name: string): Promise<string[]> {
  return treeText(await outputNamed(experiment, name).tree!({ extra: {} }, NEVER));
}

/** How many there are of each label. */
function counts(lines: readonly string[]): Map<string, number> {
  const cells = lines.slice(2).map((line) => line.trim().split('|'));
  return new Map(cells.map(([label, , , , , count]): [string, number] => [label!, Number(count)]).sort());
}

/** The same by going through the events in order, with the newest open one of each key on top. */
function counted(events: readonly Printed[], step: (event: Printed) => { key: string; label?: string } | undefined) {
  const open = new Map<string, string[]>();
  const found = new Map<string, number>();
  for (const event of events) {
    const { key, label } = step(event) ?? {};
    if (key === undefined) continue;
    if (label !== undefined) open.set(key, [...(open.get(key) ?? []), label]);
    else {
      const ended = open.get(key)?.pop();
      if (ended !== undefined) found.set(ended, (found.get(ended) ?? 0) + 1);
    }
  }
  return new Map([...found].sort());
}

const MANY = sharedTrace('ctf/many-threads');
const skip = MANY === undefined ? '../shared/traces/ctf/many-threads is missing' : noBabeltrace;

test('system calls by thread are those of System Call Latency, and of the text', { skip }, async () => {
  await withTrace(MANY!, async (experiment) => {
    const specifier = { inRegex: 'syscall_entry_(.*)', outRegex: 'syscall_exit_(.*)', classifier: 'TID' };
    const lines = await statistics(experiment, specifier);
    assert.deepEqual(lines, await known(experiment, 'System Call Latency - Latency Statistics'));
    const current = new Map<string, string>();
    const plain = counted(printed(MANY!, /syscall_e|sched_switch/), ({ name, cpu, fields }) => {
      const tid = current.get(cpu);
      if (name === 'sched_switch') current.set(cpu, fields.get('next_tid')!);
      const [, side, call] = /^syscall_(entry|exit)_(.+)$/.exec(name) ?? [];
      if (tid === undefined || call === undefined) return undefined;
      return { key: `${tid} ${call}`, ...(side === 'entry' ? { label: call } : {}) };
    });
    assert.ok(plain.size > 50);
    assert.deepEqual(counts(lines), plain);
  });
});

test('interrupts by CPU, paired by the number in their fields, are those of the IRQ Analysis', { skip }, async () => {
  await withTrace(MANY!, async (experiment) => {
    const pairing = { contextInRegex: 'irq=(\\d+)', contextOutRegex: 'irq=(\\d+)', classifier: 'CPU', label: '{2}' };
    const paired = await statistics(experiment, {
      inRegex: 'irq_handler_entry',
      outRegex: 'irq_handler_exit',
      ...pairing,
    });
    const plain = counted(printed(MANY!, /irq_handler_/), ({ name, cpu, fields }) => {
      const irq = fields.get('irq')!;
      return { key: `${cpu} ${irq}`, ...(name === 'irq_handler_entry' ? { label: irq } : {}) };
    });
    assert.deepEqual(counts(paired), plain);
    const total = (all: readonly string[]) => all[1]!.split('|').slice(1).join('|');
    assert.equal(total(paired), total(await known(experiment, 'IRQ Analysis - Latency Statistics')));
    const byField = { inRegex: 'irq_handler_entry', outRegex: 'irq_handler_exit', classifier: 'irq', label: 'irq' };
    assert.equal(total(await statistics(experiment, byField)), total(paired));
  });
});
