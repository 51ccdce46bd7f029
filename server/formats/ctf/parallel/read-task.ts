/** The thread that reads a trace: the events of all lanes in order of time, batch after batch, into the slots of a ring. */
import { StringTable } from '../../../index/string-table.ts';
import type { Notice } from '../../reader.ts';
import { Batch } from '../batch.ts';
import { Checkpoints } from '../checkpoints.ts';
import { reopenTrace } from '../open-trace.ts';
import { lateOnce, passOver } from '../pass.ts';
import { mergeDecoded } from './decoded-lane.ts';
import type { Delivered, ReadInput } from './messages.ts';
import { textsFrom } from './new-texts.ts';
import { awaitSlot, slotsOf } from './ring.ts';

export function read({ recipe, requests, ring, texts, decoding }: ReadInput, post: (message: Delivered) => void): void {
  let notices: Notice[] = [];
  const note = (notice: Notice) => notices.push(notice);
  const strings = new StringTable();
  for (const text of texts) strings.intern(text);
  let known = strings.size;
  const open = reopenTrace(recipe, note);
  const merger = decoding
    ? mergeDecoded(open, requests, strings, decoding, lateOnce(note))
    : passOver(open, requests, strings, false, note);
  const slots = slotsOf(ring).map((columns) => new Batch(columns));
  const due = new Checkpoints(merger.lanes.length);
  merger.start();
  let events = 0;
  for (let number = 0; ; number++) {
    awaitSlot(ring, number);
    const checkpoint = due.isDue(events) ? merger.snapshot() : undefined;
    const batch = slots[number % ring.slots]!;
    batch.fill(merger);
    post({
      kind: 'batch',
      length: batch.length,
      bytesDone: merger.bytesDone,
      texts: textsFrom(strings, known),
      notices,
      ...(checkpoint ? { checkpoint } : {}),
    });
    if (batch.length === 0) return;
    events += batch.length;
    known = strings.size;
    notices = [];
  }
}
