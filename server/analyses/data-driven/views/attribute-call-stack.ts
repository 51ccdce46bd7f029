/**
 * The attributes of an analysis as call stacks, as a `callstack` of a document describes them: each attribute that the
 * path of the last level of a group leads to is a thread, those of the levels above name its process, and `CallStack/1`,
 * `CallStack/2` … below it hold what is called at each depth. States are read where they lie; nothing is copied.
 */

import type { CallProcess } from '../../call-stack/call-process.ts';
import { CallStackIndex, type CallStackKind } from '../../call-stack/call-stack-index.ts';
import { CallRow, type CallTrack } from '../../call-stack/call-track.ts';
import { type FunctionFacts, FunctionTable } from '../../call-stack/function-table.ts';
import { styleKey } from '../../name-style.ts';
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';
import type { Callstack, CallstackGroup } from '../document.ts';
import type { StateValues } from '../state-values.ts';
import { PathPattern } from './path-pattern.ts';
import { firstText } from './view-attribute.ts';

const NUMBER = /^\d+$/;

/** A thread's `CallStack`, and where it runs. */
interface Source {
  readonly track: CallTrack;
  readonly stack: number;
  readonly cpu: number;
  /** How many states of `cpu` have been taken in. */
  stays: number;
}

export class AttributeCallStack extends CallStackIndex {
  readonly kind: CallStackKind;
  readonly keptAs = '';
  readonly requests = [];
  override readonly functions: FunctionTable;
  readonly #store: AttributeStore;
  readonly #groups: readonly { readonly group: CallstackGroup; readonly levels: readonly PathPattern[] }[];
  /** By group and attribute of the level above the last. */
  readonly #processes = new Map<string, CallProcess>();
  /** By attribute of the last level. */
  readonly #sources = new Map<number, Source>();
  #seen = 0;

  constructor(kind: CallStackKind, { groups }: Callstack, store: AttributeStore) {
    super();
    this.kind = kind;
    this.functions = new ValueNames(store.values);
    this.#store = store;
    this.#groups = groups.map((group) => ({ group, levels: group.levels.map(({ path }) => new PathPattern(path)) }));
  }

  consume(): void {
    // The analysis whose attributes these are sees the events.
  }

  /** Takes in what has appeared since. Cheap if nothing has. */
  update(): void {
    const { size } = this.#store;
    if (size !== this.#seen) for (const g of this.#groups.keys()) this.#addThreads(g, [0], []);
    this.#seen = size;
    for (const source of this.#sources.values()) this.#grow(source);
  }

  /** `above`: the attributes of the levels so far, the root first. */
  #addThreads(g: number, above: readonly number[], stars: readonly string[]): void {
    const { levels } = this.#groups[g]!;
    const at = above.at(-1)!;
    const pattern = levels[above.length - 1];
    if (pattern === undefined) {
      const stack = this.#store.child(at, 'CallStack');
      if (stack !== NOWHERE && !this.#sources.has(at)) this.#sources.set(at, this.#source(g, above, stack));
      return;
    }
    for (const match of pattern.matches(this.#store, at, stars))
      this.#addThreads(g, [...above, match.attribute], match.stars);
  }

  #source(g: number, above: readonly number[], stack: number): Source {
    const { group } = this.#groups[g]!;
    const own = above.at(-1)!;
    const name = this.#store.name(own) || group.name || this.kind.name;
    const { cpu } = group.thread ?? {};
    return {
      track: this.addTrack(this.#process(g, above.slice(1, -1)), { name, tid: this.#tid(group, above) }),
      stack,
      cpu: cpu === undefined ? NOWHERE : this.#store.find(cpu.split('/'), own),
      stays: 0,
    };
  }

  #process(g: number, above: readonly number[]): CallProcess {
    const key = `${g} ${above.at(-1) ?? ''}`;
    const names = above.map((attribute) => this.#store.name(attribute));
    const pid = names.findLast((name) => NUMBER.test(name));
    const { name } = this.#groups[g]!.group;
    const known = this.#processes.get(key) ?? this.addProcess(pid, names.join('/') || (name ?? this.kind.name), g);
    this.#processes.set(key, known);
    return known;
  }

  /** Levels count from 0. */
  #tid({ thread }: CallstackGroup, above: readonly number[]): string | undefined {
    const at = thread?.level === undefined ? undefined : above[thread.level + 1];
    if (thread === undefined || at === undefined) return undefined;
    return (thread.type === 'name' ? this.#store.name(at) : firstText(this.#store, at)) || undefined;
  }

  /** A depth appears with its first call; those below it are not looked for before. */
  #grow(source: Source): void {
    const { track, stack } = source;
    for (;;) {
      const attribute = this.#store.child(stack, String(track.rows.length + 1));
      const states = attribute === NOWHERE ? undefined : this.#store.states(attribute);
      if (states === undefined) break;
      const row = new CallRow(this.entries.length, track, track.rows.length, states);
      this.entries.push(row);
      track.rows.push(row);
    }
    if (source.cpu !== NOWHERE) this.#addStays(source);
  }

  #addStays(source: Source): void {
    const { values } = this.#store;
    const { cpus } = source.track;
    const states = this.#store.states(source.cpu);
    if (states === undefined) return;
    for (; source.stays < states.count; source.stays++) {
      const cpu = values.number(states.value(source.stays));
      if (cpu >= 0) cpus.push(states.start(source.stays), states.end(source.stays), cpu);
    }
    const cpu = states.isOpen ? values.number(states.openValue) : Number.NaN;
    cpus.open(cpu >= 0 ? states.openStart : Number.NaN, cpu >= 0 ? cpu : 0);
  }
}

/** The values of an analysis as functions: what they say is the name. */
class ValueNames extends FunctionTable {
  readonly #values: StateValues;

  constructor(values: StateValues) {
    super();
    this.#values = values;
  }

  override get size(): number {
    return this.#values.size;
  }
  override facts(value: number): FunctionFacts {
    return { name: this.label(value) };
  }
  override label(value: number): string {
    return this.#values.text(value);
  }
  override style(value: number): string {
    return styleKey(this.label(value));
  }
  override isInstant(): boolean {
    return false;
  }
}
