/**
 * What is known of a kernel trace's threads, CPUs and interrupts as attributes, named as in Trace Compass: `Threads/<tid>`
 * is the thread's status, `CPUs/<cpu>` what the CPU does. Interrupts between processors stand apart, as `IPIs`.
 */
import { StateRow } from '../../../index/state-row.ts';
import type { Attribute } from '../../attributes.ts';
import { cpuStyle, threadStyle } from '../linux-style.ts';
import { cpuStatusKind, cpuStatusText } from './cpu-status.ts';
import type { KernelStates } from './kernel-states.ts';
import { ACTIVE, type InterruptKind } from './resource-rows.ts';
import { isSyscall, syscallOf } from './status.ts';

const FOLDERS: Readonly<Record<InterruptKind, string>> = { irq: 'IRQs', softirq: 'Soft_IRQs', ipi: 'IPIs' };

interface Texts {
  text(id: number): string;
}

export function* kernelAttributes(states: KernelStates, strings: Texts): Iterable<Attribute> {
  yield* cpuAttributes(states, strings);
  for (const { kind, number, row } of states.resources.interrupts) {
    yield { path: [FOLDERS[kind], `${number}`], values: { states: row, text: activity } };
  }
  yield* threadAttributes(states, strings);
}

function* cpuAttributes({ resources, threads }: KernelStates, strings: Texts): Iterable<Attribute> {
  const status = (value: number): string => {
    const text = cpuStatusText(value);
    return cpuStyle(cpuStatusKind(value)) + (text < 0 ? '' : `: ${strings.text(text)}`);
  };
  const thread = (life: number): string => String(threads.tid(threads.lives.slot.data[life]!));
  for (const cpu of resources.cpus) {
    const path = ['CPUs', `${cpu.number}`];
    yield { path, values: { states: cpu.states, text: status } };
    yield { path: [...path, 'Current_thread'], values: { states: cpu.threads, text: thread } };
    if (cpu.fastest > 0) {
      yield { path: [...path, 'Frequency'], values: { states: cpu.frequency, text: (kHz) => String(kHz * 1000) } };
    }
    for (const { interrupt, row } of cpu.interrupts) {
      const own = [...path, FOLDERS[interrupt.kind], `${interrupt.number}`];
      yield { path: own, values: { states: row, text: activity } };
    }
  }
}

function* threadAttributes({ threads }: KernelStates, strings: Texts): Iterable<Attribute> {
  const status = (value: number): string => {
    const call = isSyscall(value) ? syscallOf(value) : -1;
    return threadStyle(value) + (call < 0 ? '' : `: ${strings.text(call)}`);
  };
  const { lives } = threads;
  const bySlot = new Map<number, number[]>();
  for (let life = 0; life < lives.count; life++) {
    const slot = lives.slot.data[life]!;
    const own = bySlot.get(slot);
    if (own === undefined) bySlot.set(slot, [life]);
    else own.push(life);
  }
  for (const [slot, row] of threads.rows.entries()) {
    const path = ['Threads', threads.isIdle(slot) ? `0_${threads.idleCpu(slot)}` : `${threads.tid(slot)}`];
    const own = bySlot.get(slot) ?? [];
    yield { path, values: { states: row, text: status } };
    /** One state a life, as far as `facts` tells of it. */
    const of = (name: string, facts: Uint32Array, text: (fact: number) => string): Attribute => {
      const states = new StateRow();
      for (const life of own) {
        const fact = facts[life]!;
        if (fact === 0) continue;
        if (lives.end.data[life] === Number.POSITIVE_INFINITY) states.open(lives.start.data[life]!, fact);
        else states.push(lives.start.data[life]!, lives.end.data[life]!, fact);
      }
      return { path: [...path, name], values: { states, text } };
    };
    yield of('Exec_name', lives.name.data, (name) => strings.text(name - 1));
    if (own.some((life) => lives.parent.data[life]! > 0)) yield of('PPID', lives.parent.data, String);
    if (own.some((life) => lives.process.data[life]! > 0)) yield of('PID', lives.process.data, String);
  }
}

function activity(value: number): string {
  return value === ACTIVE ? 'Active' : 'Raised';
}
