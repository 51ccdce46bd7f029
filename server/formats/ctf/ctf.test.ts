import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fields } from './testing/ctf-writer.ts';
import { inCtf2 } from './testing/ctf2-text.ts';
import { oneEvent } from './testing/one-event.ts';
import { texts, toldBy, withTrace } from './testing/with-trace.ts';

interface Case {
  readonly title: string;
  /** Of the versions of CTF, where one can't say it. */
  readonly only?: 1;
  readonly tsdl: string;
  /** One object an event. */
  readonly events: readonly Fields[];
  readonly contents: readonly string[];
  readonly columns?: { readonly [request: string]: readonly (number | string)[] };
}

const CASES: readonly Case[] = [
  {
    title: 'integers of whole bytes',
    tsdl: `u8 a; integer { size = 8; signed = true; } b; u16 c; integer { size = 16; signed = 1; } d;
      integer { size = 32; } e; integer { size = 32; signed = true; } f; integer { size = 64; } g; integer { size = 64; signed = true; } h;`,
    events: [
      { a: 255, b: -128, c: 65535, d: -2, e: 0xffffffff, f: -3, g: 0xffffffffffffffffn, h: -4n },
      { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 0x0123456789abcdn, h: 0x7fffffffffffffffn },
    ],
    contents: [
      'a=255, b=-128, c=65535, d=-2, e=4294967295, f=-3, g=18446744073709551615, h=-4',
      'a=1, b=2, c=3, d=4, e=5, f=6, g=320255973501901, h=9223372036854775807',
    ],
    columns: {
      a: [255, 1],
      b: [-128, 2],
      c: [65535, 3],
      d: [-2, 4],
      e: [4294967295, 5],
      f: [-3, 6],
      h: [-4, 2 ** 63],
      'g:key': ['18446744073709551615', 320255973501901],
      'h:key': ['-4', '9223372036854775807'],
      'f:key': ['-3', 6],
      'e:text': ['4294967295', '5'],
    },
  },
  {
    title: 'integers at any bit',
    tsdl: `integer { size = 3; align = 1; } a; integer { size = 5; align = 1; signed = true; } b;
      integer { size = 12; align = 1; } c; integer { size = 21; align = 1; signed = true; } d;
      integer { size = 1; align = 1; signed = true; } e; integer { size = 33; align = 1; } f;
      integer { size = 64; align = 1; signed = true; } g; integer { size = 47; align = 1; signed = true; } h;
      integer { size = 32; align = 1; signed = true; } i; integer { size = 7; align = 16; } j;`,
    events: [
      { a: 5, b: -9, c: 0xabc, d: -70000, e: -1, f: 0x1deadbeefn, g: -5n, h: -70368744177663n, i: -2000000000, j: 99 },
      { a: 2, b: 15, c: 1, d: 70000, e: 0, f: 3n, g: 2n ** 62n, h: 1n, i: 2000000000, j: 127 },
    ],
    contents: [
      'a=5, b=-9, c=2748, d=-70000, e=-1, f=8030895855, g=-5, h=-70368744177663, i=-2000000000, j=99',
      'a=2, b=15, c=1, d=70000, e=0, f=3, g=4611686018427387904, h=1, i=2000000000, j=127',
    ],
    columns: {
      a: [5, 2],
      b: [-9, 15],
      c: [0xabc, 1],
      d: [-70000, 70000],
      e: [-1, 0],
      f: [8030895855, 3],
      g: [-5, 2 ** 62],
      h: [-70368744177663, 1],
      i: [-2000000000, 2000000000],
      j: [99, 127],
      'f:key': [8030895855, 3],
      'g:key': ['-5', '4611686018427387904'],
    },
  },
  {
    title: 'other bases',
    tsdl: `integer { size = 8; base = x; } a; integer { size = 8; base = octal; } b; integer { size = 8; base = 2; signed = true; } c;
      integer { size = 64; base = hex; signed = true; } d;`,
    events: [{ a: 254, b: 8, c: -2, d: -1n }],
    contents: ['a=0xfe, b=010, c=0b11111110, d=0xffffffffffffffff'],
    columns: { 'a:text': ['0xfe'], 'd:text': ['0xffffffffffffffff'] },
  },
  {
    title: 'floating-point numbers, also of other sizes, of none that IEEE 754 has, and at odd bits',
    tsdl: `floating_point { exp_dig = 8; mant_dig = 24; } a; floating_point { exp_dig = 11; mant_dig = 53; } b;
      integer { size = 3; align = 1; } c; floating_point { exp_dig = 11; mant_dig = 53; align = 1; } d;
      floating_point { exp_dig = 5; mant_dig = 11; align = 8; } e; floating_point { exp_dig = 15; mant_dig = 113; align = 8; } f;
      floating_point { exp_dig = 15; mant_dig = 65; align = 8; } g;`,
    events: [
      {
        a: 1.5,
        b: -0.1,
        c: 5,
        d: 1e300,
        e: 0x3c00n,
        f: 0xbffeaaaaaaaaaaaaaaaaaaaaaaaaaaaan,
        g: 0x3fff8000000000000001n,
      },
      { a: -Infinity, b: 5e-324, c: 5, d: 0, e: 0xfc01n, f: 1n, g: 0n },
      { a: 0, b: 0, c: 5, d: 0, e: 0x8001n, f: 0x40ffn << 112n, g: 0n },
    ],
    contents: [
      'a=1.5, b=-0.1, c=5, d=1e+300, e=1, f=-0.8333333333333334, g=0x3fff8000000000000001',
      'a=-Infinity, b=5e-324, c=5, d=0, e=NaN, f=0, g=0x00000000000000000000',
      'a=0, b=0, c=5, d=0, e=-5.960464477539063e-8, f=1.157920892373162e+77, g=0x00000000000000000000',
    ],
    columns: {
      a: [1.5, -Infinity, 0],
      b: [-0.1, 5e-324, 0],
      d: [1e300, 0, 0],
      'b:text': ['-0.1', '5e-324', '0'],
      e: [1, Number.NaN, -(2 ** -24)],
      f: [-0.8333333333333334, 0, 2 ** 256],
      g: [Number.NaN, Number.NaN, Number.NaN],
      'g:text': ['0x3fff8000000000000001', '0x00000000000000000000', '0x00000000000000000000'],
    },
  },
  {
    title: 'texts',
    tsdl: `string a; integer { size = 8; encoding = UTF8; } b[6]; u8 n; integer { size = 8; encoding = ASCII; } c[n];`,
    events: [
      { a: 'größe', b: 'abc', n: 4, c: 'wxyz' },
      { a: '', b: 'abcdef', n: 0, c: '' },
    ],
    contents: ['a=größe, b=abc, n=4, c=wxyz', 'a=, b=abcdef, n=0, c='],
    columns: {
      'a:text': ['größe', ''],
      'b:text': ['abc', 'abcdef'],
      'c:text': ['wxyz', ''],
      'a:key': ['größe', ''],
      a: [Number.NaN, Number.NaN],
    },
  },
  {
    title: 'texts at odd bits',
    only: 1,
    tsdl: 'integer { size = 3; align = 1; } bit; integer { size = 8; align = 1; encoding = UTF8; } d[3];',
    events: [{ d: 'odd' }, { d: '' }],
    contents: ['bit=0, d=odd', 'bit=0, d='],
    columns: { 'd:text': ['odd', ''] },
  },
  {
    title: 'bytes that are no text, as hexadecimal digits',
    tsdl: 'u8 a[3]; u8 n; u8 b[n]; integer { size = 3; align = 1; } odd; integer { size = 8; align = 1; } c[2];',
    events: [
      { a: [10, 255, 0], n: 2, b: [1, 128], c: [17, 34] },
      { a: [0, 0, 1], n: 0, b: [], c: [255, 0] },
    ],
    contents: ['a=[10, 255, 0], n=2, b=[1, 128], odd=0, c=[17, 34]', 'a=[0, 0, 1], n=0, b=[], odd=0, c=[255, 0]'],
    columns: { 'a:text': ['0aff00', '000001'], 'b:text': ['0180', ''], 'c:text': ['1122', 'ff00'] },
  },
  {
    title: 'C bit-fields',
    tsdl: 'u8 a : 3; u8 b : 5; typedef integer { size = 32; signed = true; } int; int c : 12, d : 4; u8 e;',
    events: [{ a: 5, b: 17, c: -2, d: 7, e: 3 }],
    contents: ['a=5, b=17, c=-2, d=7, e=3'],
    columns: { c: [-2], d: [7], e: [3] },
  },
  {
    title: 'enums with ranges, several labels and none',
    tsdl: `enum : u8 { zero, one, few = 2 ... 4, five, "a b" = 7, also = 3 } a; enum : integer { size = 3; align = 1; signed = true; } { MINUS = -4 ... -1, PLUS = 0 ... 3 } b;`,
    events: [
      { a: 'five', b: -3 },
      { a: 3, b: 'PLUS' },
      { a: 9, b: 0 },
      { a: 7, b: 1 },
    ],
    contents: [
      'a=five(5), b=MINUS(-3)',
      'a=few|also(3), b=PLUS(0)',
      'a=<unknown>(9), b=PLUS(0)',
      'a=a b(7), b=PLUS(1)',
    ],
    columns: {
      a: [5, 3, 9, 7],
      'a:text': ['five', 'few|also', '<unknown>', 'a b'],
      'b:text': ['MINUS', 'PLUS', 'PLUS', 'PLUS'],
    },
  },
  {
    title: 'nested structs, arrays and sequences',
    tsdl: `struct { u8 x; struct { u16 y; } inner; } a; u8 b[2][2]; u8 len; struct { u8 n; u16 v[n]; string s; } c[len]; u16 d[env.four]; u8 e;`,
    events: [
      {
        a: { x: 1, inner: { y: 2 } },
        b: [
          [1, 2],
          [3, 4],
        ],
        len: 2,
        c: [
          { n: 1, v: [9], s: 'p' },
          { n: 2, v: [8, 7], s: '' },
        ],
        d: [4, 3, 2, 1],
        e: 77,
      },
      { a: { x: 3, inner: { y: 4 } }, len: 0, e: 78 },
    ],
    contents: [
      'a={x=1, inner={y=2}}, b=[[1, 2], [3, 4]], len=2, c=[{n=1, v=[9], s=p}, {n=2, v=[8, 7], s=}], d=[4, 3, 2, 1], e=77',
      'a={x=3, inner={y=4}}, b=[[0, 0], [0, 0]], len=0, c=[], d=[0, 0, 0, 0], e=78',
    ],
    columns: { e: [77, 78], 'a.inner.y': [2, 4], b: [Number.NaN, Number.NaN] },
  },
  {
    title: 'variants, also nested and of different sizes',
    tsdl: `enum : integer { size = 3; align = 1; } { A, B, C } tag;
      variant <tag> { u8 A; string B; struct { enum : u8 { I, S } t; variant <t> { u16 I; string S; } v; } C; } value; u8 last;`,
    events: [
      { tag: 'A', value: 200, last: 1 },
      { tag: 'B', value: 'bee', last: 2 },
      { tag: 'C', value: { t: 'I', v: 500 }, last: 3 },
      { tag: 'C', value: { t: 'S', v: 'deep' }, last: 4 },
    ],
    contents: [
      'tag=A(0), value=200, last=1',
      'tag=B(1), value=bee, last=2',
      'tag=C(2), value={t=I(0), v=500}, last=3',
      'tag=C(2), value={t=S(1), v=deep}, last=4',
    ],
    columns: {
      last: [1, 2, 3, 4],
      value: [200, Number.NaN, Number.NaN, Number.NaN],
      'value.C.v.I': [Number.NaN, Number.NaN, 500, Number.NaN],
    },
  },
  {
    title: 'lengths and tags told by other scopes',
    tsdl: `u8 a[stream.event.header.id]; u8 b[stream.packet.context.cpu_id]; u8 c[stream.event.context.n]; u8 d[cpu_id]; u8 e;`,
    events: [{ a: [1, 2, 3], b: [4, 5], c: [6], d: [7, 8], e: 9 }],
    contents: ['a=[1, 2, 3], b=[4, 5], c=[6], d=[7, 8], e=9'],
    columns: { e: [9], n: [1], cpu_id: [2], $cpu: [2], '$stream:text': ['ch_0'] },
  },
];

for (const [version, order] of [
  [1, 'le'],
  [1, 'be'],
  [2, 'le'],
  [2, 'be'],
] as const) {
  describe(`written and read again, CTF ${version}, ${order}`, () => {
    for (const { title, only, tsdl, events, contents, columns = {} } of CASES) {
      if (only !== undefined && only !== version) continue;
      test(title, async () => {
        const text = oneEvent(order, tsdl, 'event.context := struct { u8 n; };');
        const written = events.map((fields, i) => ({
          name: 'one',
          at: BigInt(100 + i),
          streamContext: { n: 1 },
          fields,
        }));
        const trace = {
          metadata: version === 1 ? text : inCtf2(text),
          files: { ch_0: [{ context: { cpu_id: 2 }, events: written }] },
        };
        await withTrace(trace, async (reader) => {
          const read = await toldBy(reader, Object.keys(columns));
          assert.deepEqual(read, { times: events.map((_, i) => i), columns });
          assert.deepEqual(reader.notices, []);
          assert.equal(reader.base, 1100n);
          assert.deepEqual(texts(reader, 'Contents'), contents);
        });
      });
    }
  });
}
