import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sniffTraceEvents } from './sniff.ts';

const folder = mkdtempSync(join(tmpdir(), 'sniff-'));
after(() => rmSync(folder, { recursive: true }));

function sniff(content: string | Uint8Array) {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return sniffTraceEvents(path);
}

const LONG = 'x'.repeat(100_000);

describe('a look at the head of a file', () => {
  it('is certain of an object with traceEvents, and of an array of events', () => {
    const texts = [
      '{"traceEvents":[]}',
      '\ufeff { "a" : {"b":[1]}, "traceEvents" : [',
      '[{"ph":"X","ts":1,"pid":1}]',
      ' [ {} , { } ,\n{"name":"a","ph":"B","pid":1',
      `[{"ph":"X","pid":1,"args":{"long":"${LONG}"}}]`,
    ];
    for (const text of texts) {
      assert.equal(sniff(text), 'certain', text.slice(0, 50));
      assert.equal(sniff(gzipSync(text)), 'certain', text.slice(0, 50));
    }
  });

  it('finds a file likely whose telling keys come before the events', () => {
    assert.equal(sniff(`{"displayTimeUnit":"ms","stackFrames":{"a":"${LONG}"},"traceEvents":[]}`), 'likely');
  });

  it('does not know anything else', () => {
    const texts = [
      '',
      '[]',
      '{}',
      '[',
      '{"a":1}',
      '[1,2]',
      '[{"a":1}]',
      '{"traceEvents":5}',
      'hello',
      '{"displayTimeUnit":"ms"}',
      '"x"',
    ];
    for (const text of [...texts, `{"a":"${LONG}"`, `[{"a":"${LONG}"}]`])
      assert.equal(sniff(text), undefined, text.slice(0, 50));
    assert.equal(sniff(Uint8Array.of(0x1f, 0x8b, 0, 0, 0)), undefined);
    assert.equal(sniffTraceEvents(folder), undefined);
    assert.equal(sniffTraceEvents(join(folder, 'missing')), undefined);
  });
});
