/** A process of a call stack: a group of tracks. */
import type { CallTrack } from './call-track.ts';

export class CallProcess {
  readonly entry: number;
  /** Undefined if the trace does not tell. */
  readonly pid: string | undefined;
  readonly name: string;
  readonly sortIndex: number;
  readonly tracks: CallTrack[] = [];

  constructor(facts: Pick<CallProcess, 'entry' | 'pid' | 'name' | 'sortIndex'>) {
    this.entry = facts.entry;
    this.pid = facts.pid;
    this.name = facts.name;
    this.sortIndex = facts.sortIndex;
  }
}
