/**
 * A slice of the file, scanned before anyone knows what stands in front of it: it is taken for granted that the first
 * thing in it that looks like an event is one. What is found counts only if the document's own scanner comes to exactly
 * that place between two events; from there on both would do the same. A slice ends where the first event of the next one
 * begins, or before anything but a proper event, which is left to the document's scanner.
 *
 * Cost: as for the document's scanner, and no more than twice its size in attempts to find the first event.
 */
import { ByteInterner } from '../byte-interner.ts';
import { EventScanner } from '../event-scanner.ts';
import { COMMA, OPEN_BRACE, QUOTE, SPACE, skipSpace } from '../json-bytes.ts';
import { NO_PHASE } from '../phases.ts';
import { EventPacker, type PackedEvents } from './packed-events.ts';

/** Scanned in some 8 ms. */
export const SLICE = 1 << 20;
/** A slice of shorter events ends early. */
const MOST_EVENTS = 1 << 14;
/** What is read before a slice, to see a comma there, and after it, for its last event to end. */
const BEFORE = 64;
const AFTER = 1 << 16;

export interface Slice {
  /** Offset of its first event's brace; −1 if none was found. */
  readonly begin: number;
  /** Offset up to which its events are read: between two events. */
  readonly end: number;
  readonly events: PackedEvents;
  readonly sloppy: boolean;
}

export class SliceScanner {
  readonly #size: number;
  readonly #bytes: Uint8Array;
  readonly #packer = new EventPacker(MOST_EVENTS);

  constructor(size: number) {
    this.#size = size;
    this.#bytes = new Uint8Array(BEFORE + size + AFTER + 1);
  }

  /** Slice `number`, counted from 0. `read` fills a target from an offset, and returns how many bytes there were. */
  scan(number: number, read: (target: Uint8Array, offset: number) => number): Slice {
    const from = number * this.#size;
    const origin = Math.max(0, from - BEFORE);
    const bytes = this.#bytes;
    let end = 0;
    for (let got = 1; got > 0 && end < bytes.length - 1; end += got) {
      got = read(bytes.subarray(end, bytes.length - 1), origin + end);
    }
    bytes[end] = 0;

    const texts = new ByteInterner();
    const event = new EventScanner(texts);
    const limit = Math.min(end, from + this.#size - origin);
    const first = firstEvent(bytes, from - origin, limit, end, event);
    event.sloppy = false;
    const packer = this.#packer;
    let p = first;
    while (p >= 0) {
      let c = bytes[p];
      while (c === COMMA || SPACE[c] === 1) c = bytes[++p];
      if (c !== OPEN_BRACE || p >= limit || packer.full) break;
      const after = event.scan(bytes, p, end);
      if (after < 0) break;
      packer.add(event, bytes, origin + p);
      p = after;
    }
    const at = (position: number) => (position < 0 ? -1 : origin + position);
    return { begin: at(first), end: at(p), events: packer.take(texts), sloppy: event.sloppy };
  }
}

/** The first object with a phase that follows a comma, and begins before `limit`; −1 if there is none. */
function firstEvent(bytes: Uint8Array, from: number, limit: number, end: number, event: EventScanner): number {
  let previous = 0;
  for (let p = 0; p < from; p++) if (SPACE[bytes[p]] === 0) previous = bytes[p];
  let effort = 0;
  for (let p = from; p < limit && effort < limit; p++) {
    const c = bytes[p];
    if (SPACE[c] === 1) continue;
    if (c === OPEN_BRACE && previous === COMMA && bytes[skipSpace(bytes, p + 1)] === QUOTE) {
      const after = event.scan(bytes, p, end);
      if (after > 0 && event.phase !== NO_PHASE) return p;
      effort += (after > 0 ? after : end) - p;
    }
    previous = c;
  }
  return -1;
}
