/**
 * Flow events: arrows from slice to slice, joined by a number that all events of one flow share.
 *
 * A flow starts in the slice around its start event, and goes on to the slice around each step. Its end leads to the
 * slice around it, or to the next slice that begins on its thread, whichever the event asks for.
 */
import type { ArrowList } from '../../index/arrow-list.ts';
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { CallRow, CallTrack } from './call-track.ts';

export class Flows {
  readonly #arrows: ArrowList;
  readonly #flows = new KeyTable();
  /** By flow: where the next arrow starts; entry 0 if nowhere. */
  readonly #time = new Float64Column();
  readonly #entry = new Uint32Column();
  /** By track, the starts of the arrows that lead to its next slice: time and entry in turn. */
  readonly #awaiting = new Map<CallTrack, number[]>();

  constructor(arrows: ArrowList) {
    this.#arrows = arrows;
  }

  start(flow: number, time: number, row: CallRow): void {
    const id = this.#flows.id(flow);
    if (id === this.#time.length) {
      this.#time.push(0);
      this.#entry.push(0);
    }
    this.#time.data[id] = time;
    this.#entry.data[id] = row.entry;
  }

  step(flow: number, time: number, row: CallRow): void {
    this.end(flow, time, row);
    this.start(flow, time, row);
  }

  end(flow: number, time: number, row: CallRow): void {
    const id = this.#flows.find(flow);
    if (id < 0 || this.#entry.data[id] === 0) return;
    this.#arrows.push(this.#time.data[id]!, time, this.#entry.data[id]!, row.entry);
    this.#entry.data[id] = 0;
  }

  /** The flow ends in the slice that begins next on the track. */
  endInNext(flow: number, track: CallTrack): void {
    const id = this.#flows.find(flow);
    if (id < 0 || this.#entry.data[id] === 0) return;
    const awaiting = this.#awaiting.get(track) ?? [];
    awaiting.push(this.#time.data[id]!, this.#entry.data[id]!);
    this.#awaiting.set(track, awaiting);
    this.#entry.data[id] = 0;
  }

  /** A slice begins on the track. */
  began(track: CallTrack, time: number): void {
    if (this.#awaiting.size === 0) return;
    const awaiting = this.#awaiting.get(track);
    if (awaiting === undefined) return;
    const { entry } = track.innermost(time);
    for (let i = 0; i < awaiting.length; i += 2) this.#arrows.push(awaiting[i]!, time, awaiting[i + 1]!, entry);
    this.#awaiting.delete(track);
  }
}
