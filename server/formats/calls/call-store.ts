/**
 * The calls of a project as columns, a number for each, filled with what the feed tells. Who is named as a parent gets a
 * number, too, before its start is there. All readers of a project share one store; none of them changes it.
 *
 * Invariants: a call's number, trace and begin never change; times are µs since the epoch, and no call ends
 * before it begins. Cost: some 200 B a call with its id.
 */
import type { CallChange } from '../../calls/feed.ts';
import { opName } from '../../calls/query/derived.ts';
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { StringTable } from '../../index/string-table.ts';
import { type CallUsage, NO_USAGE } from './usage.ts';

/** No parent, no text. */
export const NONE = 0xffffffff;

/** Only named by others; there; taken back. */
const NAMED = 0;
const THERE = 1;
const DELETED = 2;

/** What a change has brought. */
export const BEGUN = 1;
export const ENDED = 2;
/** Something is no longer as it was told before. */
export const EDITED = 4;

/** The last µs of which ns since the epoch are 64-bit integers. */
const LATEST = Math.floor((2 ** 63 - 1) / 1000) - 2 ** 12;
const LONGEST_EXCEPTION = 500;
const UNKNOWN_DEPTH = NONE;
const IN_SEARCH = NONE - 1;

export class CallStore {
  /** Of ops, names, users, traces and exceptions. */
  readonly texts = new StringTable();
  /** By call, as all columns. */
  readonly ids: string[] = [];
  /** Texts. `op` is as stored; see `opName`. */
  readonly trace = new Uint32Column();
  readonly op = new Uint32Column();
  readonly name = new Uint32Column();
  readonly user = new Uint32Column();
  /** Its first line; NONE of a call that did not fail. */
  readonly exception = new Uint32Column();
  readonly started = new Float64Column();
  /** NaN while it runs. */
  readonly ended = new Float64Column();
  readonly promptTokens = new Float64Column();
  readonly completionTokens = new Float64Column();
  readonly cost = new Float64Column();
  /** Calls left out, since no trace can show their times. */
  unshown = 0;
  readonly #parent = new Uint32Column();
  readonly #presence = new Uint32Column();
  readonly #depth = new Uint32Column();
  /** Children took it for missing. */
  readonly #missed = new Set<number>();
  readonly #numbers = new Map<string, number>();
  /** By text of an op. */
  readonly #opNames: string[] = [];

  get size(): number {
    return this.ids.length;
  }

  isThere(call: number): boolean {
    return this.#presence.data[call] === THERE;
  }
  isEnded(call: number): boolean {
    return !Number.isNaN(this.ended.data[call]!);
  }
  hasFailed(call: number): boolean {
    return this.exception.data[call] !== NONE;
  }

  /** The call that it says it was made by, if that is there, and of the same trace. */
  parent(call: number): number {
    const parent = this.#parent.data[call]!;
    return parent !== NONE && this.isThere(parent) && this.trace.data[parent] === this.trace.data[call] ? parent : NONE;
  }

  /** As stored, whether that call is there or not. */
  parentNumber(call: number): number | undefined {
    const parent = this.#parent.data[call]!;
    return parent === NONE ? undefined : parent;
  }
  parentId(call: number): string | undefined {
    return this.ids[this.#parent.data[call]!];
  }

  /** The op's name without project and version. */
  opName(call: number): string {
    const text = this.op.data[call]!;
    this.#opNames[text] ??= opName(this.texts.text(text));
    return this.#opNames[text]!;
  }

  /** What people call it: its own name, or the op's. */
  label(call: number): string {
    const name = this.name.data[call]!;
    return name === NONE ? this.opName(call) : this.texts.text(name);
  }

  /** How many calls are around it, as far as they are there. Parents that go in circles have none around. */
  depth(call: number): number {
    const depths = this.#depth;
    const path: number[] = [];
    let at = call;
    while (at !== NONE && depths.data[at]! >= IN_SEARCH) {
      // A circle.
      if (depths.data[at] === IN_SEARCH) break;
      depths.data[at] = IN_SEARCH;
      path.push(at);
      const parent = this.#parent.data[at]!;
      if (parent !== NONE && !this.isThere(parent)) this.#missed.add(parent);
      at = this.parent(at);
    }
    let depth = at === NONE || depths.data[at] === IN_SEARCH ? 0 : depths.data[at]! + 1;
    for (let i = path.length - 1; i >= 0; i--) depths.data[path[i]!] = depth++;
    return depths.data[call]!;
  }

  /** Depths are worked out again: for a reader that begins anew, after something was edited. */
  forgetDepths(): void {
    this.#depth.data.fill(UNKNOWN_DEPTH, 0, this.size);
    this.#missed.clear();
  }

  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** Takes over a change; answers which of `BEGUN`, `ENDED` and `EDITED` it has brought. */
  put(change: CallChange, usage: CallUsage = NO_USAGE): number {
    const { id, started_at: started, deleted } = change;
    if (deleted) {
      const call = this.#numbers.get(id);
      if (call === undefined || !this.isThere(call)) return 0;
      this.#presence.data[call] = DELETED;
      return EDITED;
    }
    if (!(started >= 0 && started <= LATEST)) {
      if (change.ended_at === null) this.unshown++;
      return 0;
    }
    const call = this.#number(id);
    let news = 0;
    if (!this.isThere(call)) {
      news = BEGUN;
      if (this.#presence.data[call] === DELETED || this.#missed.has(call)) news |= EDITED;
      this.#presence.data[call] = THERE;
      this.trace.data[call] = this.texts.intern(change.trace_id);
      this.op.data[call] = this.texts.intern(change.op_name);
      this.user.data[call] = this.#text(change.wb_user_id);
      this.name.data[call] = this.#text(change.display_name);
      this.started.data[call] = started;
      if (change.parent_id !== null) {
        // Columns may be others once it has a number.
        const parent = this.#number(change.parent_id);
        this.#parent.data[call] = parent;
      }
    } else if (this.name.data[call] !== this.#text(change.display_name)) {
      news = EDITED;
      this.name.data[call] = this.#text(change.display_name);
    }
    return change.ended_at === null ? news : news | this.#end(call, change, change.ended_at, usage);
  }

  #end(call: number, { exception }: CallChange, endedAt: number, usage: CallUsage): number {
    const ended = Math.min(LATEST, Math.max(this.started.data[call]!, endedAt));
    const failure = !exception ? NONE : this.texts.intern(firstLine(exception));
    const wasEnded = this.isEnded(call);
    const isSame =
      this.ended.data[call] === ended &&
      this.exception.data[call] === failure &&
      this.promptTokens.data[call] === usage.promptTokens &&
      this.completionTokens.data[call] === usage.completionTokens;
    this.ended.data[call] = ended;
    this.exception.data[call] = failure;
    this.promptTokens.data[call] = usage.promptTokens;
    this.completionTokens.data[call] = usage.completionTokens;
    this.cost.data[call] = usage.cost;
    return wasEnded ? (isSame ? 0 : EDITED) : ENDED;
  }

  #text(text: string | null): number {
    return text === null ? NONE : this.texts.intern(text);
  }

  #number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const call = this.ids.push(id) - 1;
    this.#numbers.set(id, call);
    this.trace.push(NONE);
    this.op.push(NONE);
    this.name.push(NONE);
    this.user.push(NONE);
    this.exception.push(NONE);
    this.#parent.push(NONE);
    this.started.push(0);
    this.ended.push(Number.NaN);
    this.promptTokens.push(0);
    this.completionTokens.push(0);
    this.cost.push(0);
    this.#presence.push(NAMED);
    this.#depth.push(UNKNOWN_DEPTH);
    return call;
  }
}

/** What went wrong stands in the last line of a traceback, else in the first one. */
function firstLine(exception: string): string {
  const lines = exception.trim().split('\n');
  const line = (/^traceback/i.test(lines[0]!) ? lines.at(-1) : lines[0])!.trim();
  return line.length > LONGEST_EXCEPTION ? `${line.slice(0, LONGEST_EXCEPTION)}…` : line;
}
