/** What compiled decoders and those who call them share: where a decoder stands, where events go, why it returned. */

/** Why a decoder returned: the columns are full, the bytes end too early, or one of `FAULTS`, counted from 2. */
export const FULL = 0;
export const MORE = 1;
export const FAULTS = [
  'the event has an id that the metadata does not know',
  'the event takes no space',
  'a variant has no option for the value of its tag',
  'a sequence has a negative length',
  'too many elements of arrays take no space',
  'an integer of variable length has more than 10 bytes',
] as const;

/** Elements of an event's arrays that may take no space: bounds the time for an event that says it has billions. */
export const MOST_IDLE = 65_536;

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
  /** Where the packet ends, ns from the trace's base: no event of it is later. */
  limit = LATEST;
  /** Events whose time was earlier than that of the event before them, or later than the limit. */
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
