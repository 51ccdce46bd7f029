/** The first records of a file as a parser would read them; the lines as they are, where it can't be tried yet. */
import { statSync } from 'node:fs';
import { QueryError } from '../../analyses/output.ts';
import { formatTimestamp } from '../../analyses/table/timestamps.ts';
import { LineFraming } from '../../formats/records/line-framing.ts';
import { sampleRecords } from '../../formats/records/record-format.ts';
import type { RecordLayout } from '../../formats/records/record-layout.ts';
import type { Preview } from '../configuration-type.ts';

const SHOWN = 20;
const LONGEST_CELL = 200;
/** ms, after which no further record is read: this runs in the thread that answers everybody. */
const PATIENCE = 40;
const MOST_COLUMNS = 12;

/** `layout` throws a `QueryError` where parameters are wrong or still missing. */
export function previewRecords(sample: string | undefined, layout: () => RecordLayout): Preview {
  if (sample === undefined) return { text: 'Choose a file to see how its first records are read.' };
  try {
    return read(sample, layout());
  } catch (error) {
    const { message } = error as Error;
    return error instanceof QueryError ? rawLines(sample, message) : { text: message };
  }
}

function read(sample: string, layout: RecordLayout): Preview {
  const parser = layout.parser(statSync(sample).mtimeMs / 1000);
  const rows: { readonly row: string[]; readonly values: (string | undefined)[] }[] = [];
  const deadline = performance.now() + PATIENCE;
  let events = 0;
  for (const { text, problem } of sampleRecords(sample, layout, parser)) {
    const line = String(rows.length + 1);
    if (problem === undefined) {
      const time = BigInt(parser.seconds) * 1_000_000_000n + BigInt(parser.nanoseconds);
      rows.push({ row: [line, formatTimestamp(time), parser.type], values: [...parser.values] });
      events++;
    } else {
      const isAdded = events > 0 && parser.isContinued;
      const why = text.trim() === '' ? 'blank' : isAdded ? 'added to the event before' : problem;
      const values = new Array<string | undefined>(isAdded && text.trim() !== '' ? parser.continuation() : 0);
      rows.push({ row: [line, '—', why], values: [...values, text] });
    }
    if (rows.length === SHOWN || performance.now() > deadline) break;
  }
  if (rows.length === 0) return { text: 'No whole record is in the first 64 KiB of this file.' };
  const names = parser.fields.names.slice(0, MOST_COLUMNS);
  return {
    text: `${events} of the first ${rows.length} are events.`,
    columns: ['No.', 'Time', 'Event type', ...names],
    rows: rows.map(({ row, values }) => [...row, ...names.map((_, f) => shown(values[f] ?? ''))]),
  };
}

function rawLines(sample: string, text: string): Preview {
  const rows: string[][] = [];
  const anything = { read: () => undefined } as unknown as ReturnType<RecordLayout['parser']>;
  const lines = { framing: () => new LineFraming() } as unknown as RecordLayout;
  for (const line of sampleRecords(sample, lines, anything)) {
    rows.push([String(rows.length + 1), shown(line.text)]);
    if (rows.length === SHOWN) break;
  }
  return { text, columns: ['No.', 'Line'], rows };
}

function shown(text: string): string {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
