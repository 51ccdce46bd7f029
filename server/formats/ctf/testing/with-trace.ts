/** Runs a test on a trace that is written for it, and reads traces whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringTable } from '../../../index/string-table.ts';
import type { FieldRequest, TraceReader } from '../../reader.ts';
import { ctfFormat } from '../format.ts';
import { type WrittenTrace, writeTrace } from './ctf-writer.ts';

export async function withTrace(trace: WrittenTrace, test: (reader: TraceReader, folder: string) => Promise<void>) {
  await withFolder(async (folder) => {
    writeTrace(folder, trace);
    const reader = await ctfFormat.open(folder, folder);
    try {
      await test(reader, folder);
    } finally {
      reader.close();
    }
  });
}

export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ctf-'));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface WholeTrace {
  readonly times: number[];
  readonly types: string[];
  readonly columns: number[][];
  readonly strings: StringTable;
}

/** All events. `requests` are written `name:form`; the form is `number` if it is left out. */
export async function readWhole(reader: TraceReader, ...requests: string[]): Promise<WholeTrace> {
  const strings = new StringTable();
  const whole: WholeTrace = { times: [], types: [], columns: requests.map(() => []), strings };
  for await (const batch of reader.batches(requests.map(requestOf), strings)) {
    whole.times.push(...batch.time.subarray(0, batch.length));
    for (const type of batch.type.subarray(0, batch.length)) whole.types.push(reader.types[type]!.name);
    batch.fields.forEach((column, i) => {
      for (const value of column.subarray(0, batch.length)) whole.columns[i]!.push(value);
    });
  }
  return whole;
}

function requestOf(written: string): FieldRequest {
  const [name, form = 'number'] = written.split(':');
  return { name: name!, as: form as FieldRequest['as'] };
}

/** The texts of one column of the events table, for all events. */
export function texts(reader: TraceReader, column: string): string[] {
  const index = reader.columns.findIndex(({ name }) => name === column);
  return reader.cells(0, reader.progress.events, [index]).map(([text]) => text!);
}

/** Times, and the columns that `requests` ask for, with what their numbers stand for: a text, or the text of a key. */
export async function toldBy(
  reader: TraceReader,
  requests: readonly string[],
): Promise<{ times: number[]; columns: { [request: string]: (number | string)[] } }> {
  const { times, columns, strings } = await readWhole(reader, ...requests);
  const told = (value: number, form: string | undefined) => {
    if (form === 'text') return strings.text(value);
    return form === 'key' && value < 0 ? strings.text(-1 - value) : value;
  };
  const all = requests.map((request, i) => {
    return [request, columns[i]!.map((value) => told(value, request.split(':')[1]))] as const;
  });
  return { times, columns: Object.fromEntries(all) };
}
