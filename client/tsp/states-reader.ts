/**
 * Turns the text of a states reply into columns in one pass, without an object per state: a whole-trace view of many rows
 * has 100,000 states and more, and the general way (parse, revive 64-bit integers, normalise, copy) takes most of a second.
 * Every distinct look is held once. (Our own server answers in columns, see `frame.ts`; this is for all others.)
 */
import type { Look, States, Status } from '../messages.ts';
import { JsonCursor, splitBase } from './json-cursor.ts';
import { settled } from './replies.ts';

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
    let label = 'null';
    let style = 'null';
    let tags = 0;
    cursor.object((key) => {
      if (key === 'start') start = cursor.integerSince(since);
      else if (key === 'end') end = cursor.integerSince(since);
      else if (key === 'label') label = cursor.raw();
      else if (key === 'style') style = cursor.raw();
      else if (key === 'tags') tags = cursor.number();
      else cursor.skip();
    });
    if (Number.isNaN(start + end)) throw new SyntaxError('a state without start or end');
    columns.add(start, end, columns.look(label, style), tags);
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
  return { status: settled(status, statusMessage), statusMessage, ...columns.finish() };
}

class StateColumns {
  #length = 0;
  #start = new Float64Array(1024);
  #end = new Float64Array(1024);
  #look = new Uint32Array(1024);
  #tags = new Uint8Array(1024);
  readonly #rows: number[] = [];
  readonly #offsets: number[] = [0];
  readonly #looks: Look[] = [];
  /** By JSON text. */
  readonly #lookIds = new Map<string, number>();

  /** Of a label and a style as JSON text. */
  look(label: string, style: string): number {
    const text = `${label},${style}`;
    let id = this.#lookIds.get(text);
    if (id === undefined) {
      const [name, shape] = JSON.parse(`[${text}]`) as [Look['label'] | null, Look['style'] | null];
      id =
        this.#looks.push({ ...(name == null ? {} : { label: name }), ...(shape == null ? {} : { style: shape }) }) - 1;
      this.#lookIds.set(text, id);
    }
    return id;
  }

  add(start: number, end: number, look: number, tags: number): void {
    const at = this.#length++;
    if (at === this.#start.length) this.#grow();
    this.#start[at] = start;
    this.#end[at] = end;
    this.#look[at] = look;
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
      look: this.#look.slice(0, this.#length),
      looks: this.#looks,
      tags: this.#tags.slice(0, this.#length),
    };
  }

  #grow(): void {
    this.#start = doubled(this.#start, Float64Array);
    this.#end = doubled(this.#end, Float64Array);
    this.#look = doubled(this.#look, Uint32Array);
    this.#tags = doubled(this.#tags, Uint8Array);
  }
}

function doubled<T extends { readonly length: number; set(from: T): void }>(
  old: T,
  type: new (length: number) => T,
): T {
  const grown = new type(old.length * 2);
  grown.set(old);
  return grown;
}
