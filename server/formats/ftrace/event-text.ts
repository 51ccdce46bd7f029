/**
 * What follows the time in a line of ftrace text: the event's name and its fields.
 *
 * The kernel writes most events as `key=value …`. Those it writes otherwise (system calls, requests to disks), and those
 * that trace-cmd writes its own way (scheduling), are brought to that form first, with the names that the kernel's trace points give
 * the fields. Values end where the next key begins, so they may hold spaces, as the names of threads do.
 */
const CALL = /^sys_(\w+)\(/;
const RETURN = /^sys_(\w+) -> (\S+)/;
const FUNCTION = /^(\S+) <--? ?(\S+)$/;
/** Longer texts are taken as they are: scheduling events are short, and the patterns below may look at a text twice. */
const LONGEST = 1024;

/** The name of the event whose text this is, all of it after the time. */
export function eventName(text: string): string {
  const colon = colonAfterName(text);
  if (colon > 0) return text.slice(0, colon);
  const call = CALL.exec(text);
  if (call !== null) return `sys_enter_${call[1]}`;
  const returned = RETURN.exec(text);
  if (returned !== null) return `sys_exit_${returned[1]}`;
  return FUNCTION.test(text) ? 'function' : 'print';
}

/** Its fields as `key=value …`, where it has any. */
export function eventFields(name: string, text: string): string {
  const rest = eventContents(name, text);
  if (rest.length > LONGEST) return rest;
  if (rest !== text) return canonical(name, rest);
  if (name === 'print') return `buf=${text}`;
  if (name.startsWith('sys_exit_')) return `ret=${RETURN.exec(text)?.[2]}`;
  if (name.startsWith('sys_enter_'))
    return listed(text.slice(text.indexOf('(') + 1, text.endsWith(')') ? -1 : undefined));
  return canonical(name, text);
}

/** The text without the event's name, where it stands before it. */
export function eventContents(name: string, text: string): string {
  return text.charCodeAt(name.length) === COLON && text.startsWith(name) ? text.slice(name.length + 1).trim() : text;
}

const COLON = 0x3a;

/** Where the colon stands that ends a name, or −1. */
function colonAfterName(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (at > 0 && (Number.isNaN(next) || next === 0x20 || next === 0x09)) return at;
    } else if (!isWord(code) && code !== 0x2e && code !== 0x2d) return -1;
  }
  return -1;
}

const SWITCH = /^(.*):(-?\d+) \[(-?\d+)\] (\S+) ==> (.*):(-?\d+) \[(-?\d+)\]$/;
const WAKEUP = /^(.*):(-?\d+) \[(-?\d+)\](?: success=(\d))?(?: <?CPU:(\d+)>?)?/;
const REQUEST = /^(\d+),(\d+) (\w+) (?:\d+ )?(?:\([^)]*\) )?(\d+) \+ (\d+)\b.*\[(.*)\]$/;
const NUMBERED_CALL = /^NR (-?\d+) \((.*)\)$/;
const NUMBERED_RETURN = /^NR (-?\d+) = (\S+)$/;

function canonical(name: string, text: string): string {
  switch (name) {
    case 'sched_switch': {
      const found = SWITCH.exec(text);
      if (found === null) return text;
      const [, comm, tid, prio, state, nextComm, nextTid, nextPrio] = found;
      return (
        `prev_comm=${comm} prev_pid=${tid} prev_prio=${prio} prev_state=${state} ` +
        `next_comm=${nextComm} next_pid=${nextTid} next_prio=${nextPrio}`
      );
    }
    case 'sched_wakeup':
    case 'sched_wakeup_new':
    case 'sched_waking': {
      const found = WAKEUP.exec(text);
      if (found === null) return text;
      const [, comm, tid, prio, success = '1', cpu] = found;
      return `comm=${comm} pid=${tid} prio=${prio} success=${success}${cpu === undefined ? '' : ` target_cpu=${cpu}`}`;
    }
    case 'block_rq_insert':
    case 'block_rq_issue':
    case 'block_rq_merge':
    case 'block_rq_complete':
    case 'block_bio_frontmerge': {
      const found = REQUEST.exec(text);
      if (found === null) return text;
      const [, major, minor, rwbs, sector, count, last] = found;
      const dev = Number(major) * 2 ** 20 + Number(minor);
      const known = name === 'block_rq_complete' ? 'error' : 'comm';
      return `dev=${dev} rwbs=${rwbs} sector=${sector} nr_sector=${count} ${known}=${last}`;
    }
    case 'sys_enter': {
      const found = NUMBERED_CALL.exec(text);
      return found === null ? text : `id=${found[1]} args=${found[2]}`;
    }
    case 'sys_exit': {
      const found = NUMBERED_RETURN.exec(text);
      return found === null ? text : `id=${found[1]} ret=${found[2]}`;
    }
    case 'function': {
      const found = FUNCTION.exec(text);
      return found === null ? text : `function=${found[1]} parent=${found[2]}`;
    }
    case 'tracing_mark_write':
    case 'print':
    case 'bprint':
      return `buf=${text}`;
    default:
      if (name.startsWith('sys_enter_')) return listed(text);
      if (name.startsWith('sys_exit_') && !text.includes('=')) return `ret=${text}`;
      return text;
  }
}

/** "fd: 3, buf: 0x7f" → "fd=3 buf=0x7f". */
function listed(text: string): string {
  return text.replace(/(^|, )(\w+): /g, (_, separator: string, key: string) => `${separator === '' ? '' : ' '}${key}=`);
}

const EQUALS = 0x3d;
/** What somebody wrote into the trace has no fields of its own. */
const FREE = 'buf=';

/** The fields of one text, as places in it; filled again and again. */
export class FieldSpans {
  count = 0;
  #text = '';
  /** Four numbers a field: begin and end of its key, begin and end of its value. */
  #spans = new Int32Array(4 * 64);

  read(text: string): void {
    this.#text = text;
    this.count = 0;
    for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
      let key = at;
      while (key > 0 && isWord(text.charCodeAt(key - 1))) key--;
      // "==>" is none, and a key stands alone or behind a bracket.
      if (key === at || text.charCodeAt(at + 1) === EQUALS || (key > 0 && !opens(text.charCodeAt(key - 1)))) continue;
      this.#endValue(key);
      this.#add(key, at);
      if (key === 0 && text.startsWith(FREE)) break;
    }
    this.#endValue(text.length);
  }

  key(i: number): string {
    return this.#text.slice(this.#spans[4 * i]!, this.#spans[4 * i + 1]!);
  }

  value(i: number): string {
    return this.#text.slice(this.#spans[4 * i + 2]!, this.#spans[4 * i + 3]!);
  }

  /** Undefined where the event has no such field. */
  find(name: string): string | undefined {
    const spans = this.#spans;
    for (let i = 0; i < this.count; i++) {
      const start = spans[4 * i]!;
      if (spans[4 * i + 1]! - start === name.length && this.#text.startsWith(name, start)) return this.value(i);
    }
    return undefined;
  }

  #add(key: number, equals: number): void {
    if (4 * this.count === this.#spans.length) {
      const grown = new Int32Array(2 * this.#spans.length);
      grown.set(this.#spans);
      this.#spans = grown;
    }
    const at = 4 * this.count++;
    this.#spans[at] = key;
    this.#spans[at + 1] = equals;
    this.#spans[at + 2] = equals + 1;
    this.#spans[at + 3] = this.#text.length;
  }

  /** The value of the last field ends before `next`, less what separates the two. */
  #endValue(next: number): void {
    if (this.count === 0) return;
    const start = this.#spans[4 * this.count - 2]!;
    let end = next;
    while (end > start && separates(this.#text.charCodeAt(end - 1))) end--;
    if (this.#text.endsWith(' ==>', end)) end -= 4;
    while (end > start && this.#text.charCodeAt(end - 1) === 0x20) end--;
    this.#spans[4 * this.count - 1] = end;
  }
}

function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}

/** Blank, bracket or comma. */
function opens(code: number): boolean {
  return code === 0x20 || code === 0x5b || code === 0x28 || code === 0x2c;
}

/** What may stand between a value and the next key, or at the end of the line. */
function separates(code: number): boolean {
  return code === 0x20 || code === 0x5b || code === 0x28 || code === 0x2c || code === 0x5d;
}
