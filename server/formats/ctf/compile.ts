/**
 * Turns a stream's layout into a JavaScript function that decodes its events straight into columns. Fields that nobody
 * asked for are stepped over, mostly at no cost at all; nothing is allocated per event.
 *
 * Metadata is hostile: the written code consists of numbers and of names made here. Nodes, clocks and tables go in as
 * values (`env.…[index]`), texts of the metadata not at all.
 */
import type { FieldRequest } from '../reader.ts';
import { bitsAt, leb128At, reversedBitsAt, upper, variable } from './bits.ts';
import type { Place } from './code-writer.ts';
import type { Columns, Decoder, StreamTiming } from './decoder-state.ts';
import { FieldCode } from './field-code.ts';
import type { FieldTexts } from './field-texts.ts';
import { type FieldNode, integersIn, type VariantNode } from './nodes.ts';
import type { StreamPlan } from './plan.ts';
import { SharedCode } from './shared-code.ts';
import { endOfText } from './text-encoding.ts';
import { defaultEvent, type StreamClass, type TraceClass } from './trace-class.ts';
import { Cursor } from './values.ts';

export function compileStream(
  trace: TraceClass,
  stream: StreamClass,
  plan: StreamPlan,
  requests: readonly FieldRequest[],
  columns: Columns,
  typeIndexes: readonly number[],
  timing: StreamTiming,
  texts: FieldTexts,
): Decoder {
  const compiler = new StreamCompiler(trace, stream, plan, columns, timing);
  const env = {
    columns,
    typeIndexes: Uint16Array.from(typeIndexes),
    classes: classTable(stream),
    texts,
    nodes: compiler.code.nodes,
    bitsAt,
    reversedBitsAt,
    leb128At,
    upper,
    variable,
    endOfText,
    convert: stream.clock.converter(timing.base),
    rebuild: rebuildClock(timing.base),
    select: (variant: VariantNode, tag: number) =>
      variant.cases.find(({ low, high }) => low <= tag && tag <= high)?.option ?? -1,
    decode: (node: FieldNode, bytes: Uint8Array, at: number) =>
      new Cursor(bytes, at, bytes.length * 8, []).decode(node),
  };
  const source = compiler.source(requests.length, Object.keys(env));
  return new Function('env', source)(env) as Decoder;
}

/** Finds an event class's place by its id. */
function classTable(stream: StreamClass): (id: number) => number {
  const largest = stream.events.reduce((most, { id }) => Math.max(most, id), 0);
  const small = new Int32Array(Math.min(65_536, largest + 1)).fill(-1);
  const large = new Map<number, number>();
  stream.events.forEach(({ id }, i) => {
    if (id < small.length) small[id] = i;
    else large.set(id, i);
  });
  return (id) => (id < small.length ? small[id]! : (large.get(id) ?? -1));
}

/** For timestamps of 33 to 63 bits and of variable size: the clock goes on to the next value with these lower bits. */
function rebuildClock(base: bigint) {
  return (cycles: number, high: number, low: number, size: number): number => {
    const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    if (size >= 64) return Number(value - base);
    return cycles + Number(BigInt.asUintN(size, value - (base + BigInt(cycles))));
  };
}

class StreamCompiler {
  readonly code: SharedCode;
  readonly #trace: TraceClass;
  readonly #stream: StreamClass;
  readonly #plan: StreamPlan;
  readonly #columns: Columns;
  readonly #timing: StreamTiming;

  constructor(trace: TraceClass, stream: StreamClass, plan: StreamPlan, columns: Columns, timing: StreamTiming) {
    this.#trace = trace;
    this.#stream = stream;
    this.#plan = plan;
    this.#columns = columns;
    this.#timing = timing;
    const header = stream.eventHeader ? integersIn(stream.eventHeader) : [];
    const idFields = new Set(header.filter((node) => node.roles.includes('event-record-class-id')));
    this.code = new SharedCode(stream.timeFields, idFields, timing.base);
  }

  source(columns: number, names: readonly string[]): string {
    const shared = this.#shared();
    const loop = this.#loop(shared.lines);
    const { place } = shared;
    const events = this.#stream.events.map((_, i) => this.#event(i, place));
    const slots = Array.from({ length: this.#trace.slots }, (_, i) => `let x${i} = 0;`);
    return [
      '"use strict";',
      `const { ${names.join(', ')} } = env;`,
      'const { time, type, fields, packet, position } = columns;',
      ...Array.from({ length: columns }, (_, i) => `const c${i} = fields[${i}];`),
      ...slots,
      'let idle = 0;',
      ...events.flat(),
      `const events = [${events.map((_, i) => `event${i}`).join(', ')}];`,
      ...loop,
    ].join('\n');
  }

  /** What all events of the stream have. */
  #shared(): FieldCode {
    const { eventHeader, eventContext, events } = this.#stream;
    const only = defaultEvent(this.#stream);
    const fail = (fault: number) => `{ status = ${fault}; break event; }`;
    const fields = new FieldCode(this.code, this.#plan.shared.wants, fail);
    if (eventHeader) fields.emit(eventHeader);
    fields.write(`const kind = ${this.code.idFields.size > 0 ? 'classes(id)' : events.indexOf(only!)};`);
    fields.write(`if (kind < 0) ${fail(2)}`);
    if (eventContext) fields.emit(eventContext);
    return fields;
  }

  #loop(shared: readonly string[]): string[] {
    const { clock, events } = this.#stream;
    const absent = this.#plan.shared.absent.map((column) => `c${column}[i] = NaN;`);
    const packetWants = this.#plan.packet;
    const packetSlots = this.#packetSlots();
    const ns = clock.counts1GHz ? 'cycles' : 'convert(cycles)';
    const call =
      events.length <= 32
        ? ['switch (kind) {', ...events.map((_, i) => `case ${i}: p = event${i}(bytes, view, p, end, i); break;`), '}']
        : ['p = events[kind](bytes, view, p, end, i);'];
    return [
      'return function decode(state) {',
      'const { bytes, view, end, full } = state;',
      'let p = state.at, i = state.row, cycles = state.cycles, low = state.low, last = state.last, late = state.late; const limit = state.limit;',
      ...packetWants.map(({ column }) => `const k${column} = state.constants[${column}];`),
      ...packetSlots.map((slot) => `x${slot} = state.slots[${slot}];`),
      ...(this.#columns.position ? ['const { packet: number, origin } = state;'] : []),
      'let status = 0;',
      'while (i < full) {',
      'const begin = p, cyclesBefore = cycles, lowBefore = low;',
      'let id = 0; idle = 0;',
      'event: {',
      ...absent,
      ...shared,
      ...packetWants.map(({ column }) => `c${column}[i] = k${column};`),
      ...call,
      'if (p <= begin) { status = p < 0 ? -p : 3; break event; }',
      `let t = ${ns} + ${this.#timing.shift};`,
      'if (t < last) { t = last; late++; }',
      'else if (t > limit) { t = limit > last ? limit : last; late++; }',
      'last = t;',
      'time[i] = t;',
      'type[i] = typeIndexes[kind];',
      ...(this.#columns.position ? ['packet[i] = number;', 'position[i] = origin + begin;'] : []),
      'i++;',
      'status = 0;',
      'continue;',
      '}',
      'p = begin; cycles = cyclesBefore; low = lowBefore;',
      'break;',
      '}',
      'state.at = p; state.row = i; state.cycles = cycles; state.low = low; state.last = last; state.late = late;',
      'return status;',
      '};',
    ];
  }

  #event(index: number, place: Place): string[] {
    const event = this.#stream.events[index]!;
    const plan = this.#plan.events[index]!;
    const fields = new FieldCode(this.code, plan.wants, (fault) => `return ${-fault};`, place);
    if (event.context) fields.emit(event.context);
    if (event.payload) fields.emit(event.payload);
    return [
      `function event${index}(bytes, view, p, end, i) {`,
      ...plan.absent.map((column) => `c${column}[i] = NaN;`),
      ...fields.lines,
      'return p;',
      '}',
    ];
  }

  #packetSlots(): number[] {
    const scopes = [this.#trace.packetHeader, this.#stream.packetContext];
    return [...new Set(scopes.flatMap((scope) => (scope ? integersIn(scope).flatMap(({ slots }) => slots) : [])))];
  }
}
