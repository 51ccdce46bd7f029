/**
 * The series of counter events. One event carries any number of them, so they lie in two columns of their own, and the
 * event knows its first and their number.
 *
 * Numbers, also in quotes, and booleans (as 0 and 1) are values; anything else among the arguments is passed over.
 */
import type { ByteInterner } from './byte-interner.ts';
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  latin1,
  OPEN_BRACE,
  QUOTE,
  SPACE,
  skipSpace,
  skipString,
  skipValue,
  stringText,
} from './json-bytes.ts';

export class CounterColumns {
  /** Text ids of the interner. */
  series = new Uint32Array(1 << 8);
  value = new Float64Array(1 << 8);
  length = 0;
  /** Where the values of each counter event begin. */
  starts = new Uint32Array(1 << 8);
  events = 0;
  readonly #texts: ByteInterner;

  constructor(texts: ByteInterner) {
    this.#texts = texts;
  }

  /** Takes in the arguments between `from` and `to`, known to be balanced; returns the event's number among counters. */
  add(bytes: Uint8Array, from: number, to: number): number {
    if (this.events === this.starts.length) {
      const bigger = new Uint32Array(this.events * 2);
      bigger.set(this.starts);
      this.starts = bigger;
    }
    this.starts[this.events] = this.length;
    if (to > from) this.#addValues(bytes, from, to);
    return this.events++;
  }

  /** How many values a counter event has. */
  count(event: number): number {
    return (event + 1 < this.events ? this.starts[event + 1] : this.length) - this.starts[event];
  }

  #addValues(bytes: Uint8Array, from: number, to: number): void {
    if (bytes[from] !== OPEN_BRACE) return;
    let p = from + 1;
    for (;;) {
      while (bytes[p] === COMMA || SPACE[bytes[p]] === 1) p++;
      if (bytes[p] === CLOSE_BRACE || bytes[p] !== QUOTE) return;
      const key = p + 1;
      const keyEnd = skipString(bytes, key, to);
      if (keyEnd < 0) return;
      p = skipSpace(bytes, keyEnd);
      if (bytes[p] !== COLON) return;
      const start = skipSpace(bytes, p + 1);
      p = skipValue(bytes, start, to);
      if (p < 0) return;
      const value = numberOf(bytes, start, p);
      if (!Number.isNaN(value)) this.#push(this.#texts.internText(stringText(bytes, key, keyEnd - 1)), value);
    }
  }

  #push(series: number, value: number): void {
    if (this.length === this.value.length) {
      const bigger = new Float64Array(this.length * 2);
      bigger.set(this.value);
      this.value = bigger;
      const biggerSeries = new Uint32Array(this.length * 2);
      biggerSeries.set(this.series);
      this.series = biggerSeries;
    }
    this.series[this.length] = series;
    this.value[this.length++] = value;
  }
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  const quoted = bytes[from] === QUOTE;
  const start = quoted ? from + 1 : from;
  const end = quoted ? to - 1 : to;
  if (end - start > 400 || end === start) return Number.NaN;
  const token = latin1(bytes, start, end);
  if (token === 'true') return 1;
  if (token === 'false') return 0;
  const value = /^[-+.\d]/.test(token) ? Number(token) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
