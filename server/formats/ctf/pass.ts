/**
 * One pass over the events of an opened trace: lanes with their compiled decoders, and the merger that puts their events
 * in order of time. Reading is one pass; finding events again for the table is another, over columns of its own.
 *
 * A stream's decoder is compiled when its first packet comes. Memory is bounded, however many lanes there are.
 */
import type { StringTable } from '../../index/string-table.ts';
import type { FieldRequest, Notice } from '../reader.ts';
import { compileStream } from './compile.ts';
import type { Columns } from './decoder-state.ts';
import { FieldTexts } from './field-texts.ts';
import { Lane, type LaneCode, type LaneContext } from './lane.ts';
import { Merger } from './merge.ts';
import type { OpenTrace } from './open-trace.ts';
import { PacketConstants } from './packet-constants.ts';
import type { Packet } from './packets.ts';
import { planStream } from './plan.ts';
import type { StreamClass } from './trace-class.ts';

/** Numbers in all columns together: bounds the memory of traces with many lanes. */
const CELLS = 4 * 1024 * 1024;
/** Bytes in all windows together, likewise; and in one. */
const WINDOWS = 32 * 1024 * 1024;
const LARGEST_WINDOW = 256 * 1024;
const SMALLEST_WINDOW = 32 * 1024;

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
      base: timing.base,
      constants: new PacketConstants(open.trace, stream, plan, open.files, strings),
    };
  };
  const context: LaneContext = {
    files: open.files,
    columns: requests.length,
    window: windowOf(open.lanes.length),
    codeOf,
    note,
  };
  const lanes = open.lanes.map((source, i) => new Lane(source, context, i * chunk, chunk));
  return new Merger(lanes, columns);
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
