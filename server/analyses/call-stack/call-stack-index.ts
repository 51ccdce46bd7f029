/**
 * The call stacks of one trace: processes, their threads, and for each thread one row of states a depth. How events become
 * calls is up to the subclass for each kind of trace.
 *
 * Every process, track and row has an entry number (the root is 0), given in order of first appearance, which stays as
 * the index grows. Cost: about 20 B a call.
 */
import type { EventBatch, FieldRequest } from '../../formats/reader.ts';
import { ArrowList } from '../../index/arrow-list.ts';
import { loadStateRows, saveStateRows } from '../../index/state-rows-kept.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { Analysis } from '../analysis.ts';
import type { Attribute, Attributed } from '../attributes.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { Pace } from '../pace.ts';
import type { StateSubject } from '../time-graph/state-test.ts';
import { CallProcess } from './call-process.ts';
import { CALL_SHAPE } from './call-subject.ts';
import { CallRow, CallTrack } from './call-track.ts';
import { FunctionTable } from './function-table.ts';

/** How the analysis is named in the ids and names of outputs. */
export interface CallStackKind {
  readonly id: string;
  readonly name: string;
  /** The output below which its outputs are listed. */
  readonly parentId?: string;
  /** What tables call a function, a track and a process, where these are something else. */
  readonly terms?: CallTerms;
  /** It has outputs of its own, and no part in those of all call stacks. */
  readonly apart?: boolean;
}

export interface CallTerms {
  readonly function: string;
  readonly track: string;
  readonly process: string;
}

type KeptProcess = readonly [entry: number, pid: string | null, name: string, sortIndex: number];
type KeptTrack = readonly [
  entry: number,
  process: number,
  name: string,
  tid: string | null,
  sortIndex: number,
  nested: boolean,
];

type CallEntry = CallProcess | CallTrack | CallRow;

export abstract class CallStackIndex implements Analysis, Attributed {
  abstract readonly kind: CallStackKind;
  abstract readonly keptAs: string;
  abstract readonly requests: readonly FieldRequest[];

  /** What filters can read of its calls. */
  readonly filterKeys: Pick<StateSubject, 'keys' | 'namedOnly'> = CALL_SHAPE;
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

  save(out: IndexWriter): void {
    const tracks = this.processes.flatMap((process) => process.tracks);
    const rows = tracks.flatMap((track) => track.rows);
    out.facts(
      'processes',
      this.processes.map(({ entry, pid = null, name, sortIndex }): KeptProcess => [entry, pid, name, sortIndex]),
    );
    out.facts(
      'tracks',
      tracks.map(
        ({ entry, process, name, tid = null, sortIndex, nested }): KeptTrack => [
          entry,
          process.entry,
          name,
          tid,
          sortIndex,
          nested,
        ],
      ),
    );
    out.column('row entries', [Uint32Array.from(rows, ({ entry }) => entry)]);
    out.column('row tracks', [Uint32Array.from(rows, ({ track }) => track.entry)]);
    saveStateRows(
      out.within('rows'),
      rows.map(({ states }) => states),
    );
    saveStateRows(
      out.within('cpus'),
      tracks.map(({ cpus }) => cpus),
    );
    this.functions.save(out.within('functions'));
    this.arrows.save(out.within('arrows'));
  }

  load(from: IndexReader): void {
    for (const [entry, pid, name, sortIndex] of from.facts('processes') as KeptProcess[]) {
      const process = new CallProcess({ entry, pid: pid ?? undefined, name, sortIndex });
      this.entries[entry] = process;
      this.processes.push(process);
    }
    const cpus = loadStateRows(from.within('cpus'));
    (from.facts('tracks') as KeptTrack[]).forEach(([entry, of, name, tid, sortIndex, nested], i) => {
      const process = this.entries[of] as CallProcess;
      const facts = { entry, process, name, tid: tid ?? undefined, sortIndex, nested };
      const track = new CallTrack(facts, this.#addRow, cpus[i]!);
      this.entries[entry] = track;
      process.tracks.push(track);
    });
    const tracks = from.uint32('row tracks');
    const states = loadStateRows(from.within('rows'));
    from.uint32('row entries').forEach((entry, i) => {
      const track = this.entries[tracks[i]!] as CallTrack;
      const row = new CallRow(entry, track, track.rows.length, states[i]!);
      this.entries[entry] = row;
      track.rows.push(row);
    });
    this.functions.load(from.within('functions'));
    this.arrows.load(from.within('arrows'));
  }

  get stateSystem(): Attributed['stateSystem'] {
    return { module: this.kind.name, id: this.kind.id };
  }

  *attributes(): Iterable<Attribute> {
    const text = (value: number): string => this.functions.label(value);
    for (const { pid, name, tracks } of this.processes) {
      const named = new Map<string, number>();
      for (const track of tracks) {
        const same = (named.get(track.name) ?? 0) + 1;
        named.set(track.name, same);
        const path = ['Processes', pid ?? name, same === 1 ? track.name : `${track.name} (${same})`, 'CallStack'];
        for (const { depth, states } of track.rows) yield { path: [...path, `${depth + 1}`], values: { states, text } };
      }
    }
  }

  /** The row with this entry number; undefined if there is none, or the entry is no row. */
  row(entry: number): CallRow | undefined {
    const found = this.entries[entry];
    return found instanceof CallRow ? found : undefined;
  }

  /** Those that there are now. */
  *rows(): Iterable<CallRow> {
    for (const entry of this.entries) if (entry instanceof CallRow) yield entry;
  }

  /** What a filter reads of the states of a row; undefined: what it can of any call. */
  subjectOf(_trace: IndexedTrace, _row: CallRow): StateSubject | undefined {
    return undefined;
  }

  /** The line of source code where the function begins, "file:line"; undefined where that isn't known. */
  async sourceOf(_value: number, _pace: Pace): Promise<string | undefined> {
    return undefined;
  }

  protected addProcess(pid: string | undefined, name: string, sortIndex = 0): CallProcess {
    const process = new CallProcess({ entry: this.entries.length, pid, name, sortIndex });
    this.entries.push(process);
    this.processes.push(process);
    return process;
  }

  protected addTrack(
    process: CallProcess,
    facts: Pick<CallTrack, 'name' | 'tid'> & Partial<Pick<CallTrack, 'sortIndex' | 'nested' | 'rowName'>>,
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
