/**
 * The document around the events: `{"traceEvents":[…], …}` with keys in any order, or the bare array, which may end
 * without its bracket. Finds each event for the event scanner, and keeps the small values of the other keys as text.
 *
 * Works on a window that is filled from outside; what is not yet complete stays in the window. Bytes that can't be
 * right cost the event they stand in: a notice names their offset, and reading goes on at the next object that looks
 * like an event. Effort lost on such attempts is bounded, so a hostile file ends the reading, never stalls it.
 */

import type { Notices } from '../notices.ts';
import { FormatError } from '../reader.ts';
import type { EventScanner } from './event-scanner.ts';
import {
  BACKSLASH,
  brokenAt,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  INCOMPLETE,
  LITERAL_STOP,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  skipSpace,
  skipString,
  stringText,
} from './json-bytes.ts';
import { NO_PHASE } from './phases.ts';
import type { Window } from './window.ts';

/** No event is longer: what seems to be one has lost a bracket. */
export const MAX_EVENT = 1 << 24;
const MAX_KEY = 1 << 16;
/** Longer values of other keys are not kept. */
const MAX_VALUE = 1 << 20;
const FREE_WASTE = 1 << 26;

type State = 'start' | 'keys' | 'value' | 'events' | 'foreign element' | 'lost' | 'end';

/** What `scan` wants: more bytes, another turn (after the event loop had one), nothing any more. */
export type Demand = 'bytes' | 'turn' | 'nothing';

export class DocumentScanner {
  /** Is the document an object, or a bare array of events? */
  form: 'object' | 'array' | undefined;
  /** JSON texts of the other keys, in order; values that are too long are left out. */
  readonly values = new Map<string, string>();
  readonly #window: Window;
  readonly #event: EventScanner;
  readonly #take: (bytes: Uint8Array, offset: number) => void;
  readonly #notices: Notices;
  readonly #file: string;

  #state: State = 'start';
  #sawEvents = false;
  /** Bytes the window should hold before the next attempt. */
  #wanted = 0;
  /** Bytes scanned in vain. */
  #waste = 0;
  /** The last byte that was no space, while lost. */
  #previous = 0;

  /** The value that is passed over: its key, its nesting, and its text as long as it is short. */
  #key = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #kept: Uint8Array[] | undefined;
  #passed = 0;

  constructor(
    window: Window,
    event: EventScanner,
    take: (bytes: Uint8Array, offset: number) => void,
    notices: Notices,
    file: string,
  ) {
    this.#window = window;
    this.#event = event;
    this.#take = take;
    this.#notices = notices;
    this.#file = file;
  }

  scan(): Demand {
    const window = this.#window;
    for (;;) {
      if (!window.last && window.length < this.#wanted) return 'bytes';
      const before = this.#state;
      let demand: Demand | 'go on';
      if (this.#state === 'events') demand = this.#scanEvents();
      else if (this.#state === 'keys') demand = this.#scanKey();
      else if (this.#state === 'value' || this.#state === 'foreign element') demand = this.#passValue();
      else if (this.#state === 'lost') demand = this.#seekEvent();
      else if (this.#state === 'start') demand = this.#begin();
      else demand = this.#finish();
      if (demand === 'go on') continue;
      if (demand === 'bytes' && window.last) return this.#cutOff(before);
      return demand;
    }
  }

  #begin(): Demand | 'go on' {
    const window = this.#window;
    const { bytes } = window;
    let p = window.start;
    if (window.length < 3 && !window.last) return 'bytes';
    if (bytes[p] === 0xef && bytes[p + 1] === 0xbb && bytes[p + 2] === 0xbf) p += 3;
    p = skipSpace(bytes, p);
    if (p >= window.end) return 'bytes';
    if (bytes[p] === OPEN_BRACKET) {
      this.form = 'array';
      this.#state = 'events';
      this.#sawEvents = true;
    } else if (bytes[p] === OPEN_BRACE) {
      this.form = 'object';
      this.#state = 'keys';
    } else {
      throw new FormatError('no JSON object or array begins here', this.#file, window.offsetOf(p));
    }
    window.start = p + 1;
    return 'go on';
  }

  #scanEvents(): Demand | 'go on' {
    const window = this.#window;
    const event = this.#event;
    const { bytes, end } = window;
    let p = window.start;
    for (;;) {
      let c = bytes[p];
      while (c === COMMA || SPACE[c] === 1) c = bytes[++p];
      window.start = p;
      if (c === OPEN_BRACE) {
        const after = event.scan(bytes, p, end);
        if (after < 0) return this.#fail(p, after);
        this.#take(bytes, window.offsetOf(p));
        p = after;
      } else if (p >= end) {
        return 'bytes';
      } else if (c === CLOSE_BRACKET) {
        window.start = p + 1;
        this.#state = this.form === 'object' ? 'keys' : 'end';
        return 'go on';
      } else if (c === QUOTE || c === OPEN_BRACKET || c === 0x2d || (c >= 0x30 && c <= 0x39) || isLetter(c)) {
        this.#notices.add('an element of the events is no object; it was passed over', window.offsetOf(p));
        this.#passFrom(p, 'foreign element');
        return 'go on';
      } else {
        this.#notices.add('what stands between the events is no JSON; it was passed over', window.offsetOf(p));
        this.#lose(p);
        return 'go on';
      }
    }
  }

  /** The event at `p` did not come to its end. */
  #fail(p: number, result: number): Demand | 'go on' {
    const window = this.#window;
    const length = window.end - p;
    if (result === INCOMPLETE && length < MAX_EVENT && !window.last) {
      this.#wanted = 2 * length;
      return 'bytes';
    }
    this.#wanted = 0;
    if (result !== INCOMPLETE) {
      const position = brokenAt(result);
      this.#waste += position - p;
      if (this.#state === 'events') {
        const message = 'an event is not proper JSON; it was passed over';
        this.#notices.add(message, window.offsetOf(position));
      }
    } else {
      this.#waste += length;
      if (this.#state === 'events') {
        const long = 'an event has no end within 16 MiB; it was passed over';
        this.#notices.add(window.last ? 'the file ends within an event' : long, window.offsetOf(p));
      }
    }
    this.#lose(p);
    if (this.#waste > FREE_WASTE + 2 * window.offsetOf(p)) {
      this.#notices.add('too much here is no proper JSON; reading stopped', window.offsetOf(p));
      this.#state = 'end';
      window.start = window.end;
      return 'nothing';
    }
    return 'turn';
  }

  #lose(p: number): void {
    this.#state = 'lost';
    this.#previous = 0;
    this.#window.start = p + 1;
  }

  /** After something broken: on to the next object after a comma (or a bracket) that has a phase. */
  #seekEvent(): Demand | 'go on' {
    const window = this.#window;
    const { bytes, end } = window;
    let p = window.start;
    let previous = this.#previous;
    for (; p < end; p++) {
      const c = bytes[p];
      if (SPACE[c] === 1) continue;
      if (c === OPEN_BRACE && (previous === COMMA || previous === CLOSE_BRACE || previous === OPEN_BRACKET)) {
        const next = skipSpace(bytes, p + 1);
        if (next >= end && !window.last) break;
        if (bytes[next] === QUOTE) {
          this.#previous = previous;
          window.start = p;
          const after = this.#event.scan(bytes, p, end);
          if (after < 0) return this.#fail(p, after);
          if (this.#event.phase !== NO_PHASE) {
            this.#state = 'events';
            return 'go on';
          }
          this.#waste += after - p;
        }
      }
      previous = c;
    }
    this.#previous = previous;
    window.start = p;
    if (p < end) this.#wanted = end - p + 1;
    return 'bytes';
  }

  #scanKey(): Demand | 'go on' {
    const window = this.#window;
    const { bytes, end } = window;
    let p = window.start;
    while (bytes[p] === COMMA || SPACE[bytes[p]] === 1) p++;
    window.start = p;
    if (p >= end) return 'bytes';
    if (bytes[p] === CLOSE_BRACE) {
      window.start = p + 1;
      this.#state = 'end';
      return 'go on';
    }
    if (bytes[p] !== QUOTE) return this.#badDocument(p);
    const keyEnd = skipString(bytes, p + 1, end);
    if (keyEnd === INCOMPLETE && end - p < MAX_KEY) return 'bytes';
    if (keyEnd < 0) return this.#badDocument(p);
    const colon = skipSpace(bytes, keyEnd);
    if (colon >= end) return 'bytes';
    if (bytes[colon] !== COLON) return this.#badDocument(colon);
    const value = skipSpace(bytes, colon + 1);
    if (value >= end) return 'bytes';
    const key = stringText(bytes, p + 1, keyEnd - 1);
    if (key === 'traceEvents' && bytes[value] === OPEN_BRACKET) {
      window.start = value + 1;
      this.#state = 'events';
      this.#sawEvents = true;
      return 'go on';
    }
    this.#key = key;
    this.#passFrom(value, 'value');
    return 'go on';
  }

  #badDocument(p: number): Demand {
    const offset = this.#window.offsetOf(p);
    if (!this.#sawEvents) throw new FormatError('the JSON is broken before any events', this.#file, offset);
    this.#notices.add('what follows the events is no proper JSON; reading stopped', offset);
    this.#state = 'end';
    this.#window.start = this.#window.end;
    return 'nothing';
  }

  #passFrom(p: number, state: 'value' | 'foreign element'): void {
    this.#window.start = p;
    this.#state = state;
    this.#depth = 0;
    this.#inString = this.#escaped = false;
    this.#kept = state === 'value' ? [] : undefined;
    this.#passed = 0;
  }

  /** Passes over a value of any length, over as many windows as it takes. */
  #passValue(): Demand | 'go on' {
    const window = this.#window;
    const { bytes, start, end } = window;
    let p = start;
    let done = false;
    for (; p < end && !done; p++) {
      const c = bytes[p];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (c === BACKSLASH) this.#escaped = true;
        else if (c === QUOTE) {
          this.#inString = false;
          done = this.#depth === 0;
        }
      } else if (c === QUOTE) {
        this.#inString = true;
      } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        this.#depth++;
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        if (this.#depth === 0) break;
        done = --this.#depth === 0;
      } else if (this.#depth === 0 && LITERAL_STOP[c] === 1) {
        break;
      }
    }
    this.#passed += p - start;
    if (this.#passed > MAX_VALUE) this.#kept = undefined;
    this.#kept?.push(bytes.slice(start, p));
    window.start = p;
    if (!done && p >= end) return 'bytes';
    if (this.#passed === 0) return this.#badDocument(p);
    if (this.#state === 'value') {
      if (this.#kept !== undefined) this.values.set(this.#key, Buffer.concat(this.#kept).toString('utf8'));
      this.#kept = undefined;
      this.#state = 'keys';
    } else {
      this.#state = 'events';
    }
    return 'go on';
  }

  #finish(): Demand {
    const window = this.#window;
    if (!this.#sawEvents) throw new FormatError('this JSON has no "traceEvents"', this.#file);
    const p = skipSpace(window.bytes, window.start);
    window.start = p;
    if (p < window.end) {
      this.#notices.add('the trace is at its end here; what follows was not read', window.offsetOf(p));
      window.start = window.end;
      return 'nothing';
    }
    return window.last ? 'nothing' : 'bytes';
  }

  /** The file is at its end, the document isn't. */
  #cutOff(state: State): Demand {
    const window = this.#window;
    const offset = window.offsetOf(window.end);
    if (state === 'start') throw new FormatError('the file is empty', this.#file);
    if (!this.#sawEvents) throw new FormatError('the file ends before any events', this.#file, offset);
    const allowed = state === 'events' && this.form === 'array';
    if (!allowed && state !== 'lost') this.#notices.add('the file ends before the trace does', offset);
    this.#state = 'end';
    return 'nothing';
  }
}

function isLetter(c: number): boolean {
  return c >= 0x61 && c <= 0x7a;
}
