/**
 * One pass over the events of a trace: columns, decoders compiled for the fields that are asked for, lanes, a merger.
 * Reading the trace is one pass; finding events again for the table are others, which record positions instead of fields.
 */
import { basename } from 'node:path';
import type { StringTable } from '../../index/string-table.ts';
import type { FieldForm, FieldRequest, Notice } from '../reader.ts';
import { type Columns, compileStream, type DecoderState } from './compile.ts';
import { FieldTexts } from './field-texts.ts';
import { headIfNeeded, Lane, type LaneCode, type LaneContext, type LaneSource } from './lane.ts';
import { descend, type FieldNode, type StructNode } from './layout.ts';
import { Merger } from './merge.ts';
import type { OpenTrace } from './open-trace.ts';
import type { Packet } from './packets.ts';
import { planStream } from './plan.ts';
import type { StreamClass } from './trace-class.ts';
import { integerText } from './value-text.ts';
import type { Selected, Value } from './values.ts';

/** Numbers in all columns together: bounds the memory of traces with many lanes. */
const CELLS = 4 * 1024 * 1024;

/** A merger at the trace's begin. */
export function passOver(
  open: OpenTrace,
  requests: readonly FieldRequest[],
  strings: StringTable,
  positions: boolean,
  note: (notice: Notice) => void,
): Merger {
  const chunk = chunkOf(open);
  const rows = chunk * Math.max(1, open.lanes.length);
  const numbers = () => new Float64Array(rows);
  const columns: Columns = {
    time: numbers(),
    type: new Uint16Array(rows),
    fields: requests.map(numbers),
    ...(positions ? { packet: numbers(), position: numbers() } : {}),
  };
  const texts = new FieldTexts(strings);
  const codes = new Map<StreamClass, LaneCode>();
  const codeOf = ({ stream }: Packet): LaneCode => {
    let code = codes.get(stream);
    if (code === undefined) {
      code = compile(stream);
      codes.set(stream, code);
    }
    return code;
  };
  const compile = (stream: StreamClass): LaneCode => {
    const timing = open.timings.get(stream)!;
    const fieldNames = open.types.map(({ fields }) => new Set(fields.map(({ name }) => name)));
    const plan = planStream(open.trace, stream, requests, (event, name) =>
      fieldNames[open.typeOf.get(event)!]!.has(name),
    );
    const indexes = stream.events.map((event) => open.typeOf.get(event)!);
    return {
      decode: compileStream(open.trace, stream, plan, requests, columns, indexes, timing, texts),
      plan,
      base: timing.base,
    };
  };
  const context: LaneContext = {
    trace: open.trace,
    files: open.files,
    columns: requests.length,
    codeOf,
    note,
    constants(state, source, packet) {
      setConstants(state, source, packet, codeOf(packet), open, strings);
    },
  };
  const lanes = open.lanes.map((source, i) => new Lane(source, context, i * chunk, chunk));
  return new Merger(lanes, columns, chunk);
}

/** Equal for all passes over a trace, since places are counted from the begins of chunks. */
function chunkOf(open: OpenTrace): number {
  return Math.max(128, Math.min(4096, Math.floor(CELLS / 16 / Math.max(1, open.lanes.length))));
}

function setConstants(
  state: DecoderState,
  source: LaneSource,
  packet: Packet,
  code: LaneCode,
  open: OpenTrace,
  strings: StringTable,
): void {
  const head = headIfNeeded(open.trace, open.files, source, packet, code.plan);
  if (head) state.slots = head.slots;
  for (const want of code.plan.packet) {
    let value: number;
    if (want.source === 'cpu') value = want.form === 'text' ? strings.intern(String(packet.cpu)) : packet.cpu;
    else if (want.source === 'stream') {
      const name = strings.intern(basename(source.path));
      value = want.form === 'key' ? -1 - name : name;
    } else {
      const struct = want.source === 'context' ? packet.stream.packetContext! : open.trace.packetHeader!;
      const found = valueAt(struct, (want.source === 'context' ? head!.context : head!.header)!, want.path);
      value = found === undefined ? Number.NaN : inForm(found.node, found.value, want.form, strings);
    }
    state.constants[want.column] = value;
  }
}

function valueAt(
  struct: StructNode,
  value: Value,
  path: readonly string[],
): { node: FieldNode; value: Value } | undefined {
  let node: FieldNode = struct;
  for (const name of path) {
    if (node.kind === 'struct') {
      const next: FieldNode = descend(node.fields, [name])!;
      value = (value as readonly Value[])[node.fields.indexOf(next)]!;
      node = next;
    } else if (node.kind === 'variant') {
      const { option, value: inner } = value as Selected;
      const next: FieldNode = descend(node.options, [name])!;
      if (node.options[option] !== next) return undefined;
      value = inner;
      node = next;
    }
  }
  while (node.kind === 'variant') {
    const { option, value: inner } = value as Selected;
    node = node.options[option]!;
    value = inner;
  }
  return { node, value };
}

function inForm(node: FieldNode, value: Value, form: FieldForm, strings: StringTable): number {
  if (typeof value === 'string') {
    const id = strings.intern(value);
    return form === 'text' ? id : form === 'key' ? -1 - id : Number.NaN;
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') return Number.NaN;
  if (form === 'number') return Number(value);
  if (form === 'text') return strings.intern(node.kind === 'integer' ? integerText(node, value) : String(value));
  const exact = node.kind === 'integer' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
  return exact ? Number(value) : -1 - strings.intern(String(value));
}
