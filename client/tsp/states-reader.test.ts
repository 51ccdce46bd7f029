import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readStates } from './states-reader.ts';

const BASE = 1_332_170_682_440_133_097n;

function reply(rows: string): string {
  return `{"model": {"rows": [${rows}]}, "statusMessage":"Running", "status":"RUNNING"}`;
}

describe('the reader of states', () => {
  it('makes columns of rows, with times exact to the nanosecond', () => {
    const text = reply(`
      { "entryId" : 7, "states": [
        {"start": 1332170682440133097, "end": 1332170682440133098, "label": "a \\"b\\" \\u00e9", "style": {"parentKey": "3"}},
        {"end": 1332170692440133096, "start": 1332170682440133098, "tags": 4, "more": [1, {"x": "]"}], "label": null}
      ]},
      {"states": [], "entryId": 8},
      {"entryId": 9, "states": [{"start": 1332170682440133000, "end": 1332170682440133101, "label": "a \\"b\\" \\u00e9",
        "style": {"parentKey": "3"}}]}`);
    const states = readStates(text, BASE);
    assert.equal(states.status, 'RUNNING');
    assert.equal(states.statusMessage, 'Running');
    assert.deepEqual([...states.rows], [7, 8, 9]);
    assert.deepEqual([...states.offsets], [0, 2, 2, 3]);
    assert.deepEqual([...states.start], [0, 1, -97]);
    assert.deepEqual([...states.end], [1, 9_999_999_999, 4]);
    assert.deepEqual([...states.look], [0, 1, 0]);
    assert.deepEqual(states.looks, [{ label: 'a "b" é', style: { parentKey: '3' } }, {}]);
    assert.deepEqual([...states.tags], [0, 4, 0]);
  });

  it('takes times before the epoch, and a base of 0', () => {
    const row = '{"entryId":1,"states":[{"start":-9223372036854775808,"end":-9223372036854775807}]}';
    assert.deepEqual([...readStates(reply(row), -9_223_372_036_854_775_808n).end], [1]);
    assert.deepEqual([...readStates(reply('{"entryId":1,"states":[{"start":0,"end":12}]}'), 0n).end], [12]);
  });

  it('is exact for any time and base', () => {
    let seed = 3n;
    for (let i = 0; i < 500; i++) {
      seed = (seed * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
      const base = BigInt.asIntN(64, seed) / 2n;
      const offset = (seed >> 12n) - (1n << 51n);
      const text = reply(`{"entryId":1,"states":[{"start":${base + offset},"end":${base}}]}`);
      const states = readStates(text, base);
      assert.equal(states.start[0], Number(offset));
      assert.equal(states.end[0], 0);
    }
  });

  it('grows with the reply', () => {
    const states = Array.from({ length: 5000 }, (_, i) => `{"start":${i},"end":${i + 1},"label":"f${i % 3}"}`);
    const read = readStates(reply(`{"entryId":1,"states":[${states}]}`), 0n);
    assert.equal(read.start.length, 5000);
    assert.equal(read.end[4999], 5000);
    assert.deepEqual(read.looks, [{ label: 'f0' }, { label: 'f1' }, { label: 'f2' }]);
  });

  it('takes a reply without a model', () => {
    assert.equal(readStates('{"status":"RUNNING","statusMessage":"Running"}', BASE).rows.length, 0);
    assert.equal(readStates('{"status":"FAILED","statusMessage":"x","model":null}', BASE).statusMessage, 'x');
  });

  for (const text of [
    '',
    'null',
    '[]',
    '{',
    '{"status":"RUNNING"',
    '{"status":"RUNNING"} x',
    '{"model":{"rows":[{"entryId":1,"states":[{"start":1}]}]}}',
    '{"model":{"rows":[{"states":[]}]}}',
    '{"model":{"rows":[{"entryId":1,"states":[{"start":1.5,"end":2}]}]}}',
    '{"model":{"rows":[{"entryId":1,"states":[{"start":"1","end":2}]}]}}',
    '{"model":{"rows":[}]}}',
    '{"x":]}',
    '{"x":"unclosed',
  ]) {
    it(`refuses ${text || 'an empty text'}`, () => assert.throws(() => readStates(text, 0n), SyntaxError));
  }
});
