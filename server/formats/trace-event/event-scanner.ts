/**
 * One event, from its bytes to numbers: finds the fields of the format at depth 1, in any order, and passes over all
 * else by brackets and quotes. Texts become ids of the `texts` interner, times exact integers. No object is made.
 *
 * The result is left in the public fields, valid until the next `scan`. Lenient where writers are: trailing commas,
 * `id="1"` for `"id":"1"`. Cost: one step a byte.
 */
import { type ByteInterner, hashByte, hashStart } from './byte-interner.ts';
import { Decimal } from './decimal.ts';
import {
  BACKSLASH,
  broken,
  CLOSE_BRACE,
  COLON,
  COMMA,
  EQUALS,
  INCOMPLETE,
  LITERAL_STOP,
  latin1,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  STRING_STOP,
  skipLiteral,
  skipNested,
  skipSpace,
  skipString,
  skipValue,
  stringText,
} from './json-bytes.ts';
import { NO_PHASE, phaseCode, STRANGE_PHASE } from './phases.ts';

const OTHER = 0;
const NAME = 1;
const CAT = 2;
const PH = 3;
const TS = 4;
const DUR = 5;
const PID = 6;
const TID = 7;
const ID = 8;
const ID2 = 9;
const ARGS = 10;
const BP = 11;
const SCOPE = 12;
const S = 13;
/** By field. */
const KEY_LENGTHS = Uint8Array.of(0, 4, 3, 2, 2, 3, 3, 3, 2, 3, 4, 2, 5, 1);
const MAX_ODD_KEY = 64;

/** For keys that are written with escapes, which only a contrived file has. */
const FIELD_OF: ReadonlyMap<string, number> = new Map([
  ['name', NAME],
  ['cat', CAT],
  ['ph', PH],
  ['ts', TS],
  ['dur', DUR],
  ['pid', PID],
  ['tid', TID],
  ['id', ID],
  ['id2', ID2],
  ['args', ARGS],
  ['bp', BP],
  ['scope', SCOPE],
  ['s', S],
]);

export const NO_TEXT = -1;
/** Below this, a key (pid, tid, id) is `TEXT_KEY − text id`; above, it is the integer itself. */
export const TEXT_KEY = -(2 ** 52);
const MAX_KEY_DIGITS = 15;
/** Longer names are cut: they would be held in memory as long as the trace is open. */
const MAX_TEXT = 1 << 16;

/** How an id is written: it decides whether two ids are the same, and how to write it again. */
export const ID_ABSENT = 0;
const ID_DECIMAL = 1;
export const ID_HEX = 2;

export class EventScanner {
  phase = NO_PHASE;
  /** Text ids, or NO_TEXT. */
  name = NO_TEXT;
  cat = NO_TEXT;
  bp = NO_TEXT;
  scope = NO_TEXT;
  instantScope = NO_TEXT;
  /** Integers, or `TEXT_KEY − text id`. */
  pid = 0;
  tid = 0;
  id = 0;
  idForm = ID_ABSENT;
  /** The id holds within the process only (`id2.local`). */
  idLocal = false;
  readonly ts = new Decimal();
  readonly dur = new Decimal();
  hasTs = false;
  hasDur = false;
  /** Extent of the value of `args`; empty if absent. */
  argsStart = 0;
  argsEnd = 0;
  /** A bare key, or `=` for `:`, was met. */
  sloppy = false;

  readonly #texts: ByteInterner;
  readonly #absent: number;
  #text = NO_TEXT;
  #key = 0;
  #keyForm = ID_DECIMAL;

  constructor(texts: ByteInterner) {
    this.#texts = texts;
    this.#absent = TEXT_KEY - texts.internText('');
  }

  /** From the event's opening brace; see `json-bytes.ts` for `end` and for what is returned. */
  scan(bytes: Uint8Array, from: number, end: number): number {
    this.phase = NO_PHASE;
    this.name = this.cat = this.bp = this.scope = this.instantScope = NO_TEXT;
    this.pid = this.tid = this.#absent;
    this.idForm = ID_ABSENT;
    this.idLocal = false;
    this.hasTs = this.hasDur = false;
    this.argsStart = this.argsEnd = 0;
    let p = from + 1;
    for (;;) {
      let c = bytes[p];
      while (c === COMMA || SPACE[c] === 1) c = bytes[++p];
      if (c === CLOSE_BRACE) return p + 1;
      const key = p + 1;
      let field = c === QUOTE ? fieldAt(bytes, key) : OTHER;
      if (c !== QUOTE) {
        // a bare word, as some writers have it
        if (!isLetter(c)) return p >= end ? INCOMPLETE : broken(p);
        this.sloppy = true;
        p = bareWord(bytes, p, end);
        if (p < 0) return p;
        field = FIELD_OF.get(latin1(bytes, key - 1, p)) ?? OTHER;
      } else if (field !== OTHER) {
        p = key + KEY_LENGTHS[field] + 1;
      } else {
        p = key;
        while (STRING_STOP[bytes[p]] === 0) p++;
        if (bytes[p] === QUOTE) {
          p++;
        } else {
          p = skipString(bytes, p, end);
          if (p < 0) return p;
          if (p - key <= MAX_ODD_KEY) field = FIELD_OF.get(stringText(bytes, key, p - 1)) ?? OTHER;
        }
      }
      p = skipSpace(bytes, p);
      c = bytes[p];
      if (c === COLON) p++;
      else if (c === EQUALS && p < end) {
        this.sloppy = true;
        p++;
      } else return p >= end ? INCOMPLETE : broken(p);
      p = skipSpace(bytes, p);
      if (p >= end) return INCOMPLETE;

      switch (field) {
        case NAME:
          p = this.#readText(bytes, p, end);
          this.name = this.#text;
          break;
        case CAT:
          p = this.#readText(bytes, p, end);
          this.cat = this.#text;
          break;
        case PH:
          p = this.#readPhase(bytes, p, end);
          break;
        case TS:
          p = this.#readTime(this.ts, bytes, p, end);
          this.hasTs = this.ts.valid;
          break;
        case DUR:
          p = this.#readTime(this.dur, bytes, p, end);
          this.hasDur = this.dur.valid;
          break;
        case PID:
          p = this.#readKey(bytes, p, end);
          this.pid = this.#key;
          break;
        case TID:
          p = this.#readKey(bytes, p, end);
          this.tid = this.#key;
          break;
        case ID:
          p = this.#readKey(bytes, p, end);
          this.id = this.#key;
          this.idForm = this.#keyForm;
          this.idLocal = false;
          break;
        case ID2:
          p = bytes[p] === OPEN_BRACE ? this.#readId2(bytes, p, end) : skipValue(bytes, p, end);
          break;
        case ARGS:
          this.argsStart = p;
          p = skipValue(bytes, p, end);
          this.argsEnd = p;
          break;
        case BP:
          p = this.#readText(bytes, p, end);
          this.bp = this.#text;
          break;
        case SCOPE:
          p = this.#readText(bytes, p, end);
          this.scope = this.#text;
          break;
        case S:
          p = this.#readText(bytes, p, end);
          this.instantScope = this.#text;
          break;
        default:
          p = skipValue(bytes, p, end);
      }
      if (p < 0) return p;
      c = bytes[p];
      if (c !== COMMA && c !== CLOSE_BRACE) {
        p = skipSpace(bytes, p);
        c = bytes[p];
        if (c !== COMMA && c !== CLOSE_BRACE) return p >= end ? INCOMPLETE : broken(p);
      }
    }
  }

  /** A string, or a number taken as its digits; leaves the text's id in `#text`. */
  #readText(bytes: Uint8Array, from: number, end: number): number {
    let p = from;
    let hash = hashStart();
    if (bytes[p] === QUOTE) {
      p++;
      const start = p;
      let c = bytes[p];
      while (STRING_STOP[c] === 0) {
        hash = hashByte(hash, c);
        c = bytes[++p];
      }
      if (c === QUOTE && p - start <= MAX_TEXT) {
        this.#text = this.#texts.intern(bytes, start, p, hash);
        return p + 1;
      }
      p = skipString(bytes, p, end);
      if (p < 0) return p;
      this.#text = this.#texts.internText(stringText(bytes, start, Math.min(p - 1, start + MAX_TEXT)));
      return p;
    }
    this.#text = NO_TEXT;
    if (bytes[p] === OPEN_BRACE || bytes[p] === OPEN_BRACKET) return skipNested(bytes, p, end);
    p = skipLiteral(bytes, p, end);
    if (p > 0 && p - from <= MAX_TEXT && bytes[from] !== 0x6e) {
      this.#text = this.#texts.internText(latin1(bytes, from, p));
    }
    return p;
  }

  #readPhase(bytes: Uint8Array, from: number, end: number): number {
    const c = bytes[from + 1];
    if (bytes[from] === QUOTE && bytes[from + 2] === QUOTE && c > 0x20 && c < 0x7f && c !== BACKSLASH && c !== QUOTE) {
      this.phase = c;
      return from + 3 > end ? INCOMPLETE : from + 3;
    }
    const p = skipValue(bytes, from, end);
    if (p < 0) return p;
    const short = bytes[from] === QUOTE && p - from < 32;
    this.phase = short ? phaseCode(stringText(bytes, from + 1, p - 1)) : STRANGE_PHASE;
    return p;
  }

  /** A number, or a number in quotes. */
  #readTime(time: Decimal, bytes: Uint8Array, from: number, end: number): number {
    const quoted = bytes[from] === QUOTE;
    const p = time.read(bytes, quoted ? from + 1 : from);
    if (p >= end) return INCOMPLETE;
    if (!quoted && p > from) return p;
    if (quoted && bytes[p] === QUOTE) return p + 1;
    time.valid = false;
    return skipValue(bytes, from, end);
  }

  /** A pid, tid or id: decimal digits, lower-case 0x… or any text; leaves `#key` and `#keyForm`. */
  #readKey(bytes: Uint8Array, from: number, end: number): number {
    const quoted = bytes[from] === QUOTE;
    let p = quoted ? from + 1 : from;
    const first = p;
    let c = bytes[p];
    let value = 0;
    this.#keyForm = ID_DECIMAL;
    if (quoted && c === 0x30 && bytes[p + 1] === 0x78) {
      p += 2;
      c = bytes[p];
      const leading = c;
      for (;;) {
        if (c >= 0x30 && c <= 0x39) value = value * 16 + (c - 0x30);
        else if (c >= 0x61 && c <= 0x66) value = value * 16 + (c - 0x57);
        else break;
        c = bytes[++p];
      }
      const digits = p - first - 2;
      if (c === QUOTE && digits > 0 && digits <= 12 && (leading !== 0x30 || digits === 1)) {
        this.#keyForm = ID_HEX;
        this.#key = value;
        return p + 1 > end ? INCOMPLETE : p + 1;
      }
    } else {
      const negative = c === 0x2d;
      if (negative) c = bytes[++p];
      const digits = p;
      while (c >= 0x30 && c <= 0x39) {
        value = value * 10 + (c - 0x30);
        c = bytes[++p];
      }
      const length = p - digits;
      const canonical =
        length > 0 && length <= MAX_KEY_DIGITS && (bytes[digits] !== 0x30 || (length === 1 && !negative));
      if (canonical && (quoted ? c === QUOTE : LITERAL_STOP[c] === 1)) {
        this.#key = negative ? -value : value;
        if (quoted) p++;
        return p > end || (!quoted && p === end) ? INCOMPLETE : p;
      }
    }
    p = this.#readText(bytes, from, end);
    this.#key = this.#text === NO_TEXT ? this.#absent : TEXT_KEY - this.#text;
    if (this.#text === NO_TEXT) this.#keyForm = ID_ABSENT;
    return p;
  }

  /** `{"local": …}` or `{"global": …}`. */
  #readId2(bytes: Uint8Array, from: number, end: number): number {
    let p = from + 1;
    for (;;) {
      let c = bytes[p];
      while (c === COMMA || SPACE[c] === 1) c = bytes[++p];
      if (c === CLOSE_BRACE) return p + 1;
      if (c !== QUOTE) return p >= end ? INCOMPLETE : broken(p);
      const key = p + 1;
      p = skipString(bytes, key, end);
      if (p < 0) return p;
      const name = p - key <= 64 ? stringText(bytes, key, p - 1) : '';
      p = skipSpace(bytes, p);
      if (bytes[p] !== COLON) return p >= end ? INCOMPLETE : broken(p);
      p = skipSpace(bytes, p + 1);
      if (p >= end) return INCOMPLETE;
      if (name === 'local' || name === 'global') {
        p = this.#readKey(bytes, p, end);
        this.id = this.#key;
        this.idForm = this.#keyForm;
        this.idLocal = name === 'local';
      } else {
        p = skipValue(bytes, p, end);
      }
      if (p < 0) return p;
    }
  }
}

function isLetter(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || c === 0x5f;
}

function bareWord(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  while (isLetter(bytes[p]) || (bytes[p] >= 0x30 && bytes[p] <= 0x39)) p++;
  if (p - from > MAX_ODD_KEY) return broken(from);
  return p >= end ? INCOMPLETE : p;
}

/** Which key stands at `key`, after the quote; OTHER if none that is looked for. */
function fieldAt(bytes: Uint8Array, key: number): number {
  const second = bytes[key + 1];
  switch (bytes[key]) {
    case 0x61: // args
      return second === 0x72 && bytes[key + 2] === 0x67 && bytes[key + 3] === 0x73 && bytes[key + 4] === QUOTE
        ? ARGS
        : OTHER;
    case 0x62: // bp
      return second === 0x70 && bytes[key + 2] === QUOTE ? BP : OTHER;
    case 0x63: // cat
      return second === 0x61 && bytes[key + 2] === 0x74 && bytes[key + 3] === QUOTE ? CAT : OTHER;
    case 0x64: // dur
      return second === 0x75 && bytes[key + 2] === 0x72 && bytes[key + 3] === QUOTE ? DUR : OTHER;
    case 0x69: // id, id2
      if (second !== 0x64) return OTHER;
      if (bytes[key + 2] === QUOTE) return ID;
      return bytes[key + 2] === 0x32 && bytes[key + 3] === QUOTE ? ID2 : OTHER;
    case 0x6e: // name
      return second === 0x61 && bytes[key + 2] === 0x6d && bytes[key + 3] === 0x65 && bytes[key + 4] === QUOTE
        ? NAME
        : OTHER;
    case 0x70: // ph, pid
      if (second === 0x68) return bytes[key + 2] === QUOTE ? PH : OTHER;
      return second === 0x69 && bytes[key + 2] === 0x64 && bytes[key + 3] === QUOTE ? PID : OTHER;
    case 0x73: // s, scope
      if (second === QUOTE) return S;
      return second === 0x63 && latin1(bytes, key, key + 6) === 'scope"' ? SCOPE : OTHER;
    case 0x74: // ts, tid
      if (second === 0x73) return bytes[key + 2] === QUOTE ? TS : OTHER;
      return second === 0x69 && bytes[key + 2] === 0x64 && bytes[key + 3] === QUOTE ? TID : OTHER;
    default:
      return OTHER;
  }
}
