/**
 * Shares the packets of one file out to lanes, so that within a lane no packet begins before the one before it ends:
 * a tracer's packets can overlap a little in time, yet the events of all lanes merge in order.
 * Mostly a file is one lane. Invariant: every packet is in exactly one lane; lanes are ordered by time.
 * Cost: O(packets · lanes), and a sort where the packets of a file are out of order.
 */
import type { PacketTable } from './packet-table.ts';

const MOST_LANES = 32;

/** Of the packets [from, to) of the table; as indexes into it. */
export function lanesOf(table: PacketTable, from: number, to: number): Uint32Array[] {
  const packets = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  if (!packets.every((packet) => table.tellsTimes(packet))) return [packets];
  if (packets.some((packet, i) => i > 0 && table.begin(packet) < table.begin(packet - 1))) {
    packets.sort((a, b) => (table.begin(a) < table.begin(b) ? -1 : table.begin(a) > table.begin(b) ? 1 : a - b));
  }
  const laneOf = new Uint8Array(packets.length);
  const lanes: { packets: number; end: bigint }[] = [];
  packets.forEach((packet, i) => {
    const begin = table.begin(packet);
    let lane = lanes.findIndex(({ end }) => end <= begin);
    if (lane < 0 && lanes.length < MOST_LANES) lane = lanes.push({ packets: 0, end: 0n }) - 1;
    if (lane < 0) lane = lanes.reduce((least, { end }, other) => (end < lanes[least]!.end ? other : least), 0);
    laneOf[i] = lane;
    const chosen = lanes[lane]!;
    chosen.packets++;
    if (table.end(packet) > chosen.end) chosen.end = table.end(packet);
  });
  return lanes.map(({ packets: count }, lane) => {
    const own = new Uint32Array(count);
    let filled = 0;
    packets.forEach((packet, i) => {
      if (laneOf[i] === lane) own[filled++] = packet;
    });
    return own;
  });
}
