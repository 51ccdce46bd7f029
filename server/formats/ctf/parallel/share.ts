/**
 * Who decodes what, where several threads do: every lane belongs to one of them, so that each has about as many bytes.
 * A lane that is long for one thread is cut into groups of packets, which are dealt out in turn. The parts of a lane that
 * one thread decodes are a strand.
 */
import type { LaneSource } from '../lane.ts';

/** Bytes of a group: about what fits into a strand's slots, so that one thread decodes while another's events are used. */
const GROUP = 512 * 1024;
/** Groups that a thread gets, at least, if there are as many packets. */
const GROUPS = 8;

export interface LaneShare {
  /** Packets at which its groups begin, and the number of its packets. */
  readonly bounds: Uint32Array;
  /** The thread of each strand; group g belongs to strand g modulo their number. */
  readonly threads: readonly number[];
}

export function share(lanes: readonly LaneSource[], threads: number): LaneShare[] {
  const bytes = lanes.map(({ packets }) => packets.bytes);
  const fair = bytes.reduce((sum, own) => sum + own, 0) / threads;
  const load = new Float64Array(threads);
  const shares: LaneShare[] = [];
  for (const lane of [...lanes.keys()].sort((a, b) => bytes[b]! - bytes[a]! || a - b)) {
    const source = lanes[lane]!;
    const bounds =
      threads > 1 && bytes[lane]! > fair / 2
        ? groupsOf(source, Math.min(GROUP, bytes[lane]! / threads / GROUPS))
        : whole(source);
    const strands = Math.min(threads, bounds.length - 1);
    const least = [...load.keys()].sort((a, b) => load[a]! - load[b]! || a - b).slice(0, strands);
    for (const thread of least) load[thread]! += bytes[lane]! / strands;
    shares[lane] = { bounds, threads: least };
  }
  return shares;
}

function whole({ packets }: LaneSource): Uint32Array {
  return Uint32Array.of(0, packets.length);
}

/** A packet that doesn't tell its begin can only be decoded after the one before it. */
function groupsOf(source: LaneSource, bytes: number): Uint32Array {
  const { packets } = source;
  const bounds = [0];
  let size = 0;
  for (let i = 0; i < packets.length; i++) {
    if (packets.at(i).begin === undefined) return whole(source);
    if (size >= bytes) {
      bounds.push(i);
      size = 0;
    }
    size += packets.size(i);
  }
  return Uint32Array.from([...bounds, packets.length]);
}
