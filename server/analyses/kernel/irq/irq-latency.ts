/**
 * IRQ Analysis: from the entry of an interrupt's handler to its exit, by CPU. A handler that is itself interrupted ends
 * after the one that interrupts it.
 */
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { SegmentSet } from '../../segments/segment-set.ts';
import type { SegmentAnalysis } from '../../segments/segments.ts';
import { Kind, type Role } from '../kernel-events.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';

const { irq_handler_entry: IRQ_HANDLER_ENTRY, irq_handler_exit: IRQ_HANDLER_EXIT } = Kind;

const IRQ = 0;
const CPU = 1;
const RET = 2;
/** Handlers that interrupt each other on one CPU; what lies deeper belongs to exits that were lost. */
const DEEPEST = 16;
/** Names are keyed by text; handlers without a name by their interrupt, from here down. */
const NUMBERED = -2;

/** The handlers that run on a CPU, the innermost last. */
interface Handlers {
  readonly irq: number[];
  readonly name: number[];
  readonly since: number[];
}

export class IrqLatency implements KernelPart {
  readonly roles: readonly Role[] = ['irq', 'name', 'ret'];
  readonly keptAs = 'irq latency 1';
  readonly segments = new SegmentSet([
    { name: 'Name', description: 'Name of the interrupt’s handler', type: 'STRING', form: 'name' },
    { name: 'IRQ', description: 'Number of the interrupt', type: 'NUMBER', form: 'int' },
    { name: 'CPU', description: 'Where it was handled', type: 'NUMBER', form: 'int' },
    {
      name: 'Return value',
      description: 'What the handler returned: 1 if the interrupt was its own',
      type: 'NUMBER',
      form: 'int',
    },
  ]);
  readonly #label: (key: number) => string;
  readonly #hasName: Uint8Array;
  readonly #hasRet: Uint8Array;
  /** By CPU. */
  readonly #handlers: (Handlers | undefined)[] = [];

  static of(trace: KernelTrace): IrqLatency | undefined {
    const { kinds } = trace.layout;
    const both = kinds.includes(IRQ_HANDLER_ENTRY) && kinds.includes(IRQ_HANDLER_EXIT);
    return both ? new IrqLatency(trace) : undefined;
  }

  constructor({ strings, layout }: KernelTrace) {
    this.#label = (key) => (key <= NUMBERED ? `IRQ ${NUMBERED - key}` : strings.text(key));
    this.#hasName = layout.having('name');
    this.#hasRet = layout.having('ret');
  }

  consume({ length, time, type, kind, cpu }: KernelBatch, fields: readonly Float64Array[]): void {
    const [irqs, names, rets] = fields as readonly [Float64Array, Float64Array, Float64Array];
    const { index } = this.segments;
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      if (k !== IRQ_HANDLER_ENTRY && k !== IRQ_HANDLER_EXIT) continue;
      const on = cpu[i]!;
      if (on < 0) continue;
      this.#handlers[on] ??= { irq: [], name: [], since: [] };
      const { irq, name, since } = this.#handlers[on];
      if (k === IRQ_HANDLER_ENTRY) {
        if (irq.length === DEEPEST) for (const list of [irq, name, since]) list.shift();
        irq.push(irqs[i]!);
        name.push(this.#hasName[type[i]!] === 1 && names[i]! >= 0 ? names[i]! : NUMBERED - irqs[i]!);
        since.push(time[i]!);
        continue;
      }
      const at = irq.lastIndexOf(irqs[i]!);
      if (at < 0) continue;
      index.push(since[at]!, time[i]!, this.segments.nameOf(name[at]!, this.#label));
      index.setAspect(IRQ, irqs[i]!);
      index.setAspect(CPU, on);
      index.setAspect(RET, this.#hasRet[type[i]!] === 1 ? rets[i]! : Number.NaN);
      for (const list of [irq, name, since]) list.length = at;
    }
  }

  finish(): void {}

  save(out: IndexWriter): void {
    this.segments.save(out);
  }
  load(from: IndexReader): void {
    this.segments.load(from);
  }
}

export const IRQ_LATENCY: SegmentAnalysis = {
  id: 'lttng.analysis.irq',
  name: 'IRQ Analysis',
  of: (trace) => trace.find(IrqLatency)?.segments,
};
