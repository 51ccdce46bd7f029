/** What a trace for tests tells of mappings. */
import type { TraceReader } from '../../../formats/reader.ts';
import { StringTable } from '../../../index/string-table.ts';
import { BinaryMappings } from '../binary-mappings.ts';

export async function mappingsOf(reader: TraceReader): Promise<BinaryMappings> {
  const strings = new StringTable();
  const mappings = new BinaryMappings(reader, strings, []);
  for await (const batch of reader.batches(mappings.requests, strings)) mappings.consume(batch, batch.fields);
  mappings.finish();
  return mappings;
}
