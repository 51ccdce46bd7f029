/**
 * Traces for the e2e tests. A small one written here as text, so that something always runs; a large one of any size,
 * for what happens while a trace is indexed; and the real CTF traces, where the checkout has them beside it.
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Two threads of a kitchen: 3 calls below `main`, a counter. Times in µs. */
export const kitchen = {
  displayTimeUnit: 'ms',
  traceEvents: [
    { ph: 'M', pid: 1, tid: 1, ts: 0, name: 'process_name', args: { name: 'kitchen' } },
    { ph: 'M', pid: 1, tid: 1, ts: 0, name: 'thread_name', args: { name: 'cook' } },
    { ph: 'M', pid: 1, tid: 2, ts: 0, name: 'thread_name', args: { name: 'waiter' } },
    { ph: 'X', pid: 1, tid: 1, ts: 1000, dur: 9000, name: 'main' },
    { ph: 'X', pid: 1, tid: 1, ts: 1500, dur: 2000, name: 'chop' },
    { ph: 'X', pid: 1, tid: 1, ts: 4000, dur: 5000, name: 'simmer' },
    { ph: 'X', pid: 1, tid: 2, ts: 2000, dur: 1000, name: 'takeOrder' },
    { ph: 'X', pid: 1, tid: 2, ts: 9000, dur: 800, name: 'serve' },
    { ph: 'C', pid: 1, tid: 1, ts: 3000, name: 'plates', args: { clean: 12 } },
    { ph: 'C', pid: 1, tid: 1, ts: 8000, name: 'plates', args: { clean: 7 } },
  ],
};

/** About 75 bytes an event. */
export function largeTrace(events: number): string {
  const lines = Array.from(
    { length: events },
    (_, i) => `{"ph":"X","pid":1,"tid":${1 + (i % 4)},"ts":${1000 + i * 10},"dur":8,"name":"step ${i % 97}"}`,
  );
  return `{"traceEvents":[\n${lines.join(',\n')}\n]}\n`;
}

/**
 * What the kernel's `trace` file would hold, about 130 bytes a line: on each of two CPUs forty threads in turn wake the one that
 * comes next and give way to it. 10 µs a line.
 */
export function kernelText(lines: number): string {
  const around = Array.from({ length: 80 }, (_, i) => {
    const [cpu, turn] = [i % 2, 2 * Math.floor(i / 4)];
    const [own, next] = [turn + cpu, (turn + 2 + cpu) % 40];
    const [name, then] = [`worker-${1 + own}`, `worker-${1 + next}`];
    const event =
      i % 4 < 2
        ? `sched_wakeup: comm=${then} pid=${101 + next} prio=120 target_cpu=00${cpu}`
        : `sched_switch: prev_comm=${name} prev_pid=${101 + own} prev_prio=120 prev_state=S ==> next_comm=${then} next_pid=${101 + next} next_prio=120`;
    return [`${name.padStart(16)}-${101 + own}   [00${cpu}] d..2. `, `: ${event}\n`] as const;
  });
  let text = '# tracer: nop\n#\n';
  for (let i = 0; i < lines; i++) {
    const [before, after] = around[i % 80]!;
    const micros = String(10 * (i % 100_000)).padStart(6, '0');
    text += `${before}${100 + Math.floor(i / 100_000)}.${micros}${after}`;
  }
  return text;
}

/** The folder of a real trace, or undefined where there is none. */
export function sharedTrace(root: string, relative: string): string | undefined {
  const path = resolve(root, '../shared/traces', relative);
  return existsSync(path) ? path : undefined;
}

export const CTF = 'ctf/cyg-profile/glxgears-cyg-profile';

/** Makes a workspace with all of them; the names are what the Explorer shows. */
export function writeWorkspace(root: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kitchen.json'), JSON.stringify(kitchen, undefined, 1));
  writeFileSync(join(folder, 'no-trace.json'), '{"a": "list of nothing"}');
  const ctf = sharedTrace(root, CTF);
  if (ctf) cpSync(ctf, join(folder, 'glxgears'), { recursive: true });
}
