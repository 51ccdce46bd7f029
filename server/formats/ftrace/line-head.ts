/**
 * The head of a line of ftrace text, as the kernel's `trace` file and `trace-cmd report` write it:
 *
 *     <idle>-0       [001] d..2. 98.123456: sched_switch: prev_comm=swapper/1 …
 *     npm exec-25276 (  25270) [000] 13323.866575: sys_exit: NR 202 = 0
 *     bash-26109   0d..2. 98.495200123: sched_switch: …      (trace-cmd report -l)
 *
 * The time is found first, since the names of threads hold anything but it; the rest is read leftwards from there. One
 * object is filled again and again. Cost: each byte of the head is looked at once.
 */
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const DOT = 0x2e;
const DASH = 0x2d;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const OPEN_ROUND = 0x28;
const CLOSE_ROUND = 0x29;
/** Further right no time begins: a thread's name has 15 bytes at most (kernel threads some more). */
const HEAD = 160;
const LARGEST_CPU = 65_535;
/** ns by the number of decimals. */
const DECIMALS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 10, 1];

export class LineHead {
  commStart = 0;
  commEnd = 0;
  tid = 0;
  /** The thread group, which is the process; −1 where the line doesn't tell it. */
  tgid = -1;
  cpu = 0;
  seconds = 0;
  nanoseconds = 0;
  /** First byte of the event's own text. */
  body = 0;

  /** Reads the line [from, to). False if it is no event. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const last = Math.min(to, from + HEAD);
    for (let at = from; at < last; at++) {
      if (bytes[at] !== COLON) continue;
      const time = this.#time(bytes, from, at);
      if (time < 0 || !this.#thread(bytes, from, time)) continue;
      at++;
      while (at < to && isBlank(bytes[at]!)) at++;
      this.body = at;
      return at < to;
    }
    return false;
  }

  /** Seconds and decimals that end at `end`; where they begin, or −1. */
  #time(bytes: Uint8Array, from: number, end: number): number {
    let at = end;
    while (at > from && isDigit(bytes[at - 1]!)) at--;
    const decimals = end - at;
    if (decimals === 0 || decimals > 9 || bytes[at - 1] !== DOT) return -1;
    this.nanoseconds = numberIn(bytes, at, end) * DECIMALS[decimals]!;
    const dot = at - 1;
    at = dot;
    while (at > from && isDigit(bytes[at - 1]!)) at--;
    if (at === dot || dot - at > 15 || at === from || !isBlank(bytes[at - 1]!)) return -1;
    this.seconds = numberIn(bytes, at, dot);
    return at;
  }

  /** CPU, thread and its name, left of `end`. */
  #thread(bytes: Uint8Array, from: number, end: number): boolean {
    let at = this.#cpu(bytes, from, skipBlanksLeft(bytes, from, end));
    if (at < 0) return false;
    at = skipBlanksLeft(bytes, from, at);
    this.tgid = -1;
    if (bytes[at - 1] === CLOSE_ROUND) {
      const close = at - 1;
      while (at > from && bytes[at - 1] !== OPEN_ROUND) at--;
      this.tgid = group(bytes, at, close);
      at = skipBlanksLeft(bytes, from, at - 1);
    }
    const tidEnd = at;
    while (at > from && isDigit(bytes[at - 1]!)) at--;
    if (at === tidEnd || tidEnd - at > 10 || at <= from || bytes[at - 1] !== DASH) return false;
    this.tid = numberIn(bytes, at, tidEnd);
    this.commEnd = at - 1;
    let start = from;
    while (start < this.commEnd && isBlank(bytes[start]!)) start++;
    this.commStart = start;
    return true;
  }

  /** The CPU in brackets, with or without flags behind, or before the flags. Where it begins, or −1. */
  #cpu(bytes: Uint8Array, from: number, end: number): number {
    let at = end;
    if (bytes[at - 1] === CLOSE) return this.#bracketed(bytes, from, at);
    while (at > from && !isBlank(bytes[at - 1]!)) at--;
    const before = skipBlanksLeft(bytes, from, at);
    if (bytes[before - 1] === CLOSE) return this.#bracketed(bytes, from, before);
    let digits = at;
    while (digits < end && isDigit(bytes[digits]!)) digits++;
    if (digits === at || digits === end) return -1;
    this.cpu = numberIn(bytes, at, digits);
    return this.cpu > LARGEST_CPU ? -1 : at;
  }

  #bracketed(bytes: Uint8Array, from: number, end: number): number {
    let at = end - 1;
    while (at > from && isDigit(bytes[at - 1]!)) at--;
    if (at === end - 1 || at <= from || bytes[at - 1] !== OPEN) return -1;
    this.cpu = numberIn(bytes, at, end - 1);
    return this.cpu > LARGEST_CPU ? -1 : at - 1;
  }
}

/** "  25276", or "-------" where the kernel doesn't know it. */
function group(bytes: Uint8Array, from: number, to: number): number {
  while (from < to && isBlank(bytes[from]!)) from++;
  if (from === to || to - from > 10) return -1;
  for (let at = from; at < to; at++) if (!isDigit(bytes[at]!)) return -1;
  return numberIn(bytes, from, to);
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + bytes[at]! - 0x30;
  return value;
}

function skipBlanksLeft(bytes: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && isBlank(bytes[at - 1]!)) at--;
  return at;
}
