/**
 * Scanned events on their way from one thread to another: rows of numbers, the texts that they refer to, and the arguments
 * of those events whose arguments are looked at. Text ids hold within one pack. Cost: 136 bytes an event.
 */
import type { ByteInterner, PackedTexts } from '../byte-interner.ts';
import { type EventScanner, NO_TEXT, TEXT_KEY } from '../event-scanner.ts';
import { PHASE_COUNTER, PHASE_METADATA } from '../phases.ts';

/** Numbers of an event: offset, phase, times (3 + 3), texts (5), pid, tid, id (2), and where its arguments end. */
const ROW = 17;
const HAS_TS = 0;
const HAS_DUR = 1;
const LOCAL = 2;
const FORM = 3;

export interface PackedEvents {
  readonly length: number;
  readonly rows: Float64Array<ArrayBuffer>;
  readonly texts: PackedTexts;
  readonly args: Uint8Array<ArrayBuffer>;
}

export class EventPacker {
  readonly #rows: Float64Array<ArrayBuffer>;
  #args = new Uint8Array(1 << 12);
  #argsEnd = 0;
  length = 0;

  constructor(capacity: number) {
    this.#rows = new Float64Array(capacity * ROW);
  }

  get full(): boolean {
    return (this.length + 1) * ROW > this.#rows.length;
  }

  add(event: EventScanner, bytes: Uint8Array, offset: number): void {
    const rows = this.#rows;
    let at = this.length++ * ROW;
    const { phase, ts, dur } = event;
    rows[at++] = offset;
    rows[at++] = phase;
    rows[at++] =
      (event.hasTs ? 1 << HAS_TS : 0) |
      (event.hasDur ? 1 << HAS_DUR : 0) |
      (event.idLocal ? 1 << LOCAL : 0) |
      (event.idForm << FORM);
    rows[at++] = ts.micros;
    rows[at++] = ts.nanos;
    rows[at++] = dur.micros;
    rows[at++] = dur.nanos;
    rows[at++] = event.name;
    rows[at++] = event.cat;
    rows[at++] = event.bp;
    rows[at++] = event.scope;
    rows[at++] = event.instantScope;
    rows[at++] = event.pid;
    rows[at++] = event.tid;
    rows[at++] = event.id;
    rows[at++] = this.#argsEnd;
    if (phase === PHASE_COUNTER || phase === PHASE_METADATA) this.#keep(bytes, event.argsStart, event.argsEnd);
    rows[at] = this.#argsEnd;
  }

  /** All that was added since the last time; the texts are those of the scanner's interner. */
  take(texts: ByteInterner): PackedEvents {
    const { length } = this;
    const rows = this.#rows.slice(0, length * ROW);
    const args = this.#args.slice(0, this.#argsEnd);
    this.length = this.#argsEnd = 0;
    return { length, rows, texts: texts.pack(), args };
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const end = this.#argsEnd + to - from;
    if (end > this.#args.length) {
      const bigger = new Uint8Array(Math.max(end, this.#args.length * 2));
      bigger.set(this.#args);
      this.#args = bigger;
    }
    this.#args.set(bytes.subarray(from, to), this.#argsEnd);
    this.#argsEnd = end;
  }
}

/** Leaves one event after the other in `event`, as its scanner would have; `take` gets the bytes that hold its arguments. */
export function unpack(
  { length, rows, texts, args }: PackedEvents,
  interner: ByteInterner,
  event: EventScanner,
  take: (bytes: Uint8Array, offset: number) => void,
): void {
  const ids = interner.internAll(texts);
  const text = (id: number) => (id === NO_TEXT ? NO_TEXT : ids[id]);
  const key = (value: number) => (value <= TEXT_KEY ? TEXT_KEY - ids[TEXT_KEY - value] : value);
  const { ts, dur } = event;
  for (let at = 0; at < length * ROW; at += ROW) {
    const told = rows[at + 2];
    event.phase = rows[at + 1];
    event.hasTs = (told & (1 << HAS_TS)) !== 0;
    event.hasDur = (told & (1 << HAS_DUR)) !== 0;
    event.idLocal = (told & (1 << LOCAL)) !== 0;
    event.idForm = told >> FORM;
    ts.micros = rows[at + 3];
    ts.nanos = rows[at + 4];
    dur.micros = rows[at + 5];
    dur.nanos = rows[at + 6];
    event.name = text(rows[at + 7]);
    event.cat = text(rows[at + 8]);
    event.bp = text(rows[at + 9]);
    event.scope = text(rows[at + 10]);
    event.instantScope = text(rows[at + 11]);
    event.pid = key(rows[at + 12]);
    event.tid = key(rows[at + 13]);
    event.id = key(rows[at + 14]);
    event.argsStart = rows[at + 15];
    event.argsEnd = rows[at + 16];
    take(args, rows[at]);
  }
}
