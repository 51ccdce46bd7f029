/**
 * All threads of a kernel trace: for each thread id, what it was doing, and its lives.
 *
 * A row holds the states of all lives of its thread id: lives don't overlap, and no state crosses the end of one.
 */
import { StateRow } from '../../../index/state-row.ts';
import { loadStateRows, saveStateRows } from '../../../index/state-rows-kept.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { LivesBySlot } from './lives-by-slot.ts';
import { endState, setState } from './set-state.ts';
import { isSyscall, Status } from './status.ts';
import { ThreadLives } from './thread-lives.ts';
import { ThreadSlots } from './thread-slots.ts';

export class ThreadTable {
  readonly lives = new ThreadLives();
  /** By slot. */
  rows: StateRow[] = [];
  /** By slot: the life that goes on, or −1. */
  #life = new Int32Array(64);
  /** By slot: the status of the system call that isn't left yet, or 0. */
  #pending = new Uint32Array(64);
  readonly #slots = new ThreadSlots();
  #bySlot: LivesBySlot | undefined;

  /** −1 for a thread that isn't known. */
  slot(tid: number, cpu: number): number {
    if (tid < 0) return -1;
    const slot = this.#slots.id(tid, cpu);
    if (slot === this.rows.length) this.#add();
    return slot;
  }

  /** −1 if the trace has no such thread. Not for idle tasks. */
  find(tid: number): number {
    return this.#slots.find(tid);
  }

  /** 0 for idle tasks. */
  tid(slot: number): number {
    return Math.max(0, this.#slots.key(slot));
  }

  /** Of an idle task: its CPU. */
  idleCpu(slot: number): number {
    return -1 - this.#slots.key(slot);
  }

  isIdle(slot: number): boolean {
    return this.#slots.key(slot) < 0;
  }

  /** The life that goes on, which begins now if there is none. `name`: an id in the trace's strings, −1 if it isn't told. */
  live(slot: number, time: number, name: number): number {
    const { lives } = this;
    let life = this.#life[slot]!;
    if (life < 0) {
      life = lives.begin(slot, time);
      this.#life[slot] = life;
    }
    if (name >= 0) lives.name.data[life] = name + 1;
    return life;
  }

  /** The life that goes on, or −1. */
  life(slot: number): number {
    return this.#life[slot]!;
  }

  /** The slot's last life that began at or before `time`, else its first; −1 if it has none. For questions, not while lives begin. */
  lifeAt(slot: number, time: number): number {
    if (this.#bySlot?.count !== this.lives.count) this.#bySlot = new LivesBySlot(this.lives, this.rows.length);
    return this.#bySlot.at(slot, time);
  }

  /** A thread of this id is made: a former life ends, if nobody told of its end. */
  born(slot: number, time: number, name: number): number {
    if (this.#life[slot]! >= 0 && !this.rows[slot]!.isOpen) this.end(slot, time);
    return this.live(slot, time, name);
  }

  end(slot: number, time: number): void {
    this.stop(slot, time);
    this.#pending[slot] = 0;
    const life = this.#life[slot]!;
    if (life < 0) return;
    this.lives.end.data[life] = time;
    this.#life[slot] = -1;
  }

  /** From now on the thread does this. */
  set(slot: number, time: number, status: number): void {
    setState(this.rows[slot]!, time, status);
  }

  /** From now on the thread does nothing any more. */
  stop(slot: number, time: number): void {
    endState(this.rows[slot]!, time);
  }

  /** It runs, or is in a system call, or is interrupted while it does. */
  isRunning(slot: number): boolean {
    const { isOpen, openValue } = this.rows[slot]!;
    return isOpen && (isSyscall(openValue) || openValue === Status.usermode || openValue === Status.interrupted);
  }

  pending(slot: number): number {
    return this.#pending[slot]!;
  }

  setPending(slot: number, status: number): void {
    this.#pending[slot] = status;
  }

  /** What the thread does when it runs. */
  running(slot: number): number {
    return this.isIdle(slot) ? Status.idle : this.#pending[slot]! || Status.usermode;
  }

  finish(end: number): void {
    for (const row of this.rows) if (row.isOpen) row.close(end);
    const ends = this.lives.end.items;
    for (let life = 0; life < ends.length; life++) ends[life] = Math.min(ends[life]!, end);
  }

  save(out: IndexWriter): void {
    this.#slots.save(out.within('slots'));
    this.lives.save(out.within('lives'));
    saveStateRows(out.within('rows'), this.rows);
  }

  load(from: IndexReader): void {
    this.#slots.load(from.within('slots'));
    this.lives.load(from.within('lives'));
    this.rows = loadStateRows(from.within('rows'));
  }

  #add(): void {
    const slot = this.rows.push(new StateRow()) - 1;
    if (slot === this.#life.length) {
      const life = new Int32Array(slot * 2);
      const pending = new Uint32Array(slot * 2);
      life.set(this.#life);
      pending.set(this.#pending);
      this.#life = life;
      this.#pending = pending;
    }
    this.#life[slot] = -1;
  }
}
