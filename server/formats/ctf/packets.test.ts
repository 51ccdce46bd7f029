import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { ctfFormat } from './format.ts';
import { type WrittenEvent, type WrittenTrace, writeTrace } from './testing/ctf-writer.ts';
import { lttng } from './testing/lttng.ts';
import { readWhole, texts, withFolder, withTrace } from './testing/with-trace.ts';

const hit = (at: bigint, n = 0): WrittenEvent => ({ name: 'hit', at, fields: { n } });
const named = (at: bigint, what: string): WrittenEvent => ({
  name: 'named',
  header: { id: 'extended', v: { id: 40, timestamp: at } },
  fields: { what },
});

describe('times', () => {
  for (const order of ['le', 'be']) {
    for (const [header, wrap] of [
      ['compact', 2n ** 27n],
      ['large', 2n ** 32n],
    ] as const) {
      test(`cut to the ${header} header's bits are whole again, ${order}`, async () => {
        const times = [5n, wrap - 1n, wrap, wrap + 7n, 2n * wrap + 6n, 2n * wrap + 7n].map((time) => time + 2n ** 40n);
        const events = times.map((at, i) => (i === 3 ? named(at, 'x') : hit(at, i)));
        await withTrace({ metadata: lttng({ order, header }), files: { a: [{ events }] } }, async (reader) => {
          const { times: read, types, columns } = await readWhole(reader, 'n', 'id');
          assert.equal(reader.base, times[0]);
          assert.deepEqual(
            read.map((time) => reader.base + BigInt(time)),
            times,
          );
          assert.deepEqual(types, ['hit', 'hit', 'hit', 'named', 'hit', 'hit']);
          assert.equal(columns[0]![5], 5);
          assert.equal(columns[1]![0], 0);
        });
      });
    }
  }

  test('of 40 bits are whole again', async () => {
    const metadata = lttng({ header: 'large' }).replace('size = 32; align = 8; map', 'size = 40; align = 8; map');
    const times = [2n ** 60n + 2n ** 40n - 1n, 2n ** 60n + 2n ** 40n, 2n ** 60n + 2n ** 40n + 9n];
    await withTrace({ metadata, files: { a: [{ events: times.map((at) => hit(at)) }] } }, async (reader) => {
      assert.deepEqual((await readWhole(reader)).times, [0, 1, 10]);
    });
  });

  test('of another frequency become nanoseconds, rounded down', async () => {
    const metadata = lttng({ clock: 'freq = 3000000; offset_s = 100; offset = 1;' });
    const events = [3_000_000n, 3_000_001n, 3_000_002n, 3_000_003n, 9_000_000n].map((at) => hit(at));
    await withTrace({ metadata, files: { a: [{ events }] } }, async (reader) => {
      assert.deepEqual((await readWhole(reader)).times, [0, 333, 666, 1000, 2_000_000_000]);
      assert.equal(reader.base, 101_000_000_333n);
    });
  });

  test('of another frequency stay exact beyond 2^53 ns', async () => {
    const metadata = lttng({ clock: 'freq = 2000000000;' });
    const first = 3_600_000_000_000_000_001n;
    await withTrace(
      { metadata, files: { a: [{ events: [0n, 1n, 2n, 3n, 2001n].map((d) => hit(first + d)) }] } },
      async (reader) => {
        assert.equal(reader.base, 1_800_000_000_000_000_000n);
        assert.deepEqual((await readWhole(reader)).times, [0, 1, 1, 2, 1001]);
      },
    );
  });

  test('with an offset beyond 64 bits wrap around', async () => {
    const metadata = lttng({ clock: 'freq = 1000000000; offset_s = 1351530929945824323; offset = 1234567;' });
    await withTrace({ metadata, files: { a: [{ events: [hit(1n)] }] } }, async (reader) => {
      assert.equal(reader.base, BigInt.asIntN(64, 1351530929945824323n * 1_000_000_000n + 1234568n));
    });
  });

  test('that were damaged move nothing behind the packet they are in', async () => {
    const damaged: WrittenEvent = {
      ...named(20n, 'x'),
      header: { id: 'extended', v: { id: 40, timestamp: 2n ** 62n } },
    };
    const a = [{ events: [hit(10n), damaged, hit(30n)] }, { events: [hit(40n), hit(50n)] }];
    await withTrace({ metadata: lttng(), files: { a, b: [{ events: [hit(35n)] }] } }, async (reader) => {
      const { times, columns } = await readWhole(reader, 'n');
      assert.deepEqual(times, [0, 20, 20, 25, 30, 40]);
      assert.equal(columns[0]!.length, 6);
      assert.match(reader.notices[0]!.message, /too far ahead/);
    });
  });

  test('that go back are held, and it is told', async () => {
    const metadata = lttng().replace('map = clock.monotonic.value; } := part_t', '} := part_t');
    const events = [100n, 300n, 200n, 400n].map((at) => ({ ...named(at, ''), at }));
    await withTrace({ metadata, files: { a: [{ events }] } }, async (reader) => {
      assert.deepEqual((await readWhole(reader)).times, [0, 200, 200, 300]);
      assert.match(reader.notices[0]!.message, /times go back/);
    });
  });

  test('that are missing are those of the packet', async () => {
    const metadata = `trace { major = 1; minor = 8; byte_order = le; };
      stream { packet.context := struct { integer { size = 64; } timestamp_begin; integer { size = 64; } content_size; integer { size = 64; } packet_size; }; };
      event { name = only; fields := struct { integer { size = 8; } a; }; };`;
    const packet = (begin: bigint) => ({
      context: { timestamp_begin: begin },
      events: [1, 2].map((a) => ({ name: 'only', fields: { a } })),
    });
    await withTrace({ metadata, files: { s: [packet(10n), packet(30n)] } }, async (reader) => {
      assert.equal(reader.base, 10n);
      assert.deepEqual((await readWhole(reader)).times, [0, 0, 20, 20]);
    });
  });
});

describe('streams', () => {
  test('are merged in time order, and every event is found again', async () => {
    const files: Record<string, { events: WrittenEvent[] }[]> = {};
    const random = seeded(1);
    const all: { at: bigint; n: number; file: string }[] = [];
    for (const file of ['a', 'b', 'c', 'd', 'e']) {
      let at = BigInt(random(50));
      files[file] = Array.from({ length: 4 }, () => ({
        events: Array.from({ length: random(80) }, () => {
          at += BigInt(random(20));
          const n = all.push({ at, n: all.length, file }) - 1;
          return hit(at, n);
        }),
      }));
    }
    // Packets without events would tell 0 as their begin and end.
    for (const packets of Object.values(files))
      packets.splice(0, packets.length, ...packets.filter(({ events }) => events.length > 0));
    const expected = [...all].sort((x, y) => (x.at < y.at ? -1 : x.at > y.at ? 1 : x.n - y.n));
    await withTrace({ metadata: lttng(), files }, async (reader) => {
      const { times, columns, strings } = await readWhole(reader, 'n', '$stream:text');
      assert.deepEqual(
        times.map((time) => reader.base + BigInt(time)),
        expected.map(({ at }) => at),
      );
      assert.deepEqual(
        columns[0],
        expected.map(({ n }) => n),
      );
      assert.deepEqual(
        columns[1]!.map((id) => strings.text(id)),
        expected.map(({ file }) => file),
      );
      const contents = expected.map(({ n }) => `n=${n}`);
      assert.deepEqual(texts(reader, 'Contents'), contents);
      for (const from of [0, 1, 77, 5, 200, 201]) {
        assert.deepEqual(
          reader.cells(from, from + 3, [3]).map(([text]) => text),
          contents.slice(from, from + 3),
        );
      }
      assert.deepEqual(reader.cells(contents.length - 1, contents.length + 5, [3, 99]), [[contents.at(-1), '']]);
    });
  });

  test('give back any event at any time, in large packets too', async () => {
    const events = Array.from({ length: 20_000 }, (_, n) => hit(BigInt(n), n));
    await withTrace({ metadata: lttng(), files: { a: [{ events }] } }, async (reader) => {
      await readWhole(reader);
      let at = 1;
      for (let i = 0; i < 300; i++) {
        at = (at * 7_919 + 13) % events.length;
        assert.deepEqual(reader.cells(at, at + 1, [3]), [[`n=${at}`]]);
      }
    });
  });

  test('that can not be read are left out with a notice', async () => {
    const files = { a: [{ events: [hit(1n, 1)] }] };
    await withFolder(async (folder) => {
      writeTrace(folder, { metadata: lttng(), files });
      symlinkSync('loop', join(folder, 'loop'));
      const reader = await ctfFormat.open(folder, folder);
      assert.deepEqual((await readWhole(reader, 'n')).columns, [[1]]);
      assert.match(reader.notices[0]!.message, /left out/);
      assert.equal(reader.notices[0]!.file, join(folder, 'loop'));
      reader.close();
    });
  });

  test('whose packets overlap stay in order', async () => {
    const files = {
      a: [
        { events: [hit(10n, 1), hit(50n, 5)] },
        { events: [hit(20n, 2), hit(60n, 6)] },
        { events: [hit(55n, 55), hit(70n, 7)] },
      ],
    };
    await withTrace({ metadata: lttng(), files }, async (reader) => {
      const { columns } = await readWhole(reader, 'n');
      assert.deepEqual(columns[0], [1, 2, 5, 55, 6, 7]);
      assert.deepEqual(reader.notices, []);
    });
  });

  test('tell lost events, also when the counter starts anew', async () => {
    const packet = (at: bigint, discarded: number) => ({
      context: { events_discarded: discarded },
      events: [hit(at), hit(at + 5n)],
    });
    const files = { a: [packet(100n, 0), packet(200n, 0xfffffff0), packet(300n, 4)], b: [packet(110n, 3)] };
    await withTrace({ metadata: lttng(), files }, async (reader) => {
      assert.deepEqual(reader.lost, [
        { start: 5, end: 105, count: 0xfffffff0 },
        { start: 10, end: 15, count: 3 },
        { start: 105, end: 205, count: 20 },
      ]);
    });
  });

  test('may be empty, padded, or no streams at all', async () => {
    await withFolder(async (folder) => {
      const files = {
        a: [{ events: [] }, { events: [hit(9n, 9)], padding: 100 }, { events: [hit(12n, 12)], padding: 3 }],
        b: [],
      };
      writeTrace(folder, { metadata: lttng(), files });
      mkdirSync(join(folder, 'index'));
      writeFileSync(join(folder, 'index', 'a.idx'), 'nonsense');
      writeFileSync(join(folder, '.hidden'), 'nonsense');
      writeFileSync(join(folder, 'symbols.txt'), 'not a stream, but text that somebody put here');
      const reader = await ctfFormat.open(folder, folder);
      const { columns, times } = await readWhole(reader, 'n');
      assert.deepEqual(
        [columns[0], times],
        [
          [9, 12],
          [0, 3],
        ],
      );
      assert.deepEqual(
        reader.notices.map(({ file, offset }) => [file, offset]),
        [[join(folder, 'symbols.txt'), 0]],
      );
      reader.close();
    });
  });

  test('without packets are one packet', async () => {
    const metadata = `trace { major = 1; minor = 8; byte_order = be; };
      clock { name = c; freq = 1000; };
      stream { event.header := struct { integer { size = 16; map = clock.c.value; } t; }; };
      event { name = e; fields := struct { string s; }; };`;
    const events = [65_530, 65_535, 1].map((t) => ({ name: 'e', header: { t }, fields: { s: `at ${t}` } }));
    await withTrace({ metadata, files: { only: [{ events }] } }, async (reader) => {
      assert.deepEqual((await readWhole(reader)).times, [0, 5_000_000, 7_000_000]);
      assert.deepEqual(texts(reader, 'Contents'), ['s=at 65530', 's=at 65535', 's=at 1']);
    });
  });

  test('may hold events larger than the reader looks at at once', async () => {
    const long = 'long '.repeat(60_000);
    await withTrace(
      { metadata: lttng(), files: { a: [{ events: [hit(1n), named(2n, long), hit(3n, 3)] }] } },
      async (reader) => {
        const { columns, strings } = await readWhole(reader, 'n', 'what:text');
        assert.equal(strings.text(columns[1]![1]!), long);
        assert.equal(columns[0]![2], 3);
        assert.deepEqual(texts(reader, 'Contents'), ['n=0', `what=${long}`, 'n=3']);
      },
    );
  });
});

describe('faults', () => {
  const three: WrittenTrace = {
    metadata: lttng(),
    files: {
      a: [[hit(1n, 1), hit(2n, 2)], [named(11n, 'bad'), hit(12n, 12)], [hit(21n, 21)]].map((events) => ({ events })),
    },
  };
  const HEAD = 24 + 40;

  test('in an event end its packet, not the trace', async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, three);
      const path = join(folder, 'a');
      const bytes = readFileSync(path);
      const at = bytes.indexOf('bad');
      bytes.writeUInt32LE(77, at - 12);
      writeFileSync(path, bytes);
      const reader = await ctfFormat.open(folder, folder);
      assert.deepEqual((await readWhole(reader, 'n')).columns[0], [1, 2, 21]);
      assert.deepEqual(reader.notices, [
        {
          message: `the event has an id that the metadata does not know; the rest of the packet that begins at byte ${HEAD + 16} is skipped`,
          file: path,
          offset: at - 13,
        },
      ]);
      reader.close();
    });
  });

  test('in a packet header cost that packet', async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, three);
      const path = join(folder, 'a');
      const bytes = readFileSync(path);
      const second = HEAD + 16;
      assert.equal(bytes.readUInt32LE(second), 0xc1fc1fc1);
      bytes.writeUInt32LE(1, second);
      writeFileSync(path, bytes);
      const reader = await ctfFormat.open(folder, folder);
      assert.deepEqual((await readWhole(reader, 'n')).columns[0], [1, 2, 21]);
      const message = 'no packet begins here: its magic number is 0x1; 89 bytes are skipped';
      assert.deepEqual(reader.notices, [{ message, file: path, offset: second }]);
      reader.close();
    });
  });

  for (const [what, bit, word, message] of [
    ['a size of nothing', 128 + 192 + 64, 0n, "a packet can't have a size of 0 bits; 89 bytes are skipped"],
    ['a size of part of a byte', 128 + 192 + 64, 7n, "a packet can't have a size of 7 bits; 89 bytes are skipped"],
    ['more content than size', 128 + 192, 2n ** 63n, /can't hold 9223372036854776000 bits of content; 89 bytes/],
    ['less content than head', 128 + 192, 8n, /a header of 512 bits tells 8 bits of content; 89 bytes/],
    [
      'a size beyond the file',
      128 + 192 + 64,
      2n ** 40n,
      /cut off by the next one: 137438953472 bytes are told, 89 are there/,
    ],
    ['a stream that is nowhere', 160, 9n, 'the metadata has no stream 9; 89 bytes are skipped'],
  ] as const) {
    test(`in a packet header cost that packet: ${what}`, async () => {
      await withFolder(async (folder) => {
        writeTrace(folder, three);
        const path = join(folder, 'a');
        const bytes = readFileSync(path);
        const at = HEAD + 16 + bit / 8;
        if (bit === 160) bytes.writeUInt32LE(Number(word), at);
        else bytes.writeBigUInt64LE(word, at);
        writeFileSync(path, bytes);
        const reader = await ctfFormat.open(folder, folder);
        const { columns } = await readWhole(reader, 'n');
        const cut = what === 'a size beyond the file';
        assert.deepEqual(
          columns[0]!.filter((n) => n > 0),
          cut ? [1, 2, 12, 21] : [1, 2, 21],
        );
        assert.equal(reader.notices.length, 1);
        assert.match(
          reader.notices[0]!.message,
          message instanceof RegExp ? message : new RegExp(RegExp.escape(message)),
        );
        assert.equal(reader.notices[0]!.offset, HEAD + 16);
        reader.close();
      });
    });
  }

  test('in the length of a sequence end its packet, whatever it says and whatever its elements are', async () => {
    for (const element of [
      'u8 a[n];',
      'string a[n];',
      'struct { } a[n];',
      'u8 a[1000000000][n];',
      'struct { } a[1000000000][n];',
    ]) {
      const metadata = `trace { major = 1; minor = 8; byte_order = le; };
        typealias integer { size = 8; align = 8; } := u8; typealias integer { size = 32; align = 8; } := u32;
        event { name = e; fields := struct { u8 k; u32 n; ${element} }; };`;
      await withFolder(async (folder) => {
        writeTrace(folder, { metadata, files: {} });
        writeFileSync(join(folder, 'a'), Buffer.from('0100000000 02ffffffff 03'.replaceAll(' ', ''), 'hex'));
        const reader = await ctfFormat.open(folder, folder);
        const { columns } = await readWhole(reader, 'k', 'a:text');
        assert.equal(columns[0]![0], element.includes('1000000000') ? undefined : 1, element);
        assert.equal(reader.notices.length, 1);
        assert.match(reader.notices[0]!.message, /the packet ends within an event|take no space/);
        reader.close();
      });
    }
  });

  test('a file that is cut off is read up to there', async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, three);
      const path = join(folder, 'a');
      truncateSync(path, HEAD + 16 + HEAD + 15);
      const reader = await ctfFormat.open(folder, folder);
      assert.deepEqual((await readWhole(reader, 'n')).columns[0], [1, 2]);
      assert.deepEqual(
        reader.notices.map(({ message }) => message),
        [
          'the last packet is cut off: 89 bytes are told, 79 are there',
          `the packet ends within an event; the rest of the packet that begins at byte ${HEAD + 16} is skipped`,
        ],
      );
      reader.close();
    });
  });

  test('a file that shrinks while it is read does not break the reader', async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, three);
      const reader = await ctfFormat.open(folder, folder);
      truncateSync(join(folder, 'a'), HEAD + 8);
      assert.deepEqual((await readWhole(reader, 'n')).columns[0], [1]);
      assert.ok(reader.notices.length > 0);
      reader.close();
    });
  });
});
