import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { TimestampFormatError } from './pattern-timestamp.ts';
import { timestamp } from './timestamp.ts';

const MODIFIED = Date.UTC(2024, 4, 1, 12, 0, 0) / 1000;

/** As ISO 8601 with nanoseconds, or "no". */
function read(format: string, text: string, zone = 'UTC', modified = MODIFIED): string {
  const time = timestamp({ format, zone }, modified);
  if (!time.read(text)) return 'no';
  const whole = new Date(time.seconds * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(time.nanoseconds).padStart(9, '0')}`;
}

describe('a timestamp by its looks', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['2024-05-01T12:34:56.789Z', '2024-05-01T12:34:56.789000000'],
    ['2024-05-01 12:34:56,789', '2024-05-01T12:34:56.789000000'],
    ['2024-05-01 12:34:56.123456789 +0200', '2024-05-01T10:34:56.123456789'],
    ['2024-05-01T12:34:56-03:30', '2024-05-01T16:04:56.000000000'],
    ['2024-05-01T12:34:56+02', '2024-05-01T10:34:56.000000000'],
    ['2024-05-01T12:34:56.1234567891Z', '2024-05-01T12:34:56.123456789'],
    ['20240501T123456Z', '2024-05-01T12:34:56.000000000'],
    ['2024/05/01 12:34', '2024-05-01T12:34:00.000000000'],
    ['2024-05-01', '2024-05-01T00:00:00.000000000'],
    ['2024-05-01T24:00:00Z', '2024-05-02T00:00:00.000000000'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000000'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000000'],
    ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.500000000'],
    ['2023-02-29T00:00:00Z', 'no'],
    ['2024-13-01T00:00:00Z', 'no'],
    ['2024-05-01T25:00:00Z', 'no'],
    ['2024-05-01T12:60:00Z', 'no'],
    ['2024-05-01T12:34:56 o’clock', 'no'],
    ['2024-05', 'no'],
    ['1600-01-01T00:00:00Z', 'no'],
    ['9999-01-01T00:00:00Z', 'no'],
    ['', 'no'],
    ['0', '1970-01-01T00:00:00.000000000'],
    ['1714566896', '2024-05-01T12:34:56.000000000'],
    ['1714566896.789', '2024-05-01T12:34:56.789000000'],
    ['1714566896789', '2024-05-01T12:34:56.789000000'],
    ['1714566896789123', '2024-05-01T12:34:56.789123000'],
    ['1714566896789123456', '2024-05-01T12:34:56.789123456'],
    ['-1.25', '1969-12-31T23:59:58.750000000'],
    ['-0', '1970-01-01T00:00:00.000000000'],
    ['99999999999999999999', 'no'],
    ['12a', 'no'],
  ];
  for (const [text, expected] of cases) {
    it(`“${text}” is ${expected}`, () => assert.equal(read('', text), expected));
  }
});

describe('a timestamp by its format', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['epoch s', '1714566896.5', '2024-05-01T12:34:56.500000000'],
    ['epoch ms', '1714566896789.25', '2024-05-01T12:34:56.789250000'],
    ['epoch us', '42', '1970-01-01T00:00:00.000042000'],
    ['epoch ns', '1714566896789123456', '2024-05-01T12:34:56.789123456'],
    ['Epoch ns', '-1', '1969-12-31T23:59:59.999999999'],
    ['epoch s', '2024-05-01', 'no'],
    ['ISO 8601', '1714566896', 'no'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2024-05-01 12:34:56.789', '2024-05-01T12:34:56.789000000'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2024-05-01 12:34:56,789', 'no'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '01/May/2024:12:34:56 +0200', '2024-05-01T10:34:56.000000000'],
    ['EEE MMM d HH:mm:ss yyyy', 'Wed May  1 12:34:56 2024', '2024-05-01T12:34:56.000000000'],
    ['MMM d, yyyy h:mm:ss a', 'May 1, 2024 12:00:01 AM', '2024-05-01T00:00:01.000000000'],
    ['MMM d, yyyy h:mm:ss a', 'September 1, 2024 12:00:01 pm', '2024-09-01T12:00:01.000000000'],
    ['hh:mm a d.M.yyyy', '11:59 PM 1.5.2024', '2024-05-01T23:59:00.000000000'],
    ['hh:mm a d.M.yyyy', '13:59 PM 1.5.2024', 'no'],
    ['hh:mm a d.M.yyyy', '00:59 PM 1.5.2024', 'no'],
    ['yyyyMMddHHmmssSSS', '20240501123456789', '2024-05-01T12:34:56.789000000'],
    ['yyMMdd HHmmss', '240501 123456', '2024-05-01T12:34:56.000000000'],
    ['yyMMdd HHmmss', '991231 123456', '1999-12-31T12:34:56.000000000'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2024-05-01T12:34:56+01:00', '2024-05-01T11:34:56.000000000'],
    ["yyyy-MM-dd'at 'HH:mm", '2024-05-01at 12:34', '2024-05-01T12:34:00.000000000'],
    ['yyyy-MM-dd HH:mm:ss', '2024-05-01 12:34:5', 'no'],
    ['yyyy-MM-dd HH:mm:ss', '2024-05-01 12:34:56 more', 'no'],
    ['yyyy-MM-dd HH:mm:ss', '2024-04-31 12:34:56', 'no'],
    ['dd.MM.yyyy HH:mm', '29.02.2023 12:34', 'no'],
  ];
  for (const [format, text, expected] of cases) {
    it(`“${text}” as ${format} is ${expected}`, () => assert.equal(read(format, text), expected));
  }

  const refused: readonly (readonly [string, number, RegExp])[] = [
    ['yyyy-MM-dd', 0, /no hour/],
    ['HH:mm Q', 6, /“Q” stands for nothing/],
    ['HHH:mm', 0, /too long/],
    ['yyy-MM-dd HH', 0, /a year is/],
    ['hh:mm', 0, /go together/],
    ['dd HH:mm', 0, /needs a month/],
    ['H'.repeat(101), 100, /at most/],
  ];
  for (const [format, position, message] of refused) {
    it(`“${format.slice(0, 20)}” is no format, and it is said where`, () => {
      assert.throws(
        () => timestamp({ format }, 0),
        (error) => error instanceof TimestampFormatError && error.position === position && message.test(error.message),
      );
    });
  }
});

describe('a timestamp without a year or a day', () => {
  const at = (text: string) => Date.parse(text) / 1000;

  it('takes the year in which its file was changed, or the one before', () => {
    const modified = at('2024-01-03T08:00:00Z');
    assert.equal(read('MMM d HH:mm:ss', 'Jan  2 03:04:05', 'UTC', modified), '2024-01-02T03:04:05.000000000');
    assert.equal(read('MMM d HH:mm:ss', 'Dec 31 23:59:59', 'UTC', modified), '2023-12-31T23:59:59.000000000');
    // The clock that wrote it may have been ahead of that of the disk.
    assert.equal(read('MMM d HH:mm:ss', 'Jan  3 09:00:00', 'UTC', modified), '2024-01-03T09:00:00.000000000');
    assert.equal(read('MMM d HH:mm:ss', 'Feb 30 09:00:00', 'UTC', modified), 'no');
  });

  it('finds the last leap year for a 29th of February', () => {
    assert.equal(
      read('MMM d HH:mm', 'Feb 29 12:00', 'UTC', at('2027-01-01T00:00:00Z')),
      '2024-02-29T12:00:00.000000000',
    );
  });

  it('takes the day on which its file was changed, or the one before, as the zone counts days', () => {
    const modified = at('2024-05-01T01:00:00Z');
    assert.equal(read('HH:mm:ss', '00:30:00', 'UTC', modified), '2024-05-01T00:30:00.000000000');
    assert.equal(read('HH:mm:ss', '23:30:00', 'UTC', modified), '2024-04-30T23:30:00.000000000');
    assert.equal(read('HH:mm:ss.SSS', '20:30:00.250', '-05:00', modified), '2024-05-01T01:30:00.250000000');
  });
});

describe('a time zone', () => {
  it('is an offset or a name; what the text says goes first', () => {
    assert.equal(read('', '2024-05-01 12:00:00', '+02:00'), '2024-05-01T10:00:00.000000000');
    assert.equal(read('', '2024-05-01 12:00:00', '-0330'), '2024-05-01T15:30:00.000000000');
    assert.equal(read('', '2024-05-01 12:00:00Z', 'Europe/Berlin'), '2024-05-01T12:00:00.000000000');
    assert.equal(read('', '2024-01-01 12:00:00', 'Europe/Berlin'), '2024-01-01T11:00:00.000000000');
    assert.equal(read('', '2024-07-01 12:00:00', 'Europe/Berlin'), '2024-07-01T10:00:00.000000000');
    assert.throws(() => timestamp({ zone: 'Mars/Olympus' }, 0), RangeError);
  });

  it('changes its offset when clocks are changed', () => {
    const time = (text: string) => read('', `2024-${text}`, 'Europe/Berlin');
    assert.equal(time('03-31 01:59:59'), '2024-03-31T00:59:59.000000000');
    assert.equal(time('03-31 03:00:00'), '2024-03-31T01:00:00.000000000');
    // Left out by the clocks: an hour on.
    assert.equal(time('03-31 02:30:00'), '2024-03-31T01:30:00.000000000');
    // Shown twice: the first.
    assert.equal(time('10-27 02:30:00'), '2024-10-27T00:30:00.000000000');
    assert.equal(time('10-27 03:00:00'), '2024-10-27T02:00:00.000000000');
  });

  it('agrees with the calendar of the built-in dates on days at random', () => {
    const random = seeded(7);
    for (let i = 0; i < 2000; i++) {
      const ms = (random(100_000) - 20_000) * 86_400_000 + random(86_400) * 1000 + random(1000);
      const text = new Date(ms).toISOString();
      assert.equal(read('', text), `${text.slice(0, -1)}000000`);
      const spaced = text.replace('T', ' ').replace('Z', '');
      assert.equal(read('yyyy-MM-dd HH:mm:ss.SSS', spaced), `${text.slice(0, -1)}000000`);
    }
  });
});

describe('timestamps one after the other', () => {
  it('are read as each alone is, whatever they have in common', () => {
    const seconds = ['00', '07', '59', '60', '61', '5x', ''];
    const rests = ['', '.5', ',250', '.123456789', '.1234567891', '.', 'Z', '.5Z', '.5 +0200', '+0200', '.5x', ' 1'];
    const minutes = [
      '2024-05-01 12:34:',
      '2024-05-01T12:34:',
      '2024-03-31 01:59:',
      '2024-03-31 03:00:',
      '2024-05-01 12:34',
    ];
    const one = timestamp({ zone: 'Europe/Berlin' }, MODIFIED);
    const random = seeded(13);
    const pick = (list: readonly string[]) => list[random(list.length)]!;
    for (let i = 0; i < 3000; i++) {
      const text = pick(minutes) + pick(seconds) + pick(rests);
      const alone = timestamp({ zone: 'Europe/Berlin' }, MODIFIED);
      const isTime = alone.read(text);
      assert.equal(one.read(text), isTime, text);
      if (isTime) assert.deepEqual([one.seconds, one.nanoseconds], [alone.seconds, alone.nanoseconds], text);
    }
  });
});
