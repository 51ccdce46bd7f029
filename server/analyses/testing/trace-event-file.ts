/** Trace Event JSON for tests, written as text, read by the real reader. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceReader } from '../../formats/reader.ts';
import { traceEventFormat } from '../../formats/trace-event/format.ts';

/**
 * One event a word: `phase:name@ts`, in µs, then `key=value` in brackets; pid and tid are 1 unless given. Values that are
 * numbers, or begin with a brace, are JSON; others are texts:
 *
 *   X:parse@10(dur=5,cat=v8) C:heap@12(args={"used":3})
 */
export async function traceEvents(text: string): Promise<TraceReader> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const path = join(folder, 'trace.json');
  writeFileSync(
    path,
    JSON.stringify({
      traceEvents: text
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(event),
    }),
  );
  const reader = await traceEventFormat.open(path, folder);
  const close = reader.close.bind(reader);
  reader.close = () => {
    close();
    rmSync(folder, { recursive: true });
  };
  return reader;
}

function event(word: string): Record<string, unknown> {
  const match = /^(\w):([^@]*)@([\d.]+)(?:\((.*)\))?$/.exec(word);
  if (match === null) throw new Error(`not an event: ${word}`);
  const [, ph, name, ts, fields = ''] = match;
  const pairs = fields.split(/,(?=\w+=)/).filter((field) => field !== '');
  return {
    ph,
    ...(name === '' ? {} : { name }),
    ts: Number(ts),
    pid: 1,
    tid: 1,
    ...Object.fromEntries(
      pairs.map((pair) => {
        const value = pair.slice(pair.indexOf('=') + 1);
        return [pair.slice(0, pair.indexOf('=')), /^[{\d]/.test(value) ? JSON.parse(value) : value];
      }),
    ),
  };
}
