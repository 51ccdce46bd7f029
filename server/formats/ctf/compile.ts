/**
 * Turns a stream's layout into a JavaScript function that decodes its events straight into columns. Fields that nobody
 * asked for are stepped over, mostly at no cost at all; nothing is allocated per event.
 *
 * Metadata is hostile: the written code consists of numbers and of names made here. Nodes, clocks and tables go in as
 * values (`env.…[index]`), texts of the metadata not at all.
 */
import type { FieldRequest } from '../reader.ts';
import { bitsAt, upper } from './bits.ts';
import { CodeWriter, either, type Place } from './code-writer.ts';
import type { FieldTexts } from './field-texts.ts';
import {
  type ArrayNode,
  type FieldNode,
  type FloatNode,
  type IntegerNode,
  integersIn,
  type SequenceNode,
  type VariantNode,
} from './layout.ts';
import type { StreamPlan, Want } from './plan.ts';
import type { StreamClass, TraceClass } from './trace-class.ts';
import { Cursor } from './values.ts';

/** Why a decoder returned: the columns are full, the bytes end too early, or one of `FAULTS`, counted from 2. */
export const FULL = 0;
export const MORE = 1;
export const FAULTS = [
  'the event has an id that the metadata does not know',
  'the event takes no space',
  'a variant has no option for the value of its tag',
  'a sequence has a negative length',
  'the elements of an array take no space',
] as const;

/** ns from the base: the largest time that is told exactly. */
export const LATEST = Number.MAX_SAFE_INTEGER;

/** Where a decoder stands. Bits are counted from the start of the bytes that it is given. */
export class DecoderState {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** The next event, and the end of the bytes or of the packet's content. */
  at = 0;
  end = 0;
  /** Where the next event goes in the columns, and where they are full. */
  row = 0;
  full = 0;
  /** The clock, in cycles from the stream's base; and the lower 32 bits of its value. */
  cycles = 0;
  low = 0;
  /** The time of the event before, ns from the trace's base. */
  last = -LATEST;
  /** Events whose time was earlier than that of the event before them, or too late to be told. */
  late = 0;
  /** What all events of the packet share: by column, by slot. */
  readonly constants: Float64Array;
  slots: number[] = [];
  /** For positions: the packet's number, and the bit of the packet at which `bytes` begins. */
  packet = 0;
  origin = 0;

  constructor(columns: number) {
    this.constants = new Float64Array(columns);
  }
}

export type Decoder = (state: DecoderState) => number;

/** Where decoded events go. All lanes write into the same arrays, each at its own rows. */
export interface Columns {
  readonly time: Float64Array;
  readonly type: Uint16Array;
  readonly fields: readonly Float64Array[];
  /** If wanted: the event's packet, and its bit within the packet. */
  readonly packet?: Float64Array;
  readonly position?: Float64Array;
}

export interface StreamTiming {
  /** Cycles from which `DecoderState.cycles` counts. */
  readonly base: bigint;
  /** ns from the trace's base to that of the stream. */
  readonly shift: number;
}

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
  const source = compiler.source(requests.length);
  const env = {
    columns,
    typeIndexes: Uint16Array.from(typeIndexes),
    classes: classTable(stream),
    texts,
    nodes: compiler.nodes,
    bitsAt,
    upper,
    convert: stream.clock.converter(timing.base),
    rebuild: rebuildClock(timing.base),
    select: (variant: VariantNode, tag: number) =>
      variant.cases.find(({ low, high }) => low <= tag && tag <= high)?.option ?? -1,
    decode: (node: FieldNode, bytes: Uint8Array, at: number) =>
      new Cursor(bytes, at, bytes.length * 8, []).decode(node),
  };
  return new Function('env', source)(env) as Decoder;
}

/** Finds an event class's place by its id. */
function classTable(stream: StreamClass): (id: number) => number {
  const small = new Int32Array(Math.min(65_536, 1 + Math.max(0, ...stream.events.map(({ id }) => id)))).fill(-1);
  const large = new Map<number, number>();
  stream.events.forEach(({ id }, i) => {
    if (id < small.length) small[id] = i;
    else large.set(id, i);
  });
  return (id) => (id < small.length ? small[id]! : (large.get(id) ?? -1));
}

/** For timestamps of 33 to 63 bits: the clock goes on to the next value with these lower bits. */
function rebuildClock(base: bigint) {
  return (cycles: number, high: number, low: number, size: number): number => {
    const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    return cycles + Number(BigInt.asUintN(size, value - (base + BigInt(cycles))));
  };
}

class StreamCompiler {
  /** Layout nodes that the code refers to by index. */
  readonly nodes: FieldNode[] = [];
  readonly #trace: TraceClass;
  readonly #stream: StreamClass;
  readonly #plan: StreamPlan;
  readonly #columns: Columns;
  readonly #timing: StreamTiming;
  readonly #idFields: ReadonlySet<IntegerNode>;
  #names = 0;
  #writer = new CodeWriter('');
  #wants: ReadonlyMap<FieldNode, readonly Want[]> = new Map();
  /** The statement that leaves with a fault. */
  #fail: (fault: number) => string = () => '';

  constructor(trace: TraceClass, stream: StreamClass, plan: StreamPlan, columns: Columns, timing: StreamTiming) {
    this.#trace = trace;
    this.#stream = stream;
    this.#plan = plan;
    this.#columns = columns;
    this.#timing = timing;
    const header = stream.eventHeader ? integersIn(stream.eventHeader) : [];
    this.#idFields = new Set(header.filter((node) => node.name === 'id'));
  }

  source(columns: number): string {
    const loop = this.#loop();
    const place = this.#writer.place;
    const events = this.#stream.events.map((_, i) => this.#event(i, place));
    const slots = Array.from({ length: this.#trace.slots }, (_, i) => `let x${i} = 0;`);
    return [
      '"use strict";',
      'const { columns, typeIndexes, classes, texts, nodes, bitsAt, upper, convert, rebuild, select, decode } = env;',
      'const { time, type, fields, packet, position } = columns;',
      ...Array.from({ length: columns }, (_, i) => `const c${i} = fields[${i}];`),
      ...slots,
      ...events.flat(),
      `const events = [${events.map((_, i) => `event${i}`).join(', ')}];`,
      ...loop,
    ].join('\n');
  }

  /** What all events of the stream share, and the loop over events. */
  #loop(): string[] {
    const { eventHeader, eventContext, clock, events } = this.#stream;
    this.#begin(
      new CodeWriter('break event;'),
      this.#plan.shared.wants,
      (fault) => `{ status = ${fault}; break event; }`,
    );
    const absent = this.#plan.shared.absent.map((column) => `c${column}[i] = NaN;`);
    if (eventHeader) this.#emit(eventHeader);
    this.#writer.settle();
    const classes = this.#idFields.size > 0 ? 'classes(id)' : events.length > 0 ? '0' : '-1';
    this.#writer.write(`const kind = ${classes};`);
    this.#writer.write(`if (kind < 0) ${this.#fail(2)}`);
    if (eventContext) this.#emit(eventContext);
    this.#writer.settle();
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
      'let p = state.at, i = state.row, cycles = state.cycles, low = state.low, last = state.last, late = state.late;',
      ...packetWants.map(({ column }) => `const k${column} = state.constants[${column}];`),
      ...packetSlots.map((slot) => `x${slot} = state.slots[${slot}];`),
      ...(this.#columns.position ? ['const { packet: number, origin } = state;'] : []),
      'let status = 0;',
      'while (i < full) {',
      'const begin = p, cyclesBefore = cycles, lowBefore = low;',
      'let id = 0;',
      'status = 1;',
      'event: {',
      ...absent,
      ...this.#writer.lines,
      ...packetWants.map(({ column }) => `c${column}[i] = k${column};`),
      ...call,
      'if (p <= begin) { status = p < 0 ? -p : 3; break event; }',
      `let t = ${ns} + ${this.#timing.shift};`,
      'if (t < last) { t = last; late++; }',
      `else if (t > ${LATEST}) { t = ${LATEST}; late++; }`,
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
    this.#begin(new CodeWriter('return -1;', place), plan.wants, (fault) => `return ${-fault};`);
    if (event.context) this.#emit(event.context);
    if (event.payload) this.#emit(event.payload);
    this.#writer.settle();
    return [
      `function event${index}(bytes, view, p, end, i) {`,
      ...plan.absent.map((column) => `c${column}[i] = NaN;`),
      ...this.#writer.lines,
      'return p;',
      '}',
    ];
  }

  #packetSlots(): number[] {
    const scopes = [this.#trace.packetHeader, this.#stream.packetContext];
    return scopes
      .flatMap((scope) => (scope ? integersIn(scope).map(({ slot }) => slot) : []))
      .filter((slot) => slot >= 0);
  }

  #begin(writer: CodeWriter, wants: ReadonlyMap<FieldNode, readonly Want[]>, fail: (fault: number) => string): void {
    this.#writer = writer;
    this.#wants = wants;
    this.#fail = fail;
  }

  #name(): string {
    return `v${this.#names++}`;
  }

  #node(node: FieldNode): string {
    this.nodes.push(node);
    return `nodes[${this.nodes.length - 1}]`;
  }

  #emit(node: FieldNode): void {
    this.#writer.align(node.align);
    if (node.kind === 'integer') this.#integer(node);
    else if (node.kind === 'float') this.#float(node);
    else if (node.kind === 'string') this.#string(node);
    else if (node.kind === 'variant') this.#variant(node);
    else if (node.kind === 'array') this.#array(node);
    else if (node.kind === 'sequence') this.#sequence(node);
    else for (const field of node.fields) this.#emit(field);
  }

  #array(node: ArrayNode): void {
    const writer = this.#writer;
    const size = this.#fixedSize(node.element);
    if (size === undefined) {
      this.#elements(node.element, String(node.length));
      return;
    }
    const bits = node.length === 0 ? 0 : (node.length - 1) * strideOf(size, node.element) + size;
    writer.need(bits);
    this.#text(node, String(node.length));
    writer.skip(bits);
  }

  #integer(node: IntegerNode): void {
    const writer = this.#writer;
    const wants = this.#wants.get(node) ?? [];
    const isTime = this.#stream.timeFields.has(node);
    const isId = this.#idFields.has(node);
    writer.need(node.size);
    if (wants.length > 0 || isTime || isId || node.slot >= 0) {
      const value = this.#name();
      const high = node.size > 32 ? this.#name() : undefined;
      this.#read(node, value, high);
      const number = high === undefined ? value : `(${high} * 4294967296 + ${value})`;
      if (node.slot >= 0) writer.write(`x${node.slot} = ${number};`);
      if (isId) writer.write(`id = ${number};`);
      if (isTime) this.#clock(node.size, value, high);
      for (const { column, form } of wants) {
        writer.write(`c${column}[i] = ${form === 'number' ? number : this.#exact(node, form, value, high)};`);
      }
    }
    writer.skip(node.size);
  }

  #exact(node: IntegerNode, form: 'text' | 'key', value: string, high: string | undefined): string {
    if (form === 'text') {
      const index = this.#node(node);
      return high === undefined
        ? `texts.integer(${index}, ${value})`
        : `texts.wideInteger(${index}, ${high}, ${value})`;
    }
    if (high !== undefined) {
      const fits = node.signed ? `(${high} >= 0 && ${high} < 2097152)` : `${high} < 2097152`;
      return `${fits} ? ${high} * 4294967296 + ${value} : texts.key(${high}, ${value}, ${node.signed})`;
    }
    return node.signed ? `${value} >= 0 ? ${value} : texts.key(-1, ${value}, true)` : value;
  }

  #clock(size: number, value: string, high: string | undefined): void {
    const { base } = this.#timing;
    if (high === undefined) {
      const step = this.#name();
      const wrap = size === 32 ? '>>> 0' : `& ${2 ** size - 1}`;
      this.#writer.write(`const ${step} = (${value} - low) ${wrap}; cycles += ${step}; low = (low + ${step}) | 0;`);
    } else if (size === 64) {
      const baseHigh = Number(BigInt.asUintN(64, base) >> 32n);
      const baseLow = Number(BigInt.asUintN(32, base));
      this.#writer.write(
        `cycles = ((${high} >>> 0) - ${baseHigh}) * 4294967296 + (${value} - ${baseLow}); low = ${value} | 0;`,
      );
    } else this.#writer.write(`cycles = rebuild(cycles, ${high}, ${value}, ${size}); low = ${value} | 0;`);
  }

  /** Declares `value` as the integer, or as its lower 32 bits where `high` is to be the rest. */
  #read(node: IntegerNode, value: string, high: string | undefined): void {
    const writer = this.#writer;
    const { size, signed, bigEndian } = node;
    const bit = writer.bitInByte;
    const little = bigEndian ? 'false' : 'true';
    const at = writer.byte();
    if (bit === 0 && (size === 8 || size === 16 || size === 32)) {
      const order = size === 8 ? '' : `, ${little}`;
      writer.write(`const ${value} = view.get${signed ? 'Int' : 'Uint'}${size}(${at}${order});`);
    } else if (bit === 0 && size === 64) {
      const [low, up] = bigEndian ? [writer.byte(4), at] : [at, writer.byte(4)];
      writer.write(`const ${value} = view.getUint32(${low}, ${little});`);
      writer.write(`const ${high} = view.get${signed ? 'Int' : 'Uint'}32(${up}, ${little});`);
    } else if (bit !== undefined && bit + size <= 32) {
      const bytes = Math.ceil((bit + size) / 8);
      const shift = bigEndian ? bytes * 8 - bit - size : bit;
      const bits = `(${wordAt(writer, bytes, bigEndian)} >>> ${shift} & ${2 ** size - 1})`;
      writer.write(`const ${value} = ${signed ? `${bits} << ${32 - size} >> ${32 - size}` : bits};`);
    } else {
      const low = `bitsAt(bytes, ${writer.bit}, ${size}, ${bigEndian})`;
      const extended = signed && size <= 32 ? `${low} << ${32 - size} >> ${32 - size}` : low;
      writer.write(`const ${value} = ${extended};`);
      if (high === undefined) return;
      const up = signed ? `upper.bits << ${64 - size} >> ${64 - size}` : 'upper.bits >>> 0';
      writer.write(`const ${high} = ${up};`);
    }
  }

  #float(node: FloatNode): void {
    const writer = this.#writer;
    const wants = this.#wants.get(node);
    writer.need(node.size);
    if (wants) this.#storeFloat(node, wants);
    writer.skip(node.size);
  }

  #storeFloat(node: FloatNode, wants: readonly Want[]): void {
    const writer = this.#writer;
    const value = this.#name();
    const aligned = !node.odd && writer.bitInByte === 0;
    const decoded = aligned
      ? `view.getFloat${node.size}(${writer.byte()}, ${!node.bigEndian})`
      : `decode(${this.#node({ ...node, align: 1 })}, bytes, ${writer.bit})`;
    writer.write(`const ${value} = ${decoded};`);
    for (const { column, form } of wants) {
      const text = `texts.plain(String(${value}))`;
      const number = node.odd ? 'NaN' : value;
      writer.write(`c${column}[i] = ${form === 'number' ? number : form === 'text' ? text : `-1 - ${text}`};`);
    }
  }

  #string(node: FieldNode): void {
    const writer = this.#writer;
    writer.settle();
    const last = this.#name();
    writer.write(`let ${last} = p >> 3;`);
    writer.write(`while (${last} < end >> 3 && bytes[${last}] !== 0) ${last}++;`);
    writer.write(`if (${last} >= end >> 3) ${this.#underflow()}`);
    this.#text(node, `${last} - (p >> 3)`);
    writer.write(`p = (${last} + 1) << 3;`);
    writer.moved({ modulus: 8, residue: 0 });
  }

  #underflow(): string {
    return this.#fail(MORE);
  }

  /** Stores the text that begins at the position, if somebody wants it. */
  #text(node: FieldNode, length: string): void {
    const writer = this.#writer;
    const bigEndian = 'element' in node && node.element.kind === 'integer' && node.element.bigEndian;
    for (const { column, form } of this.#wants.get(node) ?? []) {
      const text =
        writer.bitInByte === 0
          ? `texts.text(bytes, view, ${writer.byte()}, ${length})`
          : `texts.textAtBit(bytes, ${writer.bit}, ${length}, ${bigEndian})`;
      writer.write(`c${column}[i] = ${form === 'number' ? 'NaN' : form === 'text' ? text : `-1 - ${text}`};`);
    }
  }

  #variant(node: VariantNode): void {
    const writer = this.#writer;
    writer.settle();
    const place = writer.place;
    const option = this.#name();
    const tag = `x${node.tag.slot}`;
    if (node.cases.length <= 16) {
      const chain = node.cases.map(({ low, high, option: index }) =>
        low === high ? `${tag} === ${low} ? ${index} : ` : `${tag} >= ${low} && ${tag} <= ${high} ? ${index} : `,
      );
      writer.write(`const ${option} = ${chain.join('')}-1;`);
    } else writer.write(`const ${option} = select(${this.#node(node)}, ${tag});`);
    let after: Place | undefined;
    for (const index of new Set(node.cases.map((one) => one.option))) {
      writer.write(`${after ? 'else ' : ''}if (${option} === ${index}) {`);
      writer.moved(place);
      this.#emit(node.options[index]!);
      writer.settle();
      writer.write('}');
      after = after ? either(after, writer.place) : writer.place;
    }
    writer.write(after ? `else ${this.#fail(4)}` : this.#fail(4));
    writer.moved(after);
  }

  #sequence(node: SequenceNode): void {
    const writer = this.#writer;
    writer.settle();
    const length = this.#name();
    writer.write(`const ${length} = x${node.length.slot};`);
    if (node.length.signed) writer.write(`if (${length} < 0) ${this.#fail(5)}`);
    const size = this.#fixedSize(node.element);
    if (size === undefined) {
      this.#elements(node.element, length);
      return;
    }
    const stride = strideOf(size, node.element);
    const bits =
      stride === size ? `${length} * ${stride}` : `(${length} > 0 ? (${length} - 1) * ${stride} + ${size} : 0)`;
    writer.write(`if (${bits} > end - p) ${this.#underflow()}`);
    this.#text(node, length);
    writer.write(`p = p + ${bits};`);
    const { modulus, residue } = writer.place;
    const step = stride === size ? Math.min(modulus, lowestBit(stride, modulus)) : 1;
    writer.moved({ modulus: step, residue });
  }

  /** Elements whose size differs, one after the other. */
  #elements(element: FieldNode, length: string): void {
    const writer = this.#writer;
    const count = this.#name();
    const before = this.#name();
    writer.settle();
    writer.write(`for (let ${count} = 0; ${count} < ${length}; ${count}++) {`);
    writer.write(`const ${before} = p;`);
    writer.moved();
    this.#emit(element);
    writer.settle();
    writer.write(`if (p === ${before}) ${this.#fail(6)}`);
    writer.write('}');
    writer.moved();
  }

  /** In bits from an aligned start; undefined if the size differs or if the element has to be looked at. */
  #fixedSize(node: FieldNode): number | undefined {
    switch (node.kind) {
      case 'integer':
        return node.slot >= 0 || this.#stream.timeFields.has(node) ? undefined : node.size;
      case 'float':
        return node.size;
      case 'struct': {
        let at = 0;
        for (const field of node.fields) {
          const size = this.#fixedSize(field);
          if (size === undefined) return undefined;
          at = strideOf(at, field) + size;
        }
        return at;
      }
      case 'array': {
        const size = this.#fixedSize(node.element);
        if (size === undefined) return undefined;
        return node.length === 0 ? 0 : (node.length - 1) * strideOf(size, node.element) + size;
      }
      default:
        return undefined;
    }
  }
}

function wordAt(writer: CodeWriter, bytes: number, bigEndian: boolean): string {
  const at = writer.byte();
  if (bytes === 1) return `bytes[${at}]`;
  if (bytes === 2) return `view.getUint16(${at}, ${!bigEndian})`;
  if (bytes === 4) return `view.getUint32(${at}, ${!bigEndian})`;
  const third = `bytes[${writer.byte(2)}]`;
  return bigEndian
    ? `(view.getUint16(${at}, false) << 8 | ${third})`
    : `(view.getUint16(${at}, true) | ${third} << 16)`;
}

/** `bits` rounded up to where an element can begin. */
function strideOf(bits: number, element: FieldNode): number {
  return Math.ceil(bits / element.align) * element.align;
}

/** The largest power of two that divides `value`, at most `most`. */
function lowestBit(value: number, most: number): number {
  let bit = 1;
  while (bit < most && value % (bit * 2) === 0) bit *= 2;
  return bit;
}
