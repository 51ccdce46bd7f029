/** A file with some content, opened by a custom parser as the engine would. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldRequest, Format, TraceReader } from '../../../formats/reader.ts';
import { StringTable } from '../../../index/string-table.ts';
import type { ConfigurationType } from '../../configuration-type.ts';

/** When files of tests were changed last. */
export const MODIFIED = Date.UTC(2024, 4, 2) / 1000;

export function formatOf(type: ConfigurationType, parameters: Record<string, unknown>): Format {
  type.check(parameters);
  return type.format!({ id: 'c', name: 'Log', description: '', sourceTypeId: type.id, parameters });
}

export async function withFile<T>(content: string | Uint8Array, use: (path: string, folder: string) => Promise<T>) {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-parsers-'));
  const path = join(folder, 'trace.log');
  writeFileSync(path, content);
  utimesSync(path, MODIFIED, MODIFIED);
  try {
    return await use(path, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function withLog<T>(
  format: Format,
  content: string | Uint8Array,
  use: (reader: TraceReader, path: string) => Promise<T>,
): Promise<T> {
  return withFile(content, async (path, folder) => {
    const reader = await format.open(path, join(folder, 'cache'));
    try {
      return await use(reader, path);
    } finally {
      reader.close();
    }
  });
}

/** "time type field=value …" of each event, by a scan if `again`. */
export async function eventsOf(
  reader: TraceReader,
  requests: readonly FieldRequest[] = [],
  again = false,
): Promise<string[]> {
  const strings = new StringTable();
  const lines: string[] = [];
  const batches = again
    ? reader.scan(0, Number.MAX_SAFE_INTEGER, requests, strings)
    : reader.batches(requests, strings);
  for await (const batch of batches) {
    for (let i = 0; i < batch.length; i++) {
      const fields = requests.flatMap(({ name, as }, f) => {
        const value = batch.fields[f]![i]!;
        if (Number.isNaN(value)) return [];
        return [`${name}=${as === 'text' ? strings.text(value) : value}`];
      });
      lines.push([batch.time[i], reader.types[batch.type[i]!]!.name, ...fields].join(' '));
    }
  }
  return lines;
}

export function allCells(reader: TraceReader): string[][] {
  return reader.cells(0, Number.MAX_SAFE_INTEGER, [...reader.columns.keys()]);
}

export const texts = (...names: string[]) => names.map((name): FieldRequest => ({ name, as: 'text' }));
export const numbers = (...names: string[]) => names.map((name): FieldRequest => ({ name, as: 'number' }));
