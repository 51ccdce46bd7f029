/**
 * The segments that specifiers of In-And-Out find in one trace, as call stacks: a process for each value of the
 * classifier, a track for each context of the event that opens ("all" without a regex for it), and as many rows as
 * segments are open at one time. Fed by a pass over the events.
 *
 * An event that closes ends the newest open segment of the same specifier and the same value of the classifier; of the
 * same context, where both sides have a regex for it, and of the same first group, where the regexes of both names have
 * one. Events that do not tell the classifier are passed over. An event that both closes and opens closes first. What is
 * open at the end of the trace stays open.
 *
 * Bounded: `MOST_TRACKS`, `MOST_ROWS` a track, and in labels. Cost: 20 B a segment; an event that does nothing costs 2 ns.
 */
import type { FilterValue } from '../../filter/filter.ts';
import type { EventBatch, EventType, FieldRequest } from '../../formats/reader.ts';
import { KeyTable } from '../../index/key-table.ts';
import { StringTable } from '../../index/string-table.ts';
import type { CallProcess } from '../call-stack/call-process.ts';
import { CallStackIndex, type CallStackKind } from '../call-stack/call-stack-index.ts';
import type { CallRow, CallTrack } from '../call-stack/call-track.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { KernelLayout } from '../kernel/kernel-layout.ts';
import { Pace } from '../pace.ts';
import { EventAspects, tells } from './event-aspects.ts';
import { MatchedTypes, type Role } from './matched-types.ts';
import { OpenSegments } from './open-segments.ts';
import { SegmentLabels } from './segment-labels.ts';
import { found, type Specifier } from './specifier.ts';

const MOST_TRACKS = 50_000;
const MOST_ROWS = 4096;
const MOST_ROWS_IN_ALL = 1 << 18;
const STRIDE = 8;
/** There are fewer specifiers, names of events, and pairs of what is found in names and contexts. */
const SPECIFIERS = 2 ** 7;
const NAMES = 2 ** 24;
const PAIRS = 2 ** 28;
/** The context of specifiers without a regex for it. */
const ANY = 'all';

/** A value of a classifier. */
interface Level {
  readonly number: number;
  readonly process: CallProcess;
  /** Where the classifier is the thread. */
  readonly tid: string | undefined;
  /** By context. */
  readonly tracks: Map<string, CallTrack>;
}

export class InAndOutIndex extends CallStackIndex {
  readonly kind: CallStackKind;
  /** It is never kept: it is as quick to make again as it is to be changed by the user. */
  readonly keptAs = '';
  readonly requests: readonly FieldRequest[];
  /** Segments that found no row. */
  leftOut = 0;
  readonly #specifiers: readonly Specifier[];
  readonly #types: MatchedTypes;
  readonly #aspects: EventAspects;
  readonly #looksForContexts: boolean;
  readonly #pace = new Pace();
  /** By classifier and value. */
  readonly #levels = new Map<string, Map<FilterValue, Level>>();
  readonly #open = new OpenSegments();
  /** By track: no row before this one is free. */
  readonly #free: number[] = [];
  #tracks = 0;
  #rows = 0;
  /** What was found in contexts of events that open, and their numbers. */
  readonly #contexts: string[] = [ANY];
  readonly #numbers = new Map<string, number>([[ANY, 0]]);
  readonly #pairs = new KeyTable();
  readonly #labels: SegmentLabels;

  /** Undefined where no event opens anything. */
  static async of(
    trace: IndexedTrace,
    strings: StringTable,
    kind: CallStackKind,
    specifiers: readonly Specifier[],
  ): Promise<InAndOutIndex | undefined> {
    const { reader } = trace.source;
    const isKernel = KernelLayout.of(reader, new StringTable()) !== undefined;
    const isTold = (type: EventType, { classifier }: Specifier) => tells(reader, type, classifier, isKernel);
    const types = await MatchedTypes.of(reader, specifiers, isTold, new Pace());
    return types.ins.length === 0 ? undefined : new InAndOutIndex(trace, strings, kind, specifiers, types);
  }

  private constructor(
    trace: IndexedTrace,
    strings: StringTable,
    kind: CallStackKind,
    specifiers: readonly Specifier[],
    types: MatchedTypes,
  ) {
    super();
    this.kind = kind;
    this.#specifiers = specifiers;
    this.#types = types;
    this.#labels = new SegmentLabels(this.functions, types.outs.length);
    const classifiers = [...new Set(specifiers.map(({ classifier }) => classifier))];
    for (const classifier of classifiers) this.#levels.set(classifier, new Map());
    this.#looksForContexts = [...types.ins, ...types.outs].some(({ context }) => context !== undefined);
    this.#aspects = new EventAspects(
      trace,
      strings,
      classifiers,
      (type) => types.isAsked(type),
      this.#looksForContexts,
    );
    this.requests = this.#aspects.requests;
  }

  consume(batch: EventBatch, fields: readonly Float64Array[]): void | Promise<void> {
    this.#aspects.enter(batch, fields);
    if (this.#looksForContexts) return this.#slowly(batch);
    this.#look(batch, 0, batch.length);
  }

  renew(strings: StringTable): void {
    this.#aspects.renew(strings);
  }

  override finish(): void {}

  /** Regexes on the fields of thousands of events take longer than others like to wait. */
  async #slowly(batch: EventBatch): Promise<void> {
    for (let i = 0; i < batch.length; i += STRIDE) {
      this.#look(batch, i, Math.min(batch.length, i + STRIDE));
      if (this.#pace.due) await this.#pace.pause();
    }
  }

  #look({ time, type }: EventBatch, from: number, to: number): void {
    const { opens, closes } = this.#types;
    for (let i = from; i < to; i++) {
      const t = type[i]!;
      const outs = closes[t];
      const ins = opens[t];
      if (outs === undefined && ins === undefined) continue;
      this.#aspects.look(i);
      if (outs !== undefined) for (const role of outs) this.#close(role, time[i]!);
      if (ins !== undefined) for (const role of ins) this.#begin(role, time[i]!);
    }
  }

  #begin(role: Role, time: number): void {
    const specifier = this.#specifiers[role.specifier]!;
    const value = this.#aspects.value(specifier.classifier);
    const context = value === undefined ? undefined : this.#context(role);
    if (value === undefined || context === undefined) return;
    const level = this.#level(specifier.classifier, value);
    const row = this.#freeRow(this.#track(level, context));
    if (row === undefined) {
      this.leftOut++;
      return;
    }
    row.states.open(time, this.#labels.open(role, specifier, context));
    const number = this.#contextNumber(context);
    this.#open.push(this.#key(role, level, specifier.pairsContexts ? number : 0), row.entry, role.number, number);
  }

  #close(role: Role, time: number): void {
    const specifier = this.#specifiers[role.specifier]!;
    const value = this.#aspects.value(specifier.classifier);
    const level = value === undefined ? undefined : this.#levels.get(specifier.classifier)!.get(value);
    const context = level === undefined ? undefined : this.#context(role);
    if (level === undefined || context === undefined) return;
    const number = specifier.pairsContexts ? this.#numbers.get(context) : 0;
    const slot = number === undefined ? -1 : this.#open.pop(this.#key(role, level, number));
    if (slot < 0) return;
    const { states, track, depth } = this.row(this.#open.row(slot))!;
    this.#free[track.entry] = Math.min(this.#free[track.entry]!, depth);
    if (specifier.namesTheEnd) {
      const opened = this.#types.ins[this.#open.side(slot)]!;
      states.openValue = this.#labels.closed(
        opened,
        role,
        specifier,
        this.#contexts[this.#open.context(slot)]!,
        context,
      );
    }
    states.close(time);
  }

  /** What was found in the event's fields; undefined if the regex finds nothing there. */
  #context({ context }: Role): string | undefined {
    if (context === undefined) return ANY;
    const match = context.find(this.#aspects.contents());
    return match && found(match);
  }

  #contextNumber(context: string): number {
    let number = this.#numbers.get(context);
    if (number === undefined) {
      number = this.#contexts.push(context) - 1;
      this.#numbers.set(context, number);
    }
    return number;
  }

  #key({ specifier, name }: Role, level: Level, context: number): number {
    return (level.number * SPECIFIERS + specifier) * PAIRS + this.#pairs.id(context * NAMES + name);
  }

  #level(classifier: string, value: FilterValue): Level {
    const levels = this.#levels.get(classifier)!;
    const known = levels.get(value);
    if (known !== undefined) return known;
    const lower = classifier.toLowerCase();
    const process = this.addProcess(
      lower === 'pid' ? String(value) : undefined,
      classifier === '' ? ANY : this.#aspects.nameOf(classifier, value),
      typeof value === 'number' ? value : 0,
    );
    const tid = lower === 'tid' ? String(value) : undefined;
    const level = { number: this.processes.length - 1, process, tid, tracks: new Map<string, CallTrack>() };
    levels.set(value, level);
    return level;
  }

  #track({ process, tracks, tid }: Level, context: string): CallTrack {
    let track = tracks.get(context);
    if (track === undefined) {
      if (++this.#tracks > MOST_TRACKS)
        throw new Error(`there are more than ${MOST_TRACKS} pairs of a classifier's value and a context`);
      track = this.addTrack(process, { name: context, tid, ...(context === ANY && { rowName: process.name }) });
      tracks.set(context, track);
      this.#free[track.entry] = 0;
    }
    return track;
  }

  #freeRow(track: CallTrack): CallRow | undefined {
    const { rows, entry } = track;
    let depth = this.#free[entry]!;
    while (rows[depth]?.states.isOpen === true) depth++;
    this.#free[entry] = depth;
    if (depth === rows.length) {
      if (depth === MOST_ROWS || this.#rows === MOST_ROWS_IN_ALL) return undefined;
      this.#rows++;
    }
    return track.row(depth);
  }
}
