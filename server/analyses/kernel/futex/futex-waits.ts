/**
 * Who waited for which futex, and when: a row of states for each thread at each address, made from the segments of waits
 * when somebody asks; later questions go on from there.
 *
 * Addresses and rows have entry numbers (the root is 0), given in order of first appearance, which stay. Cost: one step for
 * each segment, once.
 */
import { KeyTable } from '../../../index/key-table.ts';
import { StateRow } from '../../../index/state-row.ts';
import type { Pace } from '../../pace.ts';
import { type FutexContention, TID, UADDR, waits } from './futex-contention.ts';

export interface FutexEntry {
  readonly entry: number;
  /** Number of the address, as its aspect has it. */
  readonly uaddr: number;
  /** Absent for the address itself. */
  readonly waiter?: { readonly tid: number; readonly parent: number; readonly states: StateRow };
}

/** More locks and threads say nothing, and each row takes room. */
const MOST_ENTRIES = 50_000;
const STRIDE = 4096;
const TIDS = 2 ** 22;

export class FutexWaits {
  /** By entry number. */
  readonly entries: (FutexEntry | undefined)[] = [undefined];
  readonly #contention: FutexContention;
  readonly #addresses = new KeyTable();
  readonly #addressEntries: FutexEntry[] = [];
  /** (address, thread) → number of the row. */
  readonly #waiters = new KeyTable();
  readonly #rows: StateRow[] = [];
  #done = 0;

  constructor(contention: FutexContention) {
    this.#contention = contention;
  }

  /** Takes in what has come since. */
  async update(pace: Pace): Promise<void> {
    const { segments } = this.#contention;
    const { index } = segments;
    while (this.#done < index.length) {
      const i = this.#done++;
      if (waits(segments.label(index.name(i)))) this.#add(i);
      if (this.#done % STRIDE === 0) await pace.pause();
    }
  }

  #add(i: number): void {
    const { index } = this.#contention.segments;
    const uaddr = index.aspect(UADDR, i);
    const tid = index.aspect(TID, i);
    const row = this.#waiters.find(this.#addresses.find(uaddr) * TIDS + tid);
    const states = row < 0 ? this.#addRow(uaddr, tid) : this.#rows[row]!;
    states?.push(index.start(i), index.end(i), index.name(i));
  }

  #addRow(uaddr: number, tid: number): StateRow | undefined {
    const { entries } = this;
    if (entries.length + 2 > MOST_ENTRIES) return undefined;
    const address = this.#addresses.id(uaddr);
    if (address === this.#addressEntries.length) {
      const entry = { entry: entries.length, uaddr };
      this.#addressEntries.push(entry);
      entries.push(entry);
    }
    const states = new StateRow();
    this.#waiters.id(address * TIDS + tid);
    this.#rows.push(states);
    const parent = this.#addressEntries[address]!.entry;
    entries.push({ entry: entries.length, uaddr, waiter: { tid, parent, states } });
    return states;
  }
}
