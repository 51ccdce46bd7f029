/**
 * The call stacks of one trace: processes, their threads, and for each thread one row of states a depth. How events become
 * calls is up to the subclass for each kind of trace.
 *
 * Every process, track and row has an entry number (the root is 0), given in order of first appearance, which stays as
 * the index grows. Cost: about 20 B a call.
 */
import type { EventBatch, FieldRequest } from '../../formats/reader.ts';
import { ArrowList } from '../../index/arrow-list.ts';
import type { Analysis } from '../analysis.ts';
import { CallProcess } from './call-process.ts';
import { CallRow, CallTrack } from './call-track.ts';
import { FunctionTable } from './function-table.ts';

/** How the analysis is named in the ids and names of outputs. */
export interface CallStackKind {
  readonly id: string;
  readonly name: string;
}

export type CallEntry = CallProcess | CallTrack | CallRow;

export abstract class CallStackIndex implements Analysis {
  abstract readonly kind: CallStackKind;
  abstract readonly requests: readonly FieldRequest[];

  readonly functions = new FunctionTable();
  readonly processes: CallProcess[] = [];
  /** By entry number. */
  readonly entries: (CallEntry | undefined)[] = [undefined];
  /** Between entries of rows. */
  readonly arrows = new ArrowList();

  abstract consume(batch: EventBatch, fields: readonly Float64Array[]): void;

  finish(end: number): void {
    for (const { tracks } of this.processes) for (const track of tracks) track.finish(end + 1);
  }

  /** The row with this entry number; undefined if there is none, or the entry is no row. */
  row(entry: number): CallRow | undefined {
    const found = this.entries[entry];
    return found instanceof CallRow ? found : undefined;
  }

  protected addProcess(pid: string | undefined, name: string, sortIndex = 0): CallProcess {
    const process = new CallProcess({ entry: this.entries.length, pid, name, sortIndex });
    this.entries.push(process);
    this.processes.push(process);
    return process;
  }

  protected addTrack(
    process: CallProcess,
    facts: Pick<CallTrack, 'name' | 'tid'> & Partial<Pick<CallTrack, 'sortIndex' | 'nested'>>,
  ): CallTrack {
    const track = new CallTrack(
      { sortIndex: 0, nested: true, ...facts, entry: this.entries.length, process },
      this.#addRow,
    );
    this.entries.push(track);
    process.tracks.push(track);
    return track;
  }

  readonly #addRow = (track: CallTrack, depth: number): CallRow => {
    const row = new CallRow(this.entries.length, track, depth);
    this.entries.push(row);
    return row;
  };
}
