/**
 * A JSON value as the rows of a tree. What is open, which part of a long list is in sight and what refs stand for is state
 * outside, so that the rows are a pure function of it. Depth is bounded by the text alone: nothing recurses.
 *
 * Of a list or an object at most `WINDOW` members are rows at first; rows before and after them bring more.
 */
import { type ChatMessage, chatOf } from './chat.ts';
import { type JsonKind, type JsonMember, jsonKind, jsonMembers, pathTo, refOf } from './json-value.ts';

export const WINDOW = 100;
/** Rows that are open before anybody opens something. */
const FIRST_ROWS = 60;

export interface TreeState {
  /** By path: what the user opened or closed. */
  readonly open: ReadonlyMap<string, boolean>;
  /** By path: the members in sight. */
  readonly windows: ReadonlyMap<string, Span>;
  /** Conversations that are shown as JSON. */
  readonly raw: ReadonlySet<string>;
  /** By path of a ref: the text of what it stands for. */
  readonly loaded: ReadonlyMap<string, string>;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export const NOTHING_OPEN: TreeState = { open: new Map(), windows: new Map(), raw: new Set(), loaded: new Map() };

interface Place {
  readonly path: string;
  readonly depth: number;
}

export interface ValueRow extends Place {
  readonly kind: JsonKind;
  readonly key: string | number | undefined;
  readonly text: string;
  /** Of an object or array, and of a ref that was followed. */
  readonly isOpen: boolean | undefined;
  /** How many members. */
  readonly size: number;
  readonly ref: string | undefined;
  /** It can be read as a conversation. */
  readonly isChat: boolean;
}

export interface ChatRow extends Place {
  readonly kind: 'chat';
  readonly messages: readonly ChatMessage[];
}

/** Stands for members that are not in sight; `span` is what is in sight once it was used. */
export interface MoreRow extends Place {
  readonly kind: 'more';
  readonly of: string;
  readonly left: number;
  readonly side: 'before' | 'after';
  readonly span: Span;
}

export type JsonRow = ValueRow | ChatRow | MoreRow;

interface Frame extends Place {
  readonly members: readonly JsonMember[];
  readonly span: Span;
  at: number;
}

interface Read {
  readonly text: string;
  readonly members: readonly JsonMember[];
  chat?: readonly ChatMessage[] | undefined;
}

export class JsonRows {
  readonly #root: string;
  readonly #text: string;
  readonly #known = new Map<string, Read>();
  readonly #openAtFirst: ReadonlySet<string>;

  /** `root`: what paths begin with. */
  constructor(root: string, text: string) {
    this.#root = root;
    this.#text = text.trim();
    this.#openAtFirst = this.#firstOpen();
  }

  rows(state: TreeState): readonly JsonRow[] {
    const rows: JsonRow[] = [];
    const frames: Frame[] = [];
    const visit = (path: string, key: string | number | undefined, text: string, depth: number): void => {
      const row = this.#row(path, key, text, depth, state);
      rows.push(row);
      if (row.isOpen !== true) return;
      const below = { path, depth: depth + 1 };
      const stands = row.ref === undefined ? text : state.loaded.get(path)!;
      const messages = row.isChat && !state.raw.has(path) ? this.#chat(path, stands) : undefined;
      if (messages !== undefined) rows.push({ kind: 'chat', messages, ...below, path: `${path} chat` });
      else if (row.ref !== undefined && row.size === 0)
        rows.push(this.#row(`${path}→`, undefined, stands, depth + 1, state));
      else {
        const members = this.#membersOf(path, stands);
        const span = state.windows.get(path) ?? { from: 0, to: WINDOW };
        if (span.from > 0) {
          const more = { from: Math.max(0, span.from - WINDOW), to: span.to };
          rows.push({
            kind: 'more',
            side: 'before',
            left: span.from,
            of: path,
            span: more,
            ...below,
            path: `${path} before`,
          });
        }
        frames.push({ ...below, members, span, at: span.from });
      }
    };

    visit(this.#root, undefined, this.#text, 0);
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { members, span, path, depth } = frame;
      const member = frame.at < span.to ? members[frame.at++] : undefined;
      if (member !== undefined) {
        visit(pathTo(path, member.key), member.key, member.text, depth);
        continue;
      }
      frames.pop();
      if (span.to >= members.length) continue;
      const more = { from: span.from, to: span.to + WINDOW };
      const left = members.length - span.to;
      rows.push({ kind: 'more', side: 'after', left, of: path, span: more, depth, path: `${path} after` });
    }
    return rows;
  }

  #row(path: string, key: string | number | undefined, text: string, depth: number, state: TreeState): ValueRow {
    const ref = refOf(text);
    const stands = ref === undefined ? text : state.loaded.get(path);
    const size = stands === undefined ? 0 : this.#membersOf(path, stands).length;
    const isChat = stands !== undefined && this.#chat(path, stands) !== undefined;
    const canOpen = ref === undefined ? size > 0 : stands !== undefined;
    const isOpen = canOpen
      ? (state.open.get(path) ?? (ref !== undefined || isChat || this.#openAtFirst.has(path)))
      : undefined;
    return { kind: jsonKind(text), path, key, text, depth, ref, size, isChat, isOpen };
  }

  #membersOf(path: string, text: string): readonly JsonMember[] {
    return this.#read(path, text).members;
  }

  #chat(path: string, text: string): readonly ChatMessage[] | undefined {
    const read = this.#read(path, text);
    if (!('chat' in read)) read.chat = chatOf(text);
    return read.chat;
  }

  /** What a ref stands for may be read anew, and be another. */
  #read(path: string, text: string): Read {
    const known = this.#known.get(path);
    if (known?.text === text) return known;
    const read: Read = { text, members: jsonMembers(text) };
    this.#known.set(path, read);
    return read;
  }

  /** Level by level, as long as all fits: what is short is seen as a whole, of what is long the outline. */
  #firstOpen(): ReadonlySet<string> {
    const open = new Set<string>();
    let rows = 1;
    let level: { readonly path: string; readonly text: string }[] = [{ path: this.#root, text: this.#text }];
    while (level.length > 0) {
      const next: typeof level = [];
      for (const { path, text } of level) {
        const members = this.#membersOf(path, text);
        if (members.length === 0) continue;
        const shown = Math.min(members.length, WINDOW);
        if (open.size > 0 && rows + shown > FIRST_ROWS) continue;
        open.add(path);
        rows += shown;
        // A conversation is one row, however much is in it.
        if (this.#chat(path, text) !== undefined) continue;
        for (const member of members.slice(0, WINDOW)) {
          next.push({ path: pathTo(path, member.key), text: member.text });
        }
      }
      level = rows < FIRST_ROWS ? next : [];
    }
    return open;
  }
}

/** A state in which these are open, or closed. */
export function withOpen(state: TreeState, paths: Iterable<string>, isOpen: boolean): TreeState {
  const open = new Map(state.open);
  for (const path of paths) open.set(path, isOpen);
  return { ...state, open };
}
