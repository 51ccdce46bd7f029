/**
 * Execution graphs drawn as text, for tests. A line is a worker; its characters say what it does in each unit of time:
 *
 *   r running · b blocked · p preempted · i interrupted · t timer · d disk · n network · u unknown · . not there
 *
 * A column of digits can be written above for the eye: lines that begin with # are not read. Wake-ups are words
 * `B>A@7`: B ends at 7 what A waits for, or creates A; `B@5>A@7`: what B sent at 5 does so. A blocked stretch that no
 * worker ended may have a cause: `!A@7`.
 *
 * `pathText` draws a path in the same way, followed by its arrows: `B>A@7` for a wake-up, `A-B@3` for a wait.
 */

import { type CriticalPath, Link } from '../critical-path.ts';
import { Edge, type EdgeName } from '../edge-type.ts';
import type { ExecutionGraph, Stretch } from '../execution-graph.ts';

const LETTERS: Readonly<Record<string, EdgeName>> = {
  r: 'running',
  b: 'blocked',
  p: 'preempted',
  i: 'interrupted',
  t: 'timer',
  d: 'blockDevice',
  n: 'network',
  u: 'unknown',
};
const WAITS = 'bn';

interface WakeUp {
  readonly waker: number;
  readonly sent: number;
}

export class TextGraph implements ExecutionGraph {
  readonly names: readonly string[];
  readonly #lines: readonly string[];
  /** By `worker@time`. */
  readonly #wakeUps = new Map<string, WakeUp>();
  readonly #causes = new Set<string>();

  constructor(drawing: string, wakeUps = '') {
    const lines = drawing
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/\s+/));
    this.names = lines.map(([name]) => name!);
    this.#lines = lines.map(([, states]) => states!);
    for (const word of wakeUps.split(/\s+/).filter((text) => text !== '')) {
      const match = /^(?:!|(\w+)(?:@(\d+))?>)(\w+)@(\d+)$/.exec(word);
      if (match === null) throw new Error(`not a wake-up: ${word}`);
      const [, waker, sent, target, time] = match;
      const key = `${this.worker(target!)}@${time}`;
      if (waker === undefined) this.#causes.add(key);
      else this.#wakeUps.set(key, { waker: this.worker(waker), sent: Number(sent ?? time) });
    }
  }

  worker(name: string): number {
    const worker = this.names.indexOf(name);
    if (worker < 0) throw new Error(`there is no worker ${name}`);
    return worker;
  }

  /** The first and last time at which the worker is there. */
  span(worker: number): [number, number] {
    const line = this.#lines[worker]!;
    return [line.search(/[^.]/), line.replace(/\.*$/, '').length];
  }

  before(worker: number, time: number, stretch: Stretch): boolean {
    const line = this.#lines[worker]!;
    const letter = line[time - 1];
    if (letter === undefined) return false;
    let start = time - 1;
    while (start > 0 && line[start - 1] === letter) start--;
    let end = time;
    while (end < line.length && line[end] === letter) end++;
    if (letter === '.' && start > 0) return false;
    const wakeUp = this.#wakeUps.get(`${worker}@${end}`);
    if (letter === '.' && wakeUp === undefined) return false;
    stretch.start = letter === '.' ? -Infinity : start;
    stretch.end = end;
    stretch.type = Edge[letter === '.' ? 'blocked' : LETTERS[letter]!];
    const waits = letter === '.' || WAITS.includes(letter);
    stretch.waker = waits ? (wakeUp?.waker ?? -1) : -1;
    stretch.sent = wakeUp?.sent ?? end;
    stretch.cause = this.#causes.has(`${worker}@${end}`) ? 1 : 0;
    return true;
  }

  pathText(path: CriticalPath): string[] {
    const letters = new Map(Object.entries(LETTERS).map(([letter, name]) => [Edge[name], letter]));
    const drawn = this.names.map(() => '.'.repeat(path.to).split(''));
    const arrows: string[] = [];
    for (let i = path.length - 1; i >= 0; i--) {
      const row = drawn[path.worker.data[i]!]!;
      row.fill(letters.get(path.type.data[i]!)!, path.start.data[i]!, path.end.data[i]!);
      if (path.link.data[i] === Link.none) continue;
      const [from, to] = [path.worker.data[i]!, path.worker.data[i - 1]!].map((worker) => this.names[worker]);
      arrows.push(`${from}${path.link.data[i] === Link.wakes ? '>' : '-'}${to}@${path.end.data[i]}`);
    }
    const lines = drawn.map((row, worker) => `${this.names[worker]} ${row.join('')}`);
    return [...lines.filter((line) => /[^.]/.test(line.split(' ')[1]!)), arrows.join(' ')];
  }
}
