import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { QueryError } from '../../analyses/output.ts';
import { IndexDraft } from '../../index/store/index-draft.ts';
import { openIndex } from '../../index/store/index-file.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { customTextParser } from './custom-text-parser.ts';
import { READY_PATTERNS } from './ready-patterns.ts';
import { allCells, eventsOf, formatOf, numbers, texts, withFile, withLog } from './testing/opened-log.ts';

const PATTERN = '(?<time>\\S+) (?<level>[A-Z]+) (?<message>.*)$';
const LOG = formatOf(customTextParser, { title: 'Log', pattern: PATTERN });
const SKIPPING = formatOf(customTextParser, { title: 'Log', pattern: PATTERN, otherLines: 'skip' });

const THREE = `2024-05-01T00:00:01Z INFO one
2024-05-01T00:00:02.5Z WARN two
2024-05-01T00:00:04Z INFO three
`;

describe('a log in lines of text', () => {
  it('opens as a trace: times from the first event on, types, fields and columns by the groups', async () => {
    await withLog(LOG, THREE, async (reader) => {
      await reader.survey!();
      assert.deepEqual(reader.types, [
        {
          name: 'Log',
          fields: [
            { name: 'level', numeric: false },
            { name: 'message', numeric: false },
          ],
        },
      ]);
      assert.deepEqual(
        reader.columns.map(({ name }) => name),
        ['Event type', 'level', 'message'],
      );
      assert.deepEqual(await eventsOf(reader), ['0 Log', '1500000000 Log', '3000000000 Log']);
      assert.equal(reader.base, BigInt(Date.UTC(2024, 4, 1, 0, 0, 1)) * 1_000_000n);
      assert.deepEqual(await eventsOf(reader, texts('level', 'nothing'), true), [
        '0 Log level=INFO',
        '1500000000 Log level=WARN',
        '3000000000 Log level=INFO',
      ]);
      assert.deepEqual(allCells(reader)[1], ['Log', 'WARN', 'two']);
      assert.deepEqual(reader.notices, []);
      assert.equal(reader.progress.events, 3);
    });
  });

  const same: readonly (readonly [string, string | Uint8Array])[] = [
    ['with CR LF', THREE.replaceAll('\n', '\r\n')],
    ['without a line break at the end', THREE.trimEnd()],
    ['with a byte order mark', `\ufeff${THREE}`],
    ['with blank lines', `\n\n${THREE.replaceAll('\n', '\n\n')}`],
    ['packed with gzip', gzipSync(THREE)],
  ];
  for (const [what, content] of same) {
    it(`is the same ${what}`, async () => {
      await withLog(LOG, content, async (reader, path) => {
        assert.equal(LOG.sniff(path), 'likely');
        assert.deepEqual(await eventsOf(reader, texts('message')), [
          '0 Log message=one',
          '1500000000 Log message=two',
          '3000000000 Log message=three',
        ]);
        assert.deepEqual(reader.notices, []);
      });
    });
  }

  it('adds lines that match nothing to the message before them', async () => {
    const trace = '2024-05-01T00:00:00Z ERROR failed\r\n\tat a(b)\r\n\r\n\tat c(d)\n2024-05-01T00:00:01Z INFO on\nend';
    await withLog(LOG, `lost\n${trace}`, async (reader) => {
      assert.deepEqual(await eventsOf(reader, texts('message')), [
        '0 Log message=failed\n\tat a(b)\n\n\tat c(d)',
        '1000000000 Log message=on\nend',
      ]);
      assert.deepEqual(allCells(reader)[0], ['Log', 'ERROR', 'failed\n\tat a(b)\n\n\tat c(d)']);
      assert.deepEqual(
        reader.notices.map(({ message, offset }) => [message, offset]),
        [['this line matches no pattern', 0]],
      );
    });
  });

  for (const [groups, options] of [
    ['(?<path>\\S+) (?<bytes>\\d+|-)', {}],
    ['(?<path>\\S+) (?<bytes>\\S+)', { groupTypes: [{ group: 'bytes', type: 'number' }] }],
    ['(?<path>\\S+) (?<bytes>\\S+)', { eventTypeGroup: 'bytes' }],
  ] as const) {
    it(`gives them a field of their own rather than add them to numbers or the type: ${groups}`, async () => {
      const format = formatOf(customTextParser, { title: 'n', pattern: `(?<time>\\d+) ${groups}$`, ...options });
      await withLog(format, '1 /a -\n lost\n2 /b 8979\nTraceback\n  at c\n3 /c 7\n', async (reader) => {
        await reader.survey!();
        assert.deepEqual(
          reader.columns.map(({ name }) => name),
          ['Event type', 'path', 'bytes', 'message'],
        );
        const asked = [...texts('message'), { name: 'bytes', as: 'key' } as const];
        assert.deepEqual(
          (await eventsOf(reader, asked)).map((line) => line.replace(/^\S+ \S+ ?/, '')),
          ['message= lost bytes=-2', 'message=Traceback\n  at c bytes=8979', 'bytes=7'],
        );
        const inTypes = reader.types.flatMap(({ fields }) => fields.map(({ name }) => name));
        assert.ok(inTypes.includes('message'));
      });
    });
  }

  it('leaves them out if it is told so, and counts them', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `what ${i}\n`).join('');
    await withLog(SKIPPING, `${THREE}${lines}2024-99-01T00:00:04Z INFO never\n`, async (reader) => {
      assert.equal((await eventsOf(reader, texts('message'))).at(-1), '3000000000 Log message=three');
      const messages = reader.notices.map(({ message }) => message);
      assert.equal(messages.filter((message) => message === 'this line matches no pattern').length, 10);
      assert.ok(messages.includes('this line matches no pattern (the same 20 times more)'));
      assert.ok(messages.includes('the time of this line is not in the format given'));
    });
  });

  it('takes the first of several patterns that matches, with a type for each, or from a group', async () => {
    const format = formatOf(customTextParser, {
      title: 'Other',
      pattern: '(?<time>\\d+) > (?<method>\\w+) (?<path>\\S+)',
      patterns: [
        { pattern: '(?<time>\\d+) < (?<status>\\d+)', eventType: 'reply' },
        { pattern: '(?<time>\\d+) (?<kind>\\w*): ?(?<message>.*)' },
      ],
      eventTypeGroup: 'kind',
      timestampFormat: 'epoch ms',
    });
    await withLog(format, '1 > GET /a\n2 < 200\n3 note: > GET /b\n4 : none\n', async (reader) => {
      await reader.survey!();
      const requests = texts('method', 'path', 'status', 'kind', 'message');
      assert.deepEqual(await eventsOf(reader, requests), [
        '0 Other method=GET path=/a',
        '1000000 reply status=200',
        '2000000 note kind=note message=> GET /b',
        '3000000 Other kind= message=none',
      ]);
      assert.deepEqual(
        reader.types.map(({ name, fields }) => [name, fields.map(({ name }) => name).join()]),
        [
          ['Other', 'method,path,kind,message'],
          ['reply', 'status'],
          ['note', 'kind,message'],
        ],
      );
      assert.deepEqual(allCells(reader)[1], ['reply', '', '', '200', '', '']);
    });
  });

  it('knows numbers by their looks, and other types by what it is told', async () => {
    const format = formatOf(customTextParser, {
      title: 'n',
      pattern: '(?<time>\\d+) (?<n>\\S+) (?<mixed>\\S+) (?<code>\\S+) (?<hex>\\S+) (?<took>\\S+)',
      groupTypes: [
        { group: 'code', type: 'text' },
        { group: 'hex', type: 'hex' },
        { group: 'took', type: 'duration' },
      ],
    });
    await withLog(format, '1 12 1 007 ff 1.5ms\n2 -1.5e3 x 008 0x1F 2s\n3 - 3 009 zz 10ns\n', async (reader) => {
      await reader.survey!();
      assert.deepEqual(
        reader.types[0]!.fields.map(({ name, numeric }) => `${name} ${numeric}`),
        ['n true', 'mixed false', 'code false', 'hex false', 'took true'],
      );
      assert.deepEqual(await eventsOf(reader, numbers('n', 'mixed', 'code', 'hex', 'took')), [
        '0 n n=12 mixed=1 hex=255 took=1500000',
        '1000000000 n n=-1500 hex=31 took=2000000000',
        '2000000000 n mixed=3 took=10',
      ]);
      const keys = await eventsOf(
        reader,
        [
          { name: 'n', as: 'key' },
          { name: 'took', as: 'key' },
        ],
        true,
      );
      assert.equal(keys[0], '0 n n=12 took=1500000');
    });
  });

  it('is put in order of time, stable, and finds each event again', async () => {
    const random = seeded(3);
    const lines = Array.from({ length: 20_000 }, (_, i) => ({ time: 1_700_000_000 + random(5000), id: i }));
    const expected = [...lines].sort((a, b) => a.time - b.time || a.id - b.id);
    const text = lines.map(({ time, id }) => `${time} INFO line ${id}\n${id % 7 === 0 ? '  more\n' : ''}`).join('');
    await withLog(LOG, text, async (reader) => {
      await eventsOf(reader);
      const found = await eventsOf(reader, texts('message'), true);
      const first = expected[0]!.time;
      assert.deepEqual(
        found,
        expected.map(
          ({ time, id }) => `${(time - first) * 1e9} Log message=line ${id}${id % 7 === 0 ? '\n  more' : ''}`,
        ),
      );
      assert.equal(reader.cells(777, 778, [2])[0]![0]!.split('\n')[0], `line ${expected[777]!.id}`);
    });
  });

  it('may cover years: times of whole milliseconds stay exact', async () => {
    const text = '2020-01-01T00:00:00.001Z A x\n2026-07-01T12:34:56.789Z A y\n2040-01-01T00:00:00Z A z\n';
    await withLog(SKIPPING, text, async (reader) => {
      const [, second] = await eventsOf(reader);
      const at = reader.base + BigInt(Number(second!.split(' ')[0]));
      assert.equal(at, BigInt(Date.UTC(2026, 6, 1, 12, 34, 56, 789)) * 1_000_000n);
      assert.match(reader.notices[0]!.message, /more than nine years/);
    });
  });

  it('replaces what is no UTF-8, and keeps what is', async () => {
    const bytes = Buffer.concat([Buffer.from('2024-05-01T00:00:01Z INFO grün '), Buffer.from([0xff, 0x0a])]);
    await withLog(LOG, bytes, async (reader) => {
      assert.deepEqual(await eventsOf(reader, texts('message')), ['0 Log message=grün \ufffd']);
    });
  });

  it('cuts lines at 1 MiB, says so, and goes on after them', async () => {
    const long = `2024-05-01T00:00:01Z INFO ${'x'.repeat(3 << 20)}\n`;
    await withLog(SKIPPING, `${long}2024-05-01T00:00:02Z INFO after\n`, async (reader) => {
      const events = await eventsOf(reader, texts('message'));
      assert.equal(events.length, 2);
      assert.ok(events[0]!.length > 1_000_000 && events[0]!.length < 1_100_000, String(events[0]!.length));
      assert.equal(events[1], '1000000000 Log message=after');
      assert.match(reader.notices[0]!.message, /longer than 1 MiB/);
    });
  });

  it('goes on when NULs follow later, and refuses what holds no text or no event with a sentence', async () => {
    await withLog(SKIPPING, `${THREE}${'\n'.repeat(70_000)}\0\0\0\n${THREE}`, async (reader) => {
      assert.equal((await eventsOf(reader)).length, 6);
    });
    const refused: readonly (readonly [string | Uint8Array, RegExp])[] = [
      [Buffer.from([1, 2, 0, 3]), /it holds no text: byte 2 is 0/],
      [Buffer.from('\ufeffabc', 'utf16le'), /UTF-16/],
      ['', /it holds no event/],
      ['nothing\nof this\n', /it holds no event: this line matches no pattern/],
    ];
    for (const [content, message] of refused) {
      await assert.rejects(
        withLog(LOG, content, (reader) => eventsOf(reader)),
        message,
      );
    }
  });

  it('is told apart from other files by its first lines', async () => {
    const sniffed = (content: string | Uint8Array) => withFile(content, async (path) => LOG.sniff(path));
    assert.equal(await sniffed(THREE), 'likely');
    assert.equal(await sniffed('2024-05-01T00:00:01Z ERROR x\n\tat a\n\tat b\n\tat c\n'), 'likely');
    assert.equal(await sniffed('nothing\nat\nall\n'), undefined);
    assert.equal(await sniffed('2024-13-01T00:00:01Z INFO no such month\n'), undefined);
    assert.equal(await sniffed(Buffer.alloc(1000)), undefined);
    assert.equal(await sniffed(''), undefined);
    assert.equal(LOG.sniff('/no/such/file'), undefined);
    assert.equal(LOG.sniff('/tmp'), undefined);
  });

  it('says so if the file has changed since', async () => {
    await withLog(LOG, THREE, async (reader, path) => {
      await eventsOf(reader);
      appendFileSync(path, 'x');
      assert.equal((await eventsOf(reader, texts('level'), true)).length, 3);
      writeFileSync(path, 'x'.repeat(200));
      await assert.rejects(eventsOf(reader, texts('level'), true), /the file has changed/);
      assert.deepEqual(reader.cells(0, 1, [0, 1]), [['', '']]);
    });
  });

  it('answers from what was kept as from what was read', async () => {
    const content = gzipSync(`2024-05-01T00:00:03Z INFO late\n${THREE}\tand more\n`);
    await withFile(content, async (path, folder) => {
      const read = await LOG.open(path, join(folder, 'a'));
      const events = await eventsOf(read);
      const draft = new IndexDraft();
      read.save!(draft);
      await draft.write(join(folder, 'index'), 'key', async () => {});
      const kept = await LOG.open(path, join(folder, 'b'));
      kept.load!((await openIndex(join(folder, 'index'), 'key'))!);
      await kept.prepareCells!();
      assert.equal(kept.keptAs, read.keptAs);
      assert.equal(kept.base, read.base);
      assert.deepEqual(kept.types, read.types);
      assert.deepEqual(kept.columns, read.columns);
      assert.deepEqual(await eventsOf(kept, [], true), events);
      assert.deepEqual(await eventsOf(kept, texts('message'), true), await eventsOf(read, texts('message'), true));
      assert.deepEqual(allCells(kept), allCells(read));
      assert.deepEqual(allCells(kept).at(-1), ['Log', 'INFO', 'three\n\tand more']);
      read.close();
      kept.close();
    });
    const other = formatOf(customTextParser, { title: 'Log', pattern: PATTERN, otherLines: 'skip' });
    await withFile(THREE, async (path, folder) => {
      const [one, two] = [await LOG.open(path, folder), await other.open(path, folder)];
      assert.notEqual(one.keptAs, two.keptAs, 'what was kept with other parameters is of no use');
      one.close();
      two.close();
    });
  });

  it('ends soon when it is cancelled', async () => {
    await withLog(LOG, THREE.repeat(50_000), async (reader) => {
      const survey = reader.survey!();
      reader.cancel!();
      await survey;
      assert.ok(reader.progress.events < 150_000);
      assert.deepEqual(await eventsOf(reader), []);
    });
  });

  it('survives any bytes', async () => {
    const random = seeded(9);
    for (let i = 0; i < 60; i++) {
      const bytes = Buffer.from(THREE.repeat(20));
      for (let k = random(40); k >= 0; k--) bytes[random(bytes.length)] = 1 + random(255);
      await withLog(i % 2 === 0 ? LOG : SKIPPING, bytes, async (reader) => {
        const events = await eventsOf(reader);
        assert.deepEqual(await eventsOf(reader, [], true), events);
        const times = events.map((event) => Number(event.split(' ')[0]));
        assert.deepEqual(
          times,
          [...times].sort((a, b) => a - b),
        );
        assert.equal(times[0], 0);
      });
    }
  });
});

describe('the parameters of a text parser', () => {
  const wrong: readonly (readonly [Record<string, unknown>, string, number | undefined, RegExp])[] = [
    [{ pattern: '(?<time>a' }, 'pattern', 0, /missing closing/],
    [{ pattern: '(?<time>a) (?<n>\\(b' }, 'pattern', 11, /^missing closing \)$/],
    [{ pattern: '(?<t>a)' }, 'pattern', 0, /no group holds the time/],
    [{ pattern: '(?<time>a)', patterns: [{ pattern: '(?<time>.)[' }] }, 'patterns.0.pattern', 10, /missing closing \]/],
    [{}, 'pattern', undefined, /a pattern is needed/],
    [{ pattern: '(?<time>a)', timestampGroup: 'at' }, 'timestampGroup', undefined, /“at”; there are time/],
    [{ pattern: '(?<time>a)', eventTypeGroup: 'at' }, 'eventTypeGroup', undefined, /“at”/],
    [{ pattern: '(?<time>a)', groupTypes: [{ group: 'b', type: 'hex' }] }, 'groupTypes.0.group', undefined, /“b”/],
    [{ pattern: '(?<time>a)', timestampFormat: 'HH:QQ' }, 'timestampFormat', 3, /“Q”/],
    [{ pattern: '(?<time>a)', timeZone: 'Nowhere' }, 'timeZone', 0, /“Nowhere” is no time zone/],
  ];
  for (const [parameters, parameter, position, message] of wrong) {
    it(`are refused with ${parameter} named: ${JSON.stringify(parameters)}`, () => {
      assert.throws(
        () => customTextParser.check({ title: 'x', ...parameters }),
        (error) =>
          error instanceof QueryError &&
          error.parameter === parameter &&
          error.position === position &&
          message.test(error.message),
      );
    });
  }

  for (const { name, pattern, timestampFormat, line } of READY_PATTERNS) {
    it(`are ready for “${name}”`, async () => {
      const format = formatOf(customTextParser, { title: 'x', pattern, timestampFormat });
      await withLog(format, `${line}\n`, async (reader, path) => {
        assert.equal(format.sniff(path), 'likely');
        await eventsOf(reader);
        assert.equal(new Date(Number(reader.base / 1_000_000n)).toISOString().slice(0, 19), '2024-05-01T12:34:56');
        assert.ok(allCells(reader)[0]!.every((cell) => cell !== ''));
      });
      assert.ok(customTextParser.suggest!(undefined, 'patterns.0.pattern', pattern.slice(3, 9)).includes(pattern));
    });
  }

  it('are suggested as far as they are typed', () => {
    assert.deepEqual(customTextParser.suggest!(undefined, 'timestampFormat', 'epoch'), [
      'epoch s',
      'epoch ms',
      'epoch us',
      'epoch ns',
    ]);
    assert.ok(customTextParser.suggest!(undefined, 'timeZone', 'berl').includes('Europe/Berlin'));
    assert.deepEqual(customTextParser.suggest!(undefined, 'title', ''), []);
  });
});

describe('the example of the docs', () => {
  it('reads the log beside it', async () => {
    const docs = readFileSync(resolve(import.meta.dirname, '../../../docs/configurations.md'), 'utf8');
    const section = docs.slice(docs.indexOf('## Custom text parser'));
    const [log, parameters] = [...section.matchAll(/```(?:json)?\n(.*?)```/gs)].map(([, block]) => block!);
    await withLog(formatOf(customTextParser, JSON.parse(parameters!)), log!, async (reader) => {
      assert.deepEqual(await eventsOf(reader, texts('logger')), [
        '0 INFO logger=com.example.Server',
        '212000000 ERROR logger=com.example.Handler',
      ]);
      assert.equal(allCells(reader)[1]!.at(-1)!.split('\n').length, 3);
    });
  });
});

describe('the preview of a text parser', () => {
  const preview = (parameters: Record<string, unknown>, content = `${THREE}\tmore\n\n`) =>
    withFile(content, async (path) => customTextParser.preview!(undefined, parameters, path));

  it('shows the first lines as they are read', async () => {
    assert.deepEqual(await preview({ pattern: PATTERN }), {
      text: '3 of the first 5 are events.',
      columns: ['No.', 'Time', 'Event type', 'level', 'message'],
      rows: [
        ['1', '2024-05-01 00:00:01.000000000', 'event', 'INFO', 'one'],
        ['2', '2024-05-01 00:00:02.500000000', 'event', 'WARN', 'two'],
        ['3', '2024-05-01 00:00:04.000000000', 'event', 'INFO', 'three'],
        ['4', '—', 'added to the event before', '', '\tmore'],
        ['5', '—', 'blank', '', ''],
      ],
    });
    const many = await preview({ pattern: PATTERN, otherLines: 'skip' }, 'x\n'.repeat(100));
    assert.equal(many!.rows!.length, 20);
    assert.deepEqual(many!.rows![0], ['1', '—', 'this line matches no pattern', 'x', '']);
  });

  it('shows the lines as they are, and what is wrong, as long as it is', async () => {
    const half = await preview({ pattern: '(?<time>' });
    assert.match(half!.text, /missing closing/);
    assert.deepEqual(half!.rows![0], ['1', '2024-05-01T00:00:01Z INFO one']);
    assert.match((await preview({}))!.text, /a pattern is needed/);
    assert.match((await preview({ pattern: PATTERN }, '\0'))!.text, /holds no text/);
    for (const none of ['', 'a line without end '.repeat(10_000)]) {
      assert.match((await preview({ pattern: PATTERN }, none))!.text, /No whole record/);
    }
    assert.match((await customTextParser.preview!(undefined, { pattern: PATTERN }))!.text, /Choose a file/);
  });

  it('warns of a pattern that is slow', async () => {
    assert.match((await preview({ pattern: '(?<time>\\S+) (?:(?:a+)+ )*(?<rest>.*)' }))!.text, /read slowly/);
  });
});
