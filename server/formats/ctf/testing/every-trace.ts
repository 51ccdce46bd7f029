/** Traces that use all that their language has, for fuzzing. */

import type { WrittenTrace } from './ctf-writer.ts';
import { sequenceOf } from './ctf2-text.ts';
import {
  array,
  at,
  BE,
  bits,
  FIRST,
  list,
  optional,
  payload,
  struct,
  text,
  u8,
  uint,
  variant,
} from './json-classes.ts';
import { oneEvent } from './one-event.ts';

const TSDL = oneEvent(
  'le',
  `u8 n; enum : integer { size = 3; align = 1; } { A, B = 2 ... 3 } tag; integer { size = 13; align = 1; signed = true; } odd;
   variant <tag> { u16 A; struct { string s; u8 v[n]; } B; } choice; floating_point { exp_dig = 8; mant_dig = 24; } f;
   floating_point { exp_dig = 5; mant_dig = 11; align = 1; } half; string s; integer { size = 8; encoding = UTF8; } t[4];
   integer { size = 8; encoding = UTF8; } d[n]; u16 grid[2][n]; u8 ctx[stream.event.context.m]; u8 e[env.four]; int64_t last;`,
  'event.context := struct { u8 m; };',
).replace('stream {', 'typealias integer { size = 64; align = 8; signed = true; base = hex; } := int64_t;\n  stream {');

/** Fields for which both versions have types. */
export const EVERY_TYPE: WrittenTrace = {
  metadata: TSDL,
  files: {
    a: [0, 1, 2].map((i) => ({
      context: { cpu_id: i },
      events: [0, 1, 2].map((j) => ({
        name: 'one',
        at: BigInt(100 * i + j),
        streamContext: { m: j },
        fields: {
          n: j,
          tag: j === 1 ? 'A' : 'B',
          odd: -7,
          choice: j === 1 ? 500 : { s: 'b', v: [1, 2] },
          f: 1.5,
          half: 0x3c00n,
          s: 'text',
          t: 'abcd',
          d: 'xyz',
          last: -1n,
        },
      })),
    })),
  },
};

const role = (name: string, field: object) => ({ ...field, roles: [name] });

const FRAGMENTS = [
  { type: 'preamble', version: 2, uuid: Array.from({ length: 16 }, (_, i) => i) },
  { type: 'field-class-alias', name: 'byte', 'field-class': u8 },
  {
    type: 'trace-class',
    environment: { domain: 'fuzz', answer: 42 },
    'packet-header-field-class': struct({
      magic: role('packet-magic-number', uint(32)),
      uuid: role('metadata-stream-uuid', { type: 'static-length-blob', length: 16 }),
    }),
  },
  { type: 'clock-class', id: 'c', frequency: 1_000_000, 'offset-from-origin': { seconds: 1, cycles: 2 } },
  {
    type: 'data-stream-class',
    'default-clock-class-id': 'c',
    'packet-context-field-class': struct({
      size: role('packet-total-length', uint(32)),
      content: role('packet-content-length', uint(32)),
      begin: role('default-clock-timestamp', uint(64)),
      lost: role('discarded-event-record-counter-snapshot', uint(16)),
    }),
    'event-record-header-field-class': struct({
      id: role('event-record-class-id', u8),
      time: role('default-clock-timestamp', { type: 'variable-length-unsigned-integer' }),
    }),
    'event-record-common-context-field-class': struct({ has: bits('boolean', 8) }),
  },
  {
    type: 'event-record-class',
    id: 5,
    name: 'all',
    'payload-field-class': struct({
      n: 'byte',
      turned: uint(11, { ...BE, ...FIRST, alignment: 8 }),
      map: bits('bit-map', 8, { flags: { A: [[0, 1]], B: [[1, 7]] }, alignment: 8 }),
      wide: bits('bit-array', 100),
      v: { type: 'variable-length-signed-integer', mappings: { minus: [[-9, -1]] } },
      o: optional(
        { origin: 'event-record-common-context', path: ['has'] },
        text('null-terminated', { encoding: 'utf-16le' }),
      ),
      choice: variant(at('n'), [[[0, 0]], struct({ len: 'byte' })], [[[1, 9]], struct({ len: uint(16) }), 'long']),
      data: { type: 'dynamic-length-blob', 'length-field-location': payload('choice', 'len') },
      rows: list(
        at('n'),
        struct({ m: 'byte', a: list(at('m'), uint(3)), b: list(at(null, 'n'), text('null-terminated')) }),
      ),
      word: text('dynamic-length', { 'length-field-location': at('n'), encoding: 'utf-32be' }),
      name: text('static-length', { length: 6 }),
      grid: array(2, array(3, bits('floating-point-number', 32)), { 'minimum-alignment': 64 }),
    }),
  },
];

/** Fields of every class of CTF 2. */
export const EVERY_CLASS: WrittenTrace = {
  metadata: sequenceOf(FRAGMENTS),
  files: {
    a: [0, 1, 2].map((i) => ({
      context: { begin: 1000 * i, lost: i },
      events: [0, 1, 2].map((j) => ({
        name: 'all',
        at: BigInt(1000 * i + 50 * j),
        streamContext: { has: j },
        fields: {
          n: j,
          turned: 77,
          map: 5,
          wide: 1n << 99n,
          v: -5,
          o: 'opt',
          choice: { len: j },
          data: [1, 2],
          rows: [
            { m: 2, a: [1, 2], b: ['x', 'y'] },
            { m: 0, a: [], b: ['z'] },
          ],
          name: 'abc',
        },
      })),
    })),
  },
};
