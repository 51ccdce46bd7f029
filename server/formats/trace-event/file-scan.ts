/**
 * A file from its first byte to its last, into a collector. Where others scan slices of it ahead, what they found is taken
 * over whenever the document's scanner comes to the begin of such a slice, and scanning goes on at its end: so the result
 * is the same with them and without.
 */

import type { Notices } from '../notices.ts';
import type { Pacer } from '../pacer.ts';
import { FormatError } from '../reader.ts';
import type { ByteSource } from './byte-source.ts';
import type { Collector } from './collector.ts';
import { type Demand, DocumentScanner } from './document-scanner.ts';
import { EventScanner } from './event-scanner.ts';
import { unpack } from './parallel/packed-events.ts';
import type { Slices } from './parallel/slice-threads.ts';
import { Window } from './window.ts';

export interface Scanned {
  readonly document: DocumentScanner;
  readonly event: EventScanner;
}

export interface FileScan {
  readonly file: string;
  readonly source: Pick<ByteSource, 'chunks' | 'bytesDone'>;
  readonly slices: Slices | undefined;
  readonly notices: Notices;
  readonly stopped: () => boolean;
  readonly pacer: Pacer;
}

export async function scanFile(collector: Collector, options: FileScan): Promise<Scanned> {
  const { file, source, slices, notices, stopped, pacer } = options;
  const event = new EventScanner(collector.texts);
  const window = new Window();
  const take = (bytes: Uint8Array, offset: number) => collector.add(event, bytes, offset);
  const document = new DocumentScanner(window, event, take, notices, file);

  const scan = async (): Promise<Demand> => {
    for (;;) {
      const demand = document.scan();
      if (pacer.due) await pacer.rest();
      if (demand !== 'turn') return demand;
    }
  };
  /** From an offset between two events, over as many slices as there are in a row; returns where they end. */
  const follow = async (slices: Slices, from: number): Promise<number> => {
    let offset = from;
    while (offset >= slices.bound && !stopped()) {
      const slice = await slices.take();
      if (slice?.begin !== offset) continue;
      unpack(slice.events, collector.texts, event, take);
      event.sloppy ||= slice.sloppy;
      offset = slice.end;
      source.bytesDone = offset;
      if (pacer.due) await pacer.rest();
    }
    return offset;
  };

  let chunks = source.chunks(0);
  let demand: Demand = 'bytes';
  document.pauseAt = slices?.bound ?? Number.POSITIVE_INFINITY;
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      window.append(next.value);
      demand = await scan();
      while (demand === 'pause' && slices && !stopped()) {
        const at = window.offsetOf(window.start);
        const offset = await follow(slices, at);
        document.pauseAt = slices.bound;
        if (offset === at) {
          demand = await scan();
        } else {
          demand = 'bytes';
          document.jump(offset);
          await chunks.return();
          if (!stopped()) chunks = source.chunks(offset);
        }
      }
      if (demand === 'nothing' || stopped()) break;
    }
  } catch (error) {
    const unreadable = error instanceof FormatError || (error instanceof Error && 'syscall' in error);
    if (collector.columns.length === 0 || !unreadable) throw error;
    notices.add(error.message);
  } finally {
    slices?.stop();
    await chunks.return();
  }
  if (stopped()) return { document, event };
  window.last = true;
  document.pauseAt = Number.POSITIVE_INFINITY;
  if (demand !== 'nothing') await scan();
  return { document, event };
}
