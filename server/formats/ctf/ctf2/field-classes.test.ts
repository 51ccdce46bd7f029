/** Fields of every class of CTF 2, decoded from bytes that were put together by hand. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ctfFormat } from '../format.ts';
import { writeMetadata } from '../testing/ctf-writer.ts';
import { sequenceOf } from '../testing/ctf2-text.ts';
import {
  array,
  at,
  BE,
  bits,
  type Class,
  FIRST,
  LAST,
  list,
  optional,
  payload,
  struct,
  text,
  u8,
  uint,
  variant,
} from '../testing/json-classes.ts';
import { texts, toldBy, withFolder } from '../testing/with-trace.ts';

interface Case {
  readonly title: string;
  readonly fields: Readonly<Record<string, Class>>;
  /** Hexadecimal, with blanks. All events, one after the other. */
  readonly bytes: string;
  readonly contents: readonly string[];
  readonly columns?: { readonly [request: string]: readonly (number | string)[] };
}

const CASES: readonly Case[] = [
  {
    title: 'integers of both byte orders, at any bit',
    fields: {
      a: uint(16),
      b: uint(16, BE),
      c: bits('signed-integer', 4),
      d: bits('signed-integer', 12),
      e: bits('signed-integer', 4, BE),
      f: uint(12, { ...BE, 'preferred-display-base': 16 }),
      g: uint(64, { alignment: 32 }),
    },
    bytes: '3412 1234 7ffe e123 0102030405060708',
    contents: ['a=4660, b=4660, c=-1, d=-25, e=-2, f=0x123, g=578437695752307201'],
    columns: { c: [-1], d: [-25], 'g:key': ['578437695752307201'] },
  },
  {
    title: 'bits in the unusual order',
    fields: {
      a: uint(3, { ...BE, ...FIRST }),
      b: uint(5, BE),
      c: uint(5, LAST),
      d: uint(3),
      e: uint(16, LAST),
      f: bits('signed-integer', 8, { ...BE, ...FIRST }),
      g: uint(40, { ...BE, ...FIRST }),
      h: bits('floating-point-number', 32, { ...BE, ...FIRST }),
      i: bits('floating-point-number', 16, LAST),
    },
    // The last two are 1.5 and 1, with the bits of each byte, and the bytes, turned round.
    bytes: 'd6 43 0180 01 0000000180 000003fc 3c00',
    contents: ['a=3, b=22, c=24, d=2, e=32769, f=-128, g=6442450944, h=1.5, i=1'],
    columns: { a: [3], c: [24], d: [2], e: [32769], f: [-128], g: [6442450944], h: [1.5], i: [1] },
  },
  {
    title: 'bit arrays, maps with flags, and booleans',
    fields: {
      a: bits('bit-array', 12, { alignment: 8 }),
      b: bits('bit-array', 72, { alignment: 8 }),
      c: bits('bit-array', 72, { ...BE, alignment: 8 }),
      // As in the specification's example of such a field.
      d: bits('bit-map', 16, {
        ...BE,
        flags: {
          RED: [
            [0, 2],
            [4, 4],
            [10, 10],
          ],
          ORANGE: [[6, 6]],
          GREEN: [
            [7, 7],
            [9, 9],
            [11, 11],
          ],
          YELLOW: [
            [9, 9],
            [13, 14],
          ],
          BLUE: [[15, 15]],
        },
      }),
      e: bits('bit-map', 8, {
        flags: {
          none: [[0, 3]],
          nowhere: [
            [-5n, -1n],
            [64n, 2n ** 70n],
          ],
          all: [[-(2n ** 62n), 2n ** 62n]],
        },
      }),
      f: bits('boolean', 16),
      g: bits('boolean', 3),
      h: bits('boolean', 64, { alignment: 8 }),
    },
    bytes: 'bc0a 010000000000000080 800000000000000001 0210 10 0001 f8 0000000000000080',
    contents: [
      'a=0xabc, b=0x800000000000000001, c=0x800000000000000001, d=RED|GREEN|YELLOW(0x210), e=all(0x10), f=true, g=false, h=true',
    ],
    columns: {
      a: [0xabc],
      'b:text': ['0x800000000000000001'],
      'd:text': ['RED|GREEN|YELLOW'],
      f: [1],
      'f:text': ['true'],
      'g:text': ['false'],
      h: [1],
      'h:key': [1],
    },
  },
  {
    title: 'integers of variable length',
    fields: {
      a: { type: 'variable-length-unsigned-integer' },
      b: { type: 'variable-length-signed-integer', 'preferred-display-base': 10 },
      c: { type: 'variable-length-signed-integer', 'preferred-display-base': 16 },
      d: uint(4),
      e: { type: 'variable-length-unsigned-integer', mappings: { lime: [[3, 3]], kiwi: [[2, 4]] } },
    },
    // a and b of the first event are those of the specification's examples.
    bytes: `b4c772 b4c772 7f 05 03
      ffffffffffffffffff01 8080808080808080807f ffffffff07 05 8200 ${'80'.repeat(9)}00 ${'80'.repeat(4)}70 00 00 05`,
    contents: [
      'a=1876916, b=-220236, c=0xffffffffffffffff, d=5, e=lime|kiwi(3)',
      'a=18446744073709551615, b=-9223372036854775808, c=0x7fffffff, d=5, e=kiwi(2)',
      'a=0, b=-4294967296, c=0x0, d=0, e=<unknown>(5)',
    ],
    columns: {
      a: [1876916, 2 ** 64, 0],
      b: [-220236, -(2 ** 63), -(2 ** 32)],
      'a:key': [1876916, '18446744073709551615', 0],
      'b:text': ['-220236', '-9223372036854775808', '-4294967296'],
      'c:key': ['-1', 2147483647, 0],
      'e:text': ['lime|kiwi', 'kiwi', '<unknown>'],
    },
  },
  {
    title: 'texts in all encodings',
    fields: {
      a: text('null-terminated'),
      b: text('null-terminated', { encoding: 'utf-16le' }),
      c: text('null-terminated', { encoding: 'utf-16be' }),
      d: text('null-terminated', { encoding: 'utf-32le' }),
      e: text('null-terminated', { encoding: 'utf-32be' }),
      f: text('static-length', { length: 4 }),
      g: text('static-length', { length: 6, encoding: 'utf-16be' }),
      h: text('static-length', { length: 0 }),
      n: u8,
      i: text('dynamic-length', { 'length-field-location': at('n'), encoding: 'utf-32be' }),
    },
    bytes: `c3b600 3ed800dd0000 d83edd000000 41000000 00000000 0001f50000000000
      61620063 004100420043 04 00110000
      00 0000 0000 00000000 00000000 61626364 000000420043 08 0000006100000062`,
    contents: [
      'a=ö, b=\u{1f900}, c=\ud83e\udd00, d=A, e=\u{1f500}, f=ab, g=ABC, h=, n=4, i=\ufffd',
      'a=, b=, c=, d=, e=, f=abcd, g=, h=, n=8, i=ab',
    ],
    columns: {
      'b:text': ['\u{1f900}', ''],
      'c:text': ['\u{1f900}', ''],
      'e:key': ['\u{1f500}', ''],
      'f:text': ['ab', 'abcd'],
      'g:text': ['ABC', ''],
      'i:text': ['\ufffd', 'ab'],
      n: [4, 8],
    },
  },
  {
    title: 'blobs, and alignments that only the enclosing field asks for',
    fields: {
      a: u8,
      b: array(8, bits('boolean', 1), { 'minimum-alignment': 32 }),
      c: { type: 'static-length-blob', length: 3 },
      n: uint(5),
      d: { type: 'dynamic-length-blob', 'length-field-location': payload('n'), 'media-type': 'image/png' },
      e: struct({ x: uint(1) }, { 'minimum-alignment': 64 }),
      f: list(at('n'), uint(12), { 'minimum-alignment': 16 }),
    },
    bytes: '07 000000 a5 010203 02 aabb 0000000000 01 00 123456',
    contents: [
      'a=7, b=[true, false, true, false, false, true, false, true], c=[0x1, 0x2, 0x3], n=2, d=[0xaa, 0xbb], e={x=1}, f=[1042, 1379]',
    ],
    columns: { n: [2], 'e.x': [1] },
  },
  {
    title: 'optionals with a boolean or a range',
    fields: {
      has: bits('boolean', 8),
      a: optional(at('has'), uint(16)),
      kind: bits('signed-integer', 8),
      b: optional(payload('kind'), struct({ x: u8, y: text('null-terminated') }), [
        [-5, 0],
        [15, 35],
      ]),
      z: u8,
    },
    bytes: '02 3412 fb 07 6100 09   00 10 08 00 0a   00 0e 0b',
    contents: [
      'has=true, a=4660, kind=-5, b={x=7, y=a}, z=9',
      'has=false, a=<none>, kind=16, b={x=8, y=}, z=10',
      'has=false, a=<none>, kind=14, b=<none>, z=11',
    ],
    columns: {
      a: [4660, Number.NaN, Number.NaN],
      'b.x': [7, 8, Number.NaN],
      z: [9, 10, 11],
    },
  },
  {
    title: 'variants with and without names, and an optional around one with the same selector',
    fields: {
      s: { type: 'variable-length-unsigned-integer' },
      v: optional(
        at('s'),
        variant(
          at('s'),
          [[[1, 1]], text('null-terminated'), 'word'],
          [
            [
              [2, 2],
              [9, 9],
            ],
            { type: 'variable-length-signed-integer' },
          ],
        ),
        [[1, 255]],
      ),
      z: u8,
    },
    bytes: '01 6f6b00 07   02 7f 08   00 09   09 05 0a',
    contents: ['s=1, v=ok, z=7', 's=2, v=-1, z=8', 's=0, v=<none>, z=9', 's=9, v=5, z=10'],
    columns: { v: [Number.NaN, -1, Number.NaN, 5], 'v.1': [Number.NaN, -1, Number.NaN, 5], z: [7, 8, 9, 10] },
  },
  {
    title: 'lengths that lie in an option of a variant',
    fields: {
      s: u8,
      glass: variant(
        at('s'),
        [[[0, 0]], struct({ eagle: uint(16), road: text('null-terminated') })],
        [[[1, 4]], struct({ nuance: text('null-terminated'), eagle: uint(24, BE) })],
        [
          [[5, 5]],
          struct({
            eagle: u8,
            lock: { type: 'dynamic-length-blob', 'length-field-location': payload('glass', 'eagle') },
          }),
        ],
      ),
      margin: list(payload('glass', 'eagle'), u8),
      z: u8,
    },
    bytes: '00 0200 6100 0102 07   03 6200 000001 05 08   05 02 eeff 0304 09',
    contents: [
      's=0, glass={eagle=2, road=a}, margin=[1, 2], z=7',
      's=3, glass={nuance=b, eagle=1}, margin=[5], z=8',
      's=5, glass={eagle=2, lock=[0xee, 0xff]}, margin=[3, 4], z=9',
    ],
    columns: { z: [7, 8, 9] },
  },
  {
    title: 'lengths in the same element, in a struct further out, and from the top through arrays',
    fields: {
      n: u8,
      outer: list(
        at('n'),
        struct({
          m: u8,
          inner: struct({
            a: list(at(null, 'm'), u8),
            b: list(at(null, null, 'n'), u8),
            c: list(payload('outer', 'm'), u8),
          }),
        }),
      ),
      z: u8,
    },
    bytes: '02  01 0a 0b0c 0d   00 0e0f   63',
    contents: ['n=2, outer=[{m=1, inner={a=[10], b=[11, 12], c=[13]}}, {m=0, inner={a=[], b=[14, 15], c=[]}}], z=99'],
    columns: { z: [99] },
  },
  {
    title: 'elements that take no space',
    fields: {
      n: u8,
      has: bits('boolean', 8),
      a: list(at('n'), optional(at('has'), u8)),
      b: list(at('n'), struct({})),
      c: array(2, array(0, u8)),
      z: u8,
    },
    bytes: '03 00 07  02 01 0506 08',
    contents: [
      'n=3, has=false, a=[<none>, <none>, <none>], b=[{}, {}, {}], c=[[], []], z=7',
      'n=2, has=true, a=[5, 6], b=[{}, {}], c=[[], []], z=8',
    ],
    columns: { z: [7, 8] },
  },
  {
    title: 'floating-point numbers of 16, 64 and 128 bits',
    fields: {
      a: bits('floating-point-number', 16),
      b: bits('floating-point-number', 64, BE),
      c: bits('floating-point-number', 128),
    },
    bytes: '003e bfb999999999999a 0000000000000000000000000000ff3f',
    contents: ['a=1.5, b=-0.1, c=1'],
    columns: { a: [1.5], b: [-0.1], c: [1] },
  },
];

const HEAD = [{ type: 'preamble', version: 2 }, { type: 'trace-class' }, { type: 'data-stream-class' }];

describe('CTF 2 has', () => {
  for (const { title, fields, bytes, contents, columns = {} } of CASES) {
    test(title, async () => {
      await withFolder(async (folder) => {
        const event = { type: 'event-record-class', name: 'one', 'payload-field-class': struct(fields) };
        writeMetadata(folder, sequenceOf([...HEAD, event]));
        writeFileSync(join(folder, 'stream'), Buffer.from(bytes.replace(/\s/g, ''), 'hex'));
        const reader = await ctfFormat.open(folder, '');
        const read = await toldBy(reader, Object.keys(columns));
        assert.deepEqual(reader.notices, []);
        assert.deepEqual(texts(reader, 'Contents'), contents);
        assert.deepEqual(read.columns, columns);
        reader.close();
      });
    });
  }
});
