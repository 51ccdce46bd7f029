/**
 * Makes a long trace of a short one: its events again and again, each round moved on in time, written by our own CTF
 * writer. Every event stays what it was in all but its time, so an analysis meets as much of everything as it would in a
 * longer recording.
 *   node bench/repeat-ctf.ts SOURCE TARGET EVENTS
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FieldNode, StructNode } from '../server/formats/ctf/nodes.ts';
import { openTrace } from '../server/formats/ctf/open-trace.ts';
import { packetHead } from '../server/formats/ctf/packets.ts';
import { type Fields, type FieldValue, StreamFile, writeMetadata } from '../server/formats/ctf/testing/ctf-writer.ts';
import type { WrittenEvent } from '../server/formats/ctf/testing/packet-writer.ts';
import { Cursor, type Selected, type Value } from '../server/formats/ctf/values.ts';

/** Between the end of a round and the begin of the next, cycles. */
const GAP = 1_000_000n;
/** Event ids and time differences that LTTng's compact header has room for. */
const COMPACT_IDS = 31;
const COMPACT_CYCLES = 2n ** 27n;

type Timed = WrittenEvent & { readonly at: bigint };

/** At least `events` events, in whole rounds. */
export async function repeatCtf(source: string, target: string, events: number): Promise<void> {
  const open = await openTrace(source);
  const { trace, files, lanes } = open;
  const { text } = open.recipe.metadata;
  const classes = writeMetadata(target, text.startsWith('/*') ? text : `/* CTF 1.8 */\n${text}`);
  const contents = lanes.map(({ path, packets }) => {
    const bytes = readFileSync(path);
    const all: Timed[] = [];
    for (let i = 0; i < packets.length; i++) {
      const packet = packets.at(i);
      const { slots } = packetHead(trace, files.source(path, bytes.length), packet.offset);
      const cursor = new Cursor(bytes.subarray(packet.offset), packet.start, packet.content, slots);
      cursor.follow(packet.stream.timeFields, packet.begin ?? 0n);
      const kinds = new Map(packet.stream.events.map((event) => [event.id, event]));
      while (cursor.at < packet.content) {
        cursor.decode(packet.stream.eventHeader!);
        const kind = kinds.get(Number(cursor.told.get('event-record-class-id')))!;
        const scope = (node: StructNode | undefined) => (node ? (written(node, cursor.decode(node)) as Fields) : {});
        const at = cursor.clock;
        const streamContext = scope(packet.stream.eventContext);
        const context = scope(kind.context);
        const fields = scope(kind.payload);
        all.push({
          name: kind.name,
          at,
          header: headerOf(kind.id, at - (all.at(-1)?.at ?? 0n)),
          streamContext,
          context,
          fields,
        });
      }
    }
    const first = packets.at(0);
    const head = packetHead(trace, files.source(path, bytes.length), first.offset).header;
    const header = trace.packetHeader && (written(trace.packetHeader, head!) as Fields);
    const start = { stream: first.stream.id, header: header ?? {}, context: { cpu_id: first.cpu } };
    return { name: basename(path), start, events: all };
  });
  files.close();
  const count = contents.reduce((sum, { events }) => sum + events.length, 0);
  const times = contents.flatMap(({ events }) => [events[0]!.at, events.at(-1)!.at]);
  const span = times.reduce((a, b) => (a > b ? a : b)) - times.reduce((a, b) => (a < b ? a : b)) + GAP;
  const rounds = BigInt(Math.ceil(events / count));
  for (const { name, start, events } of contents) {
    const file = new StreamFile(join(target, name), classes, start);
    for (let round = 0n; round < rounds; round++) {
      for (const event of events) file.event({ ...event, at: event.at + round * span });
    }
    file.close();
  }
}

/** LTTng's header: ids and times that don't fit into the compact one are written in full. */
function headerOf(id: number, passed: bigint): Fields {
  return id < COMPACT_IDS && passed < COMPACT_CYCLES ? {} : { id: 'extended', v: { id } };
}

/** A decoded value as it is told to the writer. */
function written(node: FieldNode, value: Value): FieldValue {
  switch (node.kind) {
    case 'struct': {
      const values = value as readonly Value[];
      return Object.fromEntries(node.fields.map((field, i) => [field.name, written(field, values[i]!)]));
    }
    case 'variant': {
      const { option, value: selected } = value as Selected;
      return written(node.options[option]!, selected);
    }
    case 'array':
    case 'sequence':
      return typeof value === 'string'
        ? value
        : (value as readonly Value[]).map((element) => written(node.element, element));
    default:
      return value as FieldValue;
  }
}

if (import.meta.main) {
  const [source, target, events] = process.argv.slice(2);
  await repeatCtf(source!, target!, Number(events));
}
