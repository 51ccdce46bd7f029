/**
 * One pass over the events of an opened trace: lanes with their compiled decoders, and the merger that puts their events
 * in order of time. Reading is one pass; finding events again for the table is another, over columns of its own.
 *
 * A stream's decoder is compiled when its first packet comes. Memory is bounded, however many lanes there are.
 */
import type { StringTable } from '../../index/string-table.ts';
import type { FieldRequest, Notice } from '../reader.ts';
import { columnsFor } from './batch.ts';
import { compileStream } from './compile.ts';
import type { Columns } from './decoder-state.ts';
import { FieldTexts } from './field-texts.ts';
import { Lane, type LaneCode, type LaneContext } from './lane.ts';
import { Merger } from './merge.ts';
import type { OpenTrace } from './open-trace.ts';
import { PacketConstants } from './packet-constants.ts';
import type { Packet } from './packets.ts';
import { planStream } from './plan.ts';
import type { EventClass, StreamClass } from './trace-class.ts';

/** Numbers in all columns together: bounds the memory of traces with many lanes. */
const CELLS = 4 * 1024 * 1024;
/** Bytes in all windows together, likewise; and in one. */
const WINDOWS = 32 * 1024 * 1024;
const LARGEST_WINDOW = 256 * 1024;
const SMALLEST_WINDOW = 32 * 1024;

/** A merger at the trace's begin. With `positions` it records where the events lie. */
export function passOver(
  open: OpenTrace,
  requests: readonly FieldRequest[],
  strings: StringTable,
  positions: boolean,
  note: (notice: Notice) => void,
): Merger {
  const chunk = chunkOf(open);
  const rows = chunk * Math.max(1, open.lanes.length);
  const columns: Columns = {
    ...columnsFor(rows, requests.length),
    ...(positions ? { packet: new Float64Array(rows), position: new Float64Array(rows) } : {}),
  };
  const context = laneContext(open, requests, strings, columns, note, lateOnce(note));
  return new Merger(
    open.lanes.map((source, i) => new Lane(source, context, i * chunk, chunk)),
    columns,
  );
}

/** What lanes need to decode into `columns`. */
export function laneContext(
  open: OpenTrace,
  requests: readonly FieldRequest[],
  strings: StringTable,
  columns: Columns,
  note: (notice: Notice) => void,
  late: (path: string, offset: number) => void,
): LaneContext {
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
    const typeOf = (event: EventClass) => open.typeOf.get(event)!;
    const typeHas = (event: EventClass, name: string) => fieldNames[typeOf(event)]!.has(name);
    const plan = planStream(open.trace, stream, requests, typeOf, typeHas);
    const indexes = stream.events.map(typeOf);
    const since = stream.clock.since(timing.base);
    return {
      decode: compileStream(open.trace, stream, plan, requests, columns, indexes, timing, texts),
      base: timing.base,
      constants: new PacketConstants(open.trace, stream, plan, open.files, strings),
      timeAt: (cycles) => since(cycles) + timing.shift,
    };
  };
  return {
    files: open.files,
    columns: requests.length,
    window: windowOf(open.lanes.length),
    codeOf,
    note,
    late,
  };
}

/** Tells of a file once that its times are out of order. */
export function lateOnce(note: (notice: Notice) => void): (path: string, offset: number) => void {
  const told = new Set<string>();
  return (file, offset) => {
    if (told.has(file)) return;
    told.add(file);
    note({
      message: 'times go back or too far ahead; such events are shown at the nearest time that keeps the order',
      file,
      offset,
    });
  };
}

/** Equal for all passes over a trace, since places are counted from the begins of chunks. */
export function chunkOf(open: OpenTrace): number {
  return Math.max(128, Math.min(4096, Math.floor(CELLS / 16 / Math.max(1, open.lanes.length))));
}

/** A multiple of 8 KiB, see `lane.ts`. */
function windowOf(lanes: number): number {
  const share = Math.floor(WINDOWS / Math.max(1, lanes) / 8192) * 8192;
  return Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, share));
}
