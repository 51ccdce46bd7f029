/**
 * Is this a Trace Event file? Decided by the first 64 KiB (unpacked, for gzip), whatever the file is called.
 *
 * Certain: an object with the key `traceEvents`, or an array whose first object with any keys has a `ph`. Likely: the
 * head ends before either shows, but what it has is usual in such files.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
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

const HEAD = 1 << 16;
/** Packed bytes looked at: they unpack to 8 MiB at the utmost. */
const PACKED_HEAD = 1 << 13;

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
    return judge(readHead(path));
  } catch {
    return undefined;
  }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Throws where the file can't be read. */
export function readStart(path: string, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(fd, head, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}

interface Head {
  /** With the sentinel after the last byte. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** The file ends with the head. */
  readonly whole: boolean;
}

function readHead(path: string): Head {
  let head = readStart(path, HEAD);
  let whole = head.length < HEAD;
  if (isGzip(head)) {
    const packed = head.subarray(0, PACKED_HEAD);
    whole = head.length <= PACKED_HEAD;
    head = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
    whole &&= head.length <= HEAD;
    head = head.subarray(0, HEAD);
  }
  const bytes = new Uint8Array(head.length + 1);
  bytes.set(head);
  return { bytes, length: head.length, whole };
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
