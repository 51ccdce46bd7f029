/**
 * Turns the text of a states reply into columns in one pass, without an object per state: a whole-trace view of many rows
 * has 100,000 states and more, and the general way (parse, revive 64-bit integers, normalise, copy) takes most of a second.
 * Labels and styles are held once each.
 */
import type { States, Status, Style } from '../messages.ts';
import { JsonCursor, splitBase } from './json-cursor.ts';

export interface StatesReply extends States {
  readonly statusMessage: string;
}

/** `base`: absolute ns to which the columns' times refer. Throws a `SyntaxError` if the text is not a states reply. */
export function readStates(text: string, base: bigint): StatesReply {
  const cursor = new JsonCursor(text);
  const since = splitBase(base);
  const columns = new StateColumns();
  let status: Status = 'FAILED';
  let statusMessage = '';

  const readState = (): void => {
    let start = Number.NaN;
    let end = Number.NaN;
    let label = -1;
    let style = -1;
    let tags = 0;
    cursor.object((key) => {
      if (key === 'start') start = cursor.integerSince(since);
      else if (key === 'end') end = cursor.integerSince(since);
      else if (key === 'label') label = columns.label(cursor.raw());
      else if (key === 'style') style = columns.style(cursor.raw());
      else if (key === 'tags') tags = cursor.number();
      else cursor.skip();
    });
    if (Number.isNaN(start + end)) throw new SyntaxError('a state without start or end');
    columns.add(start, end, label, style, tags);
  };

  const readRow = (): void => {
    let entryId = Number.NaN;
    cursor.object((key) => {
      if (key === 'entryId') entryId = cursor.number();
      else if (key === 'states') cursor.array(readState);
      else cursor.skip();
    });
    if (Number.isNaN(entryId)) throw new SyntaxError('a row without entryId');
    columns.endRow(entryId);
  };

  const readModel = (key: string): void => (key === 'rows' ? cursor.array(readRow) : cursor.skip());
  cursor.object((key) => {
    if (key === 'status') status = cursor.string() as Status;
    else if (key === 'statusMessage') statusMessage = String(cursor.value() ?? '');
    else if (key === 'model' && !cursor.takeNull()) cursor.object(readModel);
    else if (key !== 'model') cursor.skip();
  });
  cursor.end();
  return { status, statusMessage, ...columns.finish() };
}

class StateColumns {
  #length = 0;
  #start = new Float64Array(1024);
  #end = new Float64Array(1024);
  #label = new Int32Array(1024);
  #style = new Int32Array(1024);
  #tags = new Uint8Array(1024);
  readonly #rows: number[] = [];
  readonly #offsets: number[] = [0];
  readonly #labels: string[] = [];
  readonly #styles: Style[] = [];
  /** By JSON text; −1 for null. */
  readonly #labelIds = new Map([['null', -1]]);
  readonly #styleIds = new Map([['null', -1]]);

  label(json: string): number {
    return intern(json, this.#labelIds, this.#labels);
  }

  style(json: string): number {
    return intern(json, this.#styleIds, this.#styles);
  }

  add(start: number, end: number, label: number, style: number, tags: number): void {
    const at = this.#length++;
    if (at === this.#start.length) this.#grow();
    this.#start[at] = start;
    this.#end[at] = end;
    this.#label[at] = label;
    this.#style[at] = style;
    this.#tags[at] = tags;
  }

  endRow(entryId: number): void {
    this.#rows.push(entryId);
    this.#offsets.push(this.#length);
  }

  finish(): Omit<States, 'status'> {
    return {
      rows: Float64Array.from(this.#rows),
      offsets: Uint32Array.from(this.#offsets),
      start: this.#start.slice(0, this.#length),
      end: this.#end.slice(0, this.#length),
      label: this.#label.slice(0, this.#length),
      labels: this.#labels,
      style: this.#style.slice(0, this.#length),
      styles: this.#styles,
      tags: this.#tags.slice(0, this.#length),
    };
  }

  #grow(): void {
    this.#start = doubled(this.#start, Float64Array);
    this.#end = doubled(this.#end, Float64Array);
    this.#label = doubled(this.#label, Int32Array);
    this.#style = doubled(this.#style, Int32Array);
    this.#tags = doubled(this.#tags, Uint8Array);
  }
}

function intern<T>(json: string, ids: Map<string, number>, values: T[]): number {
  let id = ids.get(json);
  if (id === undefined) {
    id = values.push(JSON.parse(json) as T) - 1;
    ids.set(json, id);
  }
  return id;
}

function doubled<T extends { readonly length: number; set(from: T): void }>(
  old: T,
  type: new (length: number) => T,
): T {
  const grown = new type(old.length * 2);
  grown.set(old);
  return grown;
}
