/**
 * Shares the packets of one file out to lanes, so that within a lane no packet begins before the one before it ends:
 * a tracer's packets can overlap a little in time, yet the events of all lanes merge in order.
 * Mostly a file is one lane. Invariant: every packet is in exactly one lane; lanes are ordered by time.
 * Cost: O(packets · log packets + packets · lanes).
 */
import type { Packet } from './packets.ts';

const MOST_LANES = 32;

export function lanesOf(packets: readonly Packet[]): Packet[][] {
  const told = packets.every(({ begin, end }) => begin !== undefined && end !== undefined);
  if (!told) return packets.length > 0 ? [[...packets]] : [];
  const ordered = [...packets].sort((a, b) =>
    a.begin! < b.begin! ? -1 : a.begin! > b.begin! ? 1 : a.offset - b.offset,
  );
  const lanes: { packets: Packet[]; end: bigint }[] = [];
  for (const packet of ordered) {
    let lane = lanes.find(({ end }) => end <= packet.begin!);
    if (lane === undefined && lanes.length < MOST_LANES) {
      lane = { packets: [], end: 0n };
      lanes.push(lane);
    }
    lane ??= lanes.reduce((least, other) => (other.end < least.end ? other : least));
    lane.packets.push(packet);
    if (packet.end! > lane.end) lane.end = packet.end!;
  }
  return lanes.map(({ packets: own }) => own);
}
