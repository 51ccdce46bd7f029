import assert from 'node:assert/strict';
import test from 'node:test';
import { printTime, readTime } from './time.ts';

test('a time reads the same in whatever zone and precision it is written', () => {
  const noon = Date.UTC(2024, 5, 13, 12) * 1000;
  for (const text of [
    '2024-06-13T12:00:00Z',
    '2024-06-13T12:00:00',
    '2024-06-13 12:00:00.000',
    '2024-06-13T14:00:00+02:00',
    '2024-06-13T06:30-0530',
    '2024-06-13T13:00:00.0000009+01',
  ]) {
    assert.equal(readTime(text), noon, text);
  }
  assert.equal(readTime('2024-06-13T12:00:00.1234567Z'), noon + 123_456);
  assert.equal(readTime('2024-06-13'), noon - 12 * 3600e6);
  assert.equal(readTime('1969-12-31T23:59:59.5Z'), -500_000);
});

test('every day is the one that the calendar says', () => {
  for (let day = Date.UTC(1900, 0); day < Date.UTC(2255, 0); day += 86_400_000) {
    const text = new Date(day + 45_296_789).toISOString();
    if (readTime(text) !== (day + 45_296_789) * 1000) assert.fail(text);
  }
  assert.equal(readTime('2024-02-29'), Date.UTC(2024, 1, 29) * 1000);
  assert.equal(readTime('2000-02-29'), Date.UTC(2000, 1, 29) * 1000);
});

test('what is printed reads as it was', () => {
  for (const us of [
    0,
    1,
    -1,
    1_718_280_000_123_456,
    1_718_280_000_000_000,
    -2_208_988_800_000_000,
    Date.UTC(2255, 0) * 1000 - 1,
  ]) {
    assert.equal(readTime(printTime(us)), us);
  }
  assert.equal(printTime(1_718_280_000_000_000), '2024-06-13T12:00:00Z');
  assert.equal(printTime(1_718_280_000_120_000), '2024-06-13T12:00:00.120000Z');
});

test('what is no time is none', () => {
  for (const text of [
    '',
    'now',
    '2024-02-30',
    '2023-02-29',
    '2100-02-29',
    '2024-04-31',
    '2024-00-10',
    '2024-6-13',
    '20240613',
    '2024-06-13T',
    '2024-06-13T12',
    '2024-06-13T12:00:00.',
    '2024-06-13T12:00.5',
    '2024-06-13T12:00:60',
    '2024-06-13T12:60',
    '2024-06-13T12:00Zx',
    '2024-06-13T12:00+2',
    '2024-06-13T12:00+02:',
    '2024-06-13T12:00+02:60',
    '2024-06-13T12:00+02:000',
    '1900-01-01T00:00+00:01',
    '2254-12-31T23:59:00-00:01',
    '2024-13-01',
    '1899-12-31',
    '2255-01-01',
    '2024-06-13T24:00',
    '2024-06-13T12:00+25:00',
  ]) {
    assert.equal(readTime(text), undefined, text);
  }
});
