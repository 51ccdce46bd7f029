/**
 * Takes in one scanned event after the other, in file order, and keeps what is needed to deliver them in time order.
 *
 * Times: an event has a time if it has a `ts` and is no metadata (M) event. Those without one are delivered at the
 * trace's begin. Times that lie more than 2^52 ns (52 days) from the first one can't be on one axis with it (a `ts` of
 * 0 among times since the epoch) and count as missing. So does a `ts` of 0 in front of the first other one, if the
 * others turn out to be that far away.
 */

import type { Pacer } from '../pacer.ts';
import { SEGMENT_BITS, SEGMENT_MASK, SEGMENT_SIZE } from '../time-order.ts';
import { ByteInterner } from './byte-interner.ts';
import { CounterColumns } from './counter-values.ts';
import { EventColumns } from './event-columns.ts';
import { type EventScanner, ID_ABSENT, NO_TEXT } from './event-scanner.ts';
import { IdentityTable } from './identity-table.ts';
import { idsBelongToCategory, PHASE_COUNTER, PHASE_METADATA } from './phases.ts';
import { DESCRIBING_EVENTS, TrackTable } from './track-table.ts';

const MAX_DISTANCE = 2 ** 52;
/** Distinct values of `bp` and of `s` that are kept; the format knows one and three. */
const MAX_FLAGS = 15;

export class Collector {
  readonly texts = new ByteInterner();
  readonly identities = new IdentityTable();
  readonly tracks = new TrackTable();
  readonly counters = new CounterColumns(this.texts);
  readonly columns = new EventColumns();
  /** Text ids of the distinct values of `bp` and `s`. */
  readonly bindPoints: number[] = [];
  readonly instantScopes: number[] = [];
  /** Which phase codes occur. */
  readonly phases = new Uint8Array(256);
  /** Events in time order as they came; untimed ones anywhere but at the begin spoil it. */
  sorted = true;
  /** Events whose `ts` can't be used; whose duration is negative; whose metadata can't be read. */
  badTimes = 0;
  negativeDurations = 0;
  badMetadata = 0;

  /** What times are relative to; the first time, if it is far from 0. */
  #baseMicros = 0;
  #baseNanos = 0;
  #onlyZeros = true;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  /** DESCRIBING_EVENTS have the text ids 0, 1, … */
  readonly #describing = DESCRIBING_EVENTS.map((name) => this.texts.internText(name)).length;

  /** The begin of the trace in ns since the epoch of its clock; known after `settle`. */
  get base(): bigint {
    return BigInt(this.#baseMicros) * 1000n + BigInt(this.#baseNanos);
  }

  /** ns between the first and the last event. */
  get span(): number {
    return this.#max >= this.#min ? this.#max - this.#min : 0;
  }

  add(event: EventScanner, bytes: Uint8Array, offset: number): void {
    const { columns } = this;
    const segment = columns.tail;
    const row = columns.length & SEGMENT_MASK;
    const { phase } = event;
    const track = this.tracks.index(event.pid, event.tid);
    this.phases[phase] = 1;

    const time = event.hasTs && phase !== PHASE_METADATA ? this.#relative(event.ts.micros, event.ts.nanos) : Number.NaN;
    if (time >= this.#max) this.#max = time;
    else if (time < this.#max || this.#max > Number.NEGATIVE_INFINITY) this.sorted = false;
    if (time < this.#min) this.#min = time;

    let duration = event.hasDur ? event.dur.totalNanos : Number.NaN;
    if (duration < 0) {
      duration = 0;
      this.negativeDurations++;
    }
    segment.time[row] = time;
    segment.duration[row] = duration;
    segment.phase[row] = phase;
    segment.name[row] = event.name + 1;
    segment.category[row] = event.cat + 1;
    segment.track[row] = track;
    if (event.idForm !== ID_ABSENT) {
      const category = idsBelongToCategory(phase) ? event.cat : NO_TEXT;
      const pid = event.idLocal ? event.pid : Number.NaN;
      segment.identity[row] = this.identities.intern(event.idForm, event.id, event.scope, category, pid) + 1;
    }
    if (event.bp !== NO_TEXT || event.instantScope !== NO_TEXT) {
      segment.flags[row] = flag(this.bindPoints, event.bp) | (flag(this.instantScopes, event.instantScope) << 4);
    }
    columns.offsets[columns.length >>> SEGMENT_BITS][row] = offset;
    if (phase === PHASE_COUNTER) {
      segment.counter[row] = this.counters.add(bytes, event.argsStart, event.argsEnd);
    } else if (phase === PHASE_METADATA && event.name >= 0 && event.name < this.#describing) {
      this.#describe(event, track, bytes);
    }
    columns.length++;
  }

  /** Makes times relative to the begin, and gives the begin to events without a time. Call once, after the last event. */
  async settle(pacer: Pacer): Promise<void> {
    const begin = this.#max >= this.#min ? this.#min : 0;
    const { segments, length } = this.columns;
    for (let i = 0; i < segments.length; i++) {
      const { time } = segments[i];
      const rows = Math.min(SEGMENT_SIZE, length - i * SEGMENT_SIZE);
      for (let row = 0; row < rows; row++) time[row] = time[row] >= begin ? time[row] - begin : 0;
      if (pacer.due) await pacer.rest();
    }
    if (this.#max < this.#min) return;
    const base = this.base + BigInt(begin);
    this.#baseMicros = Number(base / 1000n);
    this.#baseNanos = Number(base % 1000n);
    this.#max -= begin;
    this.#min = 0;
  }

  #relative(micros: number, nanos: number): number {
    if (this.#onlyZeros && (micros !== 0 || nanos !== 0)) this.#rebase(micros, nanos);
    const time = (micros - this.#baseMicros) * 1000 + (nanos - this.#baseNanos);
    if (Math.abs(time) <= MAX_DISTANCE) return time;
    this.badTimes++;
    return Number.NaN;
  }

  /** The first time other than 0: if it is too far from 0, the zeros before it were no times. */
  #rebase(micros: number, nanos: number): void {
    this.#onlyZeros = false;
    if (Math.abs(micros * 1000 + nanos) <= MAX_DISTANCE) return;
    this.#baseMicros = micros;
    this.#baseNanos = nanos;
    if (this.#max < this.#min) return;
    const { segments, length } = this.columns;
    for (let i = 0; i < length; i++) {
      const { time } = segments[i >>> SEGMENT_BITS];
      if (time[i & SEGMENT_MASK] === 0) this.badTimes++;
      time[i & SEGMENT_MASK] = Number.NaN;
    }
    this.sorted = false;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
  }

  #describe(event: EventScanner, track: number, bytes: Uint8Array): void {
    try {
      const json = Buffer.from(bytes.buffer, bytes.byteOffset + event.argsStart, event.argsEnd - event.argsStart);
      const args: unknown = JSON.parse(json.toString('utf8'));
      if (typeof args === 'object' && args !== null) {
        this.tracks.describe(track, DESCRIBING_EVENTS[event.name], args as Record<string, unknown>);
      }
    } catch {
      this.badMetadata++;
    }
  }
}

function flag(known: number[], text: number): number {
  if (text === NO_TEXT) return 0;
  const place = known.indexOf(text);
  if (place >= 0) return place + 1;
  return known.length < MAX_FLAGS ? known.push(text) : 0;
}
