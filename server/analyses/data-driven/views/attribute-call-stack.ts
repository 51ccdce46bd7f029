/**
 * The attributes of an analysis as call stacks, as a `callstack` of a document describes them: each attribute that the
 * path of the last level of a group leads to is a thread, those of the levels above name its process, and `CallStack/1`,
 * `CallStack/2` … below it hold what is called at each depth.
 *
 * Brought up to date after each batch of events. Cost: 20 B a call; a step for each row, and each attribute that is new.
 */
import { KeyTable } from '../../../index/key-table.ts';
import type { StateRow } from '../../../index/state-row.ts';
import type { CallProcess } from '../../call-stack/call-process.ts';
import { CallStackIndex, type CallStackKind } from '../../call-stack/call-stack-index.ts';
import type { CallTrack } from '../../call-stack/call-track.ts';
import { type AttributeStore, NOWHERE, NULL } from '../attribute-store.ts';
import type { Callstack, CallstackGroup } from '../document.ts';
import { PathPattern } from './path-pattern.ts';
import { firstText } from './view-attribute.ts';

const NUMBER = /^\d+$/;
/** Deeper calls have no row. */
const DEEPEST = 4096;
/** Threads and rows beyond are left out. */
const MOST_ENTRIES = 200_000;

interface Group {
  readonly declared: CallstackGroup;
  readonly levels: readonly PathPattern[];
  readonly processes: Map<number, CallProcess>;
}

/** Takes the states of an attribute over to a row, as far as they have got. */
interface Copy {
  readonly from: StateRow;
  readonly to: StateRow;
  /** Of a value; negative: no state. */
  readonly value: (code: number) => number;
  done: number;
}

export class AttributeCallStack extends CallStackIndex {
  readonly kind: CallStackKind;
  readonly keptAs = '';
  readonly requests = [];
  readonly #store: AttributeStore;
  readonly #groups: readonly Group[];
  /** By attribute `CallStack`. */
  readonly #tracks = new Map<number, CallTrack>();
  /** Depths that have appeared: attributes, with the one above. */
  #depths: (readonly [attribute: number, stack: number])[] = [];
  readonly #copies: Copy[] = [];
  /** Where threads run, by the attribute that tells; not copied before it has states. */
  readonly #cpus = new Map<number, CallTrack>();
  readonly #codes = new KeyTable();
  readonly #functions: number[] = [];
  readonly #byName = new Map<string, number>();
  #seen = 1;

  constructor(kind: CallStackKind, { groups }: Callstack, store: AttributeStore) {
    super();
    this.kind = kind;
    this.#store = store;
    this.#groups = groups.map((declared) => ({
      declared,
      levels: declared.levels.map(({ path }) => new PathPattern(path)),
      processes: new Map(),
    }));
  }

  consume(): void {
    // The analysis whose attributes these are sees the events.
  }

  /** Takes in what has come since. */
  update(): void {
    const store = this.#store;
    for (; this.#seen < store.size; this.#seen++) {
      const parent = store.parent(this.#seen);
      if (this.#tracks.has(parent)) this.#depths.push([this.#seen, parent]);
      else if (store.name(this.#seen) === 'CallStack') this.#addThread(parent, this.#seen);
    }
    this.#depths = this.#depths.filter(([attribute, stack]) => !this.#addRow(attribute, this.#tracks.get(stack)!));
    for (const [attribute, track] of this.#cpus) {
      const from = store.states(attribute);
      if (from === undefined) continue;
      this.#copies.push({ from, to: track.cpus, value: (code) => this.#cpu(code), done: 0 });
      this.#cpus.delete(attribute);
    }
    for (const copy of this.#copies) goOn(copy);
  }

  #addThread(own: number, stack: number): void {
    if (this.entries.length >= MOST_ENTRIES) return;
    const above = this.#ancestors(own);
    for (const [g, group] of this.#groups.entries()) {
      const levels = this.#levelsOf(group, above);
      if (levels === undefined) continue;
      const { thread, name } = group.declared;
      const track = this.addTrack(this.#process(group, levels, g), {
        name: this.#store.name(own) || name || this.kind.name,
        tid: this.#tid(group.declared, levels),
      });
      this.#tracks.set(stack, track);
      const cpu = thread?.cpu === undefined ? NOWHERE : this.#store.find(thread.cpu.split('/'), own);
      if (cpu !== NOWHERE) this.#cpus.set(cpu, track);
      return;
    }
  }

  /** Attributes on the way to one, itself included, the root not. */
  #ancestors(own: number): readonly number[] {
    const above: number[] = [];
    for (let at = own; at > 0; at = this.#store.parent(at)) above.push(at);
    return above.reverse();
  }

  /** The attribute of each level; undefined if the way is another one. */
  #levelsOf({ levels }: Group, way: readonly number[]): readonly number[] | undefined {
    const names = way.map((attribute) => this.#store.name(attribute));
    const attributes: number[] = [];
    let stars: readonly string[] | undefined = [];
    let at = 0;
    for (const level of levels) {
      stars = level.along(names.slice(at, at + level.length), stars);
      if (stars === undefined) return undefined;
      at += level.length;
      attributes.push(way[at - 1] ?? 0);
    }
    return at === way.length ? attributes : undefined;
  }

  #process({ declared, processes }: Group, levels: readonly number[], order: number): CallProcess {
    const above = levels.slice(0, -1);
    const key = above.at(-1) ?? 0;
    const names = above.map((attribute) => this.#store.name(attribute)).filter((name) => name !== '');
    const known =
      processes.get(key) ??
      this.addProcess(
        names.findLast((name) => NUMBER.test(name)),
        names.join('/') || (declared.name ?? this.kind.name),
        order,
      );
    processes.set(key, known);
    return known;
  }

  /** Levels count from 0; one beyond the last is the last. */
  #tid({ thread }: CallstackGroup, levels: readonly number[]): string | undefined {
    const at = thread?.level === undefined ? undefined : (levels[thread.level] ?? levels.at(-1));
    if (thread === undefined || at === undefined) return undefined;
    return (thread.type === 'name' ? this.#store.name(at) : firstText(this.#store, at)) || undefined;
  }

  /** False while there are no calls at this depth. */
  #addRow(attribute: number, track: CallTrack): boolean {
    const name = this.#store.name(attribute);
    const depth = NUMBER.test(name) ? Number(name) : 0;
    if (depth === 0 || depth > DEEPEST || this.entries.length + depth - track.rows.length > MOST_ENTRIES) return true;
    const from = this.#store.states(attribute);
    if (from === undefined) return false;
    this.#copies.push({ from, to: track.row(depth - 1).states, value: (code) => this.#function(code), done: 0 });
    return true;
  }

  #function(code: number): number {
    const id = this.#codes.id(code);
    let value = this.#functions[id];
    if (value === undefined) {
      const name = this.#store.values.text(code);
      value = this.#byName.get(name) ?? this.functions.add({ name });
      this.#byName.set(name, value);
      this.#functions.push(value);
    }
    return value;
  }

  #cpu(code: number): number {
    const cpu = this.#store.values.number(code);
    return cpu >= 0 ? cpu : -1;
  }
}

function goOn(copy: Copy): void {
  const { from, to, value } = copy;
  for (; copy.done < from.count; copy.done++) {
    const of = value(from.value(copy.done));
    if (of >= 0) to.push(from.start(copy.done), from.end(copy.done), of);
  }
  const of = from.isOpen && from.openValue !== NULL ? value(from.openValue) : -1;
  to.openStart = Number.NaN;
  if (of >= 0) to.open(from.openStart, of);
}
