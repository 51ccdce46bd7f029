/**
 * A format out of a layout: recognises a file by the records in its first 64 KiB, from which the columns of the events
 * table are taken, too, where records name their fields themselves.
 */
import { statSync } from 'node:fs';
import { readHead } from '../file-head.ts';
import { openBytes } from '../gzip-file.ts';
import { type Format, FormatError, type TableColumn } from '../reader.ts';
import type { RecordLayout, RecordParser } from './record-layout.ts';
import { RecordReader } from './record-reader.ts';

/** Records looked at to recognise a file. */
const SNIFFED = 20;
/** ms, after which what was seen has to do. */
const SNIFF_PATIENCE = 50;
/** Records looked at for their fields. */
const SAMPLED = 1000;
const MOST_COLUMNS = 40;

const EVENT_TYPE: TableColumn = {
  name: 'Event type',
  description: 'The name of the event',
  type: 'STRING',
  scanned: 'type',
};
const CONTENTS: TableColumn = { name: 'Contents', description: 'The event as it stands in the file', type: 'STRING' };

/** One of the first records of a file. */
export interface SampledRecord {
  readonly text: string;
  /** Why it is no event. The parser holds what it says until the next one. */
  readonly problem: string | undefined;
}

export function recordFormat(layout: RecordLayout, isWithContents: boolean): Format {
  return {
    id: layout.id,
    name: layout.name,

    sniff(path) {
      try {
        let records = 0;
        let events = 0;
        const deadline = performance.now() + SNIFF_PATIENCE;
        const parser = layout.parser(modified(path));
        for (const { problem, text } of sampleRecords(path, layout, parser)) {
          if (performance.now() > deadline) break;
          if (text.trim() === '') continue;
          // What goes on with an event speaks neither for nor against it.
          if (problem !== undefined && events > 0 && parser.isContinued) continue;
          if (problem === undefined) events++;
          if (++records === SNIFFED) break;
        }
        return events > 0 && 2 * events > records ? 'likely' : undefined;
      } catch {
        return undefined;
      }
    },

    async open(path, cache) {
      try {
        const parser = layout.parser(modified(path));
        let left = SAMPLED;
        let isContinued = false;
        for (const { problem, text } of sampleRecords(path, layout, parser)) {
          if (problem === undefined) parser.fields.heedAll(parser.values);
          else if (text.trim() !== '') isContinued = parser.isContinued;
          if (--left === 0) break;
        }
        // A field that is there for nothing else gets a column, too.
        if (isContinued) parser.continuation();
        return new RecordReader(path, layout, openBytes(path, cache), parser, columnsOf(parser, isWithContents));
      } catch (error) {
        throw new FormatError(`it can't be opened (${error instanceof Error ? error.message : error})`, path);
      }
    },
  };
}

/** The records in the first 64 KiB of a file. Throws an `Error` for files that can't be read, or hold no text. */
export function* sampleRecords(
  path: string,
  layout: RecordLayout,
  parser: RecordParser,
): Generator<SampledRecord, void, undefined> {
  const { bytes, whole } = readHead(path);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new Error('it is written in UTF-16; only UTF-8 is read');
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw new Error(`it holds no text: byte ${zero} is 0`);
  const framing = layout.framing();
  framing.begin(bytes, 0, bytes.length);
  while (framing.next(whole)) {
    const text = framing.text();
    yield { text, problem: parser.read(text) };
  }
}

function modified(path: string): number {
  return statSync(path).mtimeMs / 1000;
}

function columnsOf({ fields }: RecordParser, isWithContents: boolean): readonly TableColumn[] {
  const own = fields.names.slice(0, MOST_COLUMNS).map(
    (name, f): TableColumn => ({
      name,
      description: `“${name}” of the event`,
      type: fields.isNumeric(f) ? 'NUMBER' : 'STRING',
      scanned: { request: { name, as: 'text' } },
    }),
  );
  return isWithContents ? [EVENT_TYPE, ...own, CONTENTS] : [EVENT_TYPE, ...own];
}
