/**
 * Is this a Trace Event file? Decided by the first 64 KiB (unpacked, for gzip), whatever the file is called.
 *
 * Certain: an object with the key `traceEvents`, or an array whose first object with any keys has a `ph`. Likely: the
 * head ends before either shows, but what it has is usual in such files.
 */
import { readHead } from '../file-head.ts';
import { ByteInterner } from './byte-interner.ts';
import { EventScanner } from './event-scanner.ts';
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  skipSpace,
  skipString,
  skipValue,
  stringText,
} from './json-bytes.ts';
import { NO_PHASE } from './phases.ts';

/** Top-level keys of the format that other JSON does not have by chance. */
const TELLING_KEYS = new Set([
  'displayTimeUnit',
  'systemTraceEvents',
  'otherData',
  'controllerTraceDataKey',
  'powerTraceAsString',
  'stackFrames',
  'traceAnnotations',
  'deviceProperties',
]);

export type Likelihood = 'certain' | 'likely' | undefined;

export function sniffTraceEvents(path: string): Likelihood {
  try {
    return judge(headOf(path));
  } catch {
    return undefined;
  }
}

interface Head {
  /** With the sentinel after the last byte. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** The file ends with the head. */
  readonly whole: boolean;
}

/** With the sentinel. */
function headOf(path: string): Head {
  const { bytes, whole } = readHead(path);
  const withSentinel = new Uint8Array(bytes.length + 1);
  withSentinel.set(bytes);
  return { bytes: withSentinel, length: bytes.length, whole };
}

function judge(head: Head): Likelihood {
  const { bytes } = head;
  let p = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  p = skipSpace(bytes, p);
  if (bytes[p] === OPEN_BRACKET) return judgeArray(head, p + 1);
  return bytes[p] === OPEN_BRACE ? judgeObject(head, p + 1) : undefined;
}

function judgeArray({ bytes, length, whole }: Head, from: number): Likelihood {
  const event = new EventScanner(new ByteInterner());
  let p = from;
  for (;;) {
    while (bytes[p] === COMMA || SPACE[bytes[p]] === 1) p++;
    if (bytes[p] !== OPEN_BRACE) return undefined;
    const after = event.scan(bytes, p, length);
    if (event.phase !== NO_PHASE && (event.hasTs || event.pid >= 0)) return 'certain';
    if (after < 0) return !whole && event.hasTs ? 'likely' : undefined;
    if (skipSpace(bytes, p + 1) !== after - 1) return undefined;
    p = after;
  }
}

function judgeObject({ bytes, length, whole }: Head, from: number): Likelihood {
  let p = from;
  let likely = false;
  for (;;) {
    while (bytes[p] === COMMA || SPACE[bytes[p]] === 1) p++;
    if (bytes[p] === CLOSE_BRACE) return undefined;
    if (bytes[p] !== QUOTE) break;
    const keyEnd = skipString(bytes, p + 1, length);
    if (keyEnd < 0) break;
    const key = stringText(bytes, p + 1, keyEnd - 1);
    p = skipSpace(bytes, keyEnd);
    if (bytes[p] !== COLON) break;
    p = skipSpace(bytes, p + 1);
    if (key === 'traceEvents' && bytes[p] === OPEN_BRACKET) return 'certain';
    likely ||= TELLING_KEYS.has(key);
    p = skipValue(bytes, p, length);
    if (p < 0) break;
  }
  return likely && !whole ? 'likely' : undefined;
}
