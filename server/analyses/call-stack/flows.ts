/**
 * Flow events: arrows from slice to slice, joined by an id and a name. Some programs name every event of a flow after its
 * slice; so an event without a flow of its name goes on with the last flow of its id.
 *
 * A flow starts in the slice around its start event, and goes on to the slice around each step. Its end leads to the
 * slice around it, or to the next slice that begins on its thread, whichever the event asks for.
 */
import type { ArrowList } from '../../index/arrow-list.ts';
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { CallRow, CallTrack } from './call-track.ts';

/** Names are numbered from 1 to this. */
const NAMES = 2 ** 26;

export class Flows {
  readonly #arrows: ArrowList;
  /** Ids with names, and ids alone (name 0). */
  readonly #flows = new KeyTable();
  /** By flow: where the next arrow starts; entry 0 if nowhere. */
  readonly #time = new Float64Column();
  readonly #entry = new Uint32Column();
  /** For an id alone: the flow with a name that is the same. */
  readonly #named = new Uint32Column();
  /** By track, the starts of the arrows that lead to its next slice: time and entry in turn. */
  readonly #awaiting = new Map<CallTrack, number[]>();

  #source = 0;

  constructor(arrows: ArrowList) {
    this.#arrows = arrows;
  }

  start(id: number, name: number, time: number, row: CallRow): void {
    const named = this.#go(id * NAMES + name, time, row);
    this.#named.data[this.#go(id * NAMES, time, row)] = named;
  }

  step(id: number, name: number, time: number, row: CallRow): void {
    this.end(id, name, time, row);
    this.start(id, name, time, row);
  }

  end(id: number, name: number, time: number, row: CallRow): void {
    const flow = this.#take(id, name);
    if (flow >= 0) this.#arrows.push(this.#time.data[flow]!, time, this.#source, row.entry);
  }

  /** The flow ends in the slice that begins next on the track, or at this very time. */
  endInNext(id: number, name: number, time: number, track: CallTrack): void {
    if (track.innermostStart(time) === time) {
      this.end(id, name, time, track.innermost(time));
      return;
    }
    const flow = this.#take(id, name);
    if (flow < 0) return;
    const awaiting = this.#awaiting.get(track) ?? [];
    awaiting.push(this.#time.data[flow]!, this.#source);
    this.#awaiting.set(track, awaiting);
  }

  /** Finds a flow that goes on and leaves its entry in `#source`; it goes on no more. −1 if there is none. */
  #take(id: number, name: number): number {
    const named = this.#flows.find(id * NAMES + name);
    const any = this.#flows.find(id * NAMES);
    const flow = named >= 0 && this.#entry.data[named] !== 0 ? named : any;
    if (flow < 0 || this.#entry.data[flow] === 0) return -1;
    this.#source = this.#entry.data[flow]!;
    const time = this.#time.data[flow];
    for (const ended of [flow, any, this.#named.data[any]!]) {
      if (this.#entry.data[ended] === this.#source && this.#time.data[ended] === time) this.#entry.data[ended] = 0;
    }
    return flow;
  }

  #go(key: number, time: number, row: CallRow): number {
    const flow = this.#flows.id(key);
    if (flow === this.#time.length) {
      this.#time.push(0);
      this.#entry.push(0);
      this.#named.push(flow);
    }
    this.#time.data[flow] = time;
    this.#entry.data[flow] = row.entry;
    return flow;
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
