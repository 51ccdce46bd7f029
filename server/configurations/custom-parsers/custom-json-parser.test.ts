import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueryError } from '../../analyses/output.ts';
import { customJsonParser } from './custom-json-parser.ts';
import { allCells, eventsOf, formatOf, numbers, texts, withFile, withLog } from './testing/opened-log.ts';

const JSON_LOG = formatOf(customJsonParser, { title: 'Service', eventType: 'event.name' });
const LINES = `{"time":"2024-05-01T00:00:01Z","level":"info","event":{"name":"login","user":{"id":12345678901234567}},"ms":1.5}
{"time":1714521602.25,"level":"warn","ms":20,"tags":["a","b"],"none":null,"ok":true}
`;

describe('a log with a JSON object in each line', () => {
  it('opens as a trace, with all members as fields', async () => {
    await withLog(JSON_LOG, LINES, async (reader, path) => {
      assert.equal(JSON_LOG.sniff(path), 'likely');
      await reader.survey!();
      assert.deepEqual(
        reader.types.map(({ name, fields }) => [name, fields.map((f) => `${f.name}${f.numeric ? '#' : ''}`).join()]),
        [
          ['login', 'time,level,event.name,event.user.id#,ms#'],
          ['Service', 'time,level,ms#,tags,ok'],
        ],
      );
      assert.deepEqual(await eventsOf(reader, [...texts('event.user.id', 'tags', 'ok', 'none'), ...numbers('ms')]), [
        '0 login event.user.id=12345678901234567 ms=1.5',
        '1250000000 Service tags=["a","b"] ok=true ms=20',
      ]);
      const columns = reader.columns.map(({ name }) => name);
      assert.equal(columns[0], 'Event type');
      assert.equal(columns.at(-1), 'Contents');
      assert.equal(allCells(reader)[1]![columns.indexOf('level')], 'warn');
      assert.equal(`${allCells(reader)[0]!.at(-1)}\n`, LINES.slice(0, LINES.indexOf('\n') + 1));
    });
  });

  it('leaves out lines that are no objects, or have no time, and says so', async () => {
    const more = '[1]\n"x"\n{"time":\n{"level":"no time"}\n{"time":"never"}\nplain\n\n{"time":{"a":1}}\n';
    await withLog(JSON_LOG, LINES + more, async (reader) => {
      assert.equal((await eventsOf(reader)).length, 2);
      const count = (part: string) => reader.notices.filter(({ message }) => message.startsWith(part)).length;
      assert.equal(count('this line is no JSON object'), 4);
      assert.equal(count('it has no time'), 3);
    });
  });

  it('finds the time where it is told to, also within', async () => {
    const format = formatOf(customJsonParser, {
      title: 'x',
      timestamp: 'meta.at',
      timestampFormat: 'yyyy-MM-dd HH:mm',
      timeZone: '+02:00',
    });
    await withLog(format, '{"time":"never","meta":{"at":"2024-05-01 02:00"}}', async (reader) => {
      assert.deepEqual(await eventsOf(reader), ['0 x']);
      assert.equal(reader.base, BigInt(Date.UTC(2024, 4, 1)) * 1_000_000n);
    });
  });

  it('keeps within bounds, whatever the objects hold', async () => {
    const wide = `{"time":1,${Array.from({ length: 1000 }, (_, i) => `"k${i}":${i}`).join(',')}}`;
    const deep = `{"time":2,"d":${'{"d":'.repeat(5000)}1${'}'.repeat(5000)}}`;
    const lists = `{"time":2.5,"l":${'['.repeat(200_000)}${']'.repeat(200_000)},"ms":1}`;
    const odd = '{"time":3,"__proto__":1,"constructor":2,"":3,"$cpu":4,"a.b":5,"a":{"b":6}}';
    await withLog(JSON_LOG, `${odd}\n${deep}\n${lists}\n${wide}\n`, async (reader) => {
      await reader.survey!();
      const fields = texts('__proto__', 'constructor', '', 'a.b', 'k5');
      assert.deepEqual(await eventsOf(reader, fields), [
        '0 Service k5=5',
        '1000000000 Service',
        '1500000000 Service',
        '2000000000 Service __proto__=1 constructor=2 =3 a.b=5',
      ]);
      assert.equal(reader.types[0]!.fields.length, 256);
      assert.ok(reader.columns.length <= 42);
      assert.match(reader.notices.at(-1)!.message, /more than 256 fields/);
    });
  });

  it('is shown while its parameters are typed, and checked', async () => {
    const preview = await withFile(LINES, async (path) => customJsonParser.preview!(undefined, {}, path));
    assert.equal(preview!.text, '2 of the first 2 are events.');
    assert.deepEqual(preview!.columns!.slice(0, 5), ['No.', 'Time', 'Event type', 'time', 'level']);
    assert.equal(preview!.rows![1]![1], '2024-05-01 00:00:02.250000000');
    assert.throws(
      () => customJsonParser.check({ title: 'x', timestampFormat: 'yyyy' }),
      (error) => error instanceof QueryError && error.parameter === 'timestampFormat',
    );
  });
});
