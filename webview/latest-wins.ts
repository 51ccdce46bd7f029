/**
 * One question at a time, and of those that came meanwhile only the last: while the hand moves, the server is never asked
 * faster than it answers, and never later than it could be. An answer that is still RUNNING is asked for again, each time
 * after a longer pause.
 */
import type { Status } from '../client/messages.ts';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 3000;

export interface Timers {
  set(then: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

const realTimers: Timers = {
  set: (then, milliseconds) => setTimeout(then, milliseconds),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export class LatestWins<Question, Answer extends { readonly status?: Status }> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #got: (answer: Answer, question: Question) => void;
  readonly #failed: (error: unknown, question: Question) => void;
  readonly #busy: (change: 1 | -1) => void;
  readonly #timers: Timers;
  #asking: Question | undefined;
  #next: Question | undefined;
  #timer: unknown;
  #pause = FIRST_PAUSE;
  #stopped = false;

  constructor(to: {
    readonly ask: (question: Question) => Promise<Answer>;
    readonly got: (answer: Answer, question: Question) => void;
    readonly failed: (error: unknown, question: Question) => void;
    /** Told +1 and −1 for every question on its way. */
    readonly busy?: (change: 1 | -1) => void;
    readonly timers?: Timers;
  }) {
    this.#ask = to.ask;
    this.#got = to.got;
    this.#failed = to.failed;
    this.#busy = to.busy ?? (() => {});
    this.#timers = to.timers ?? realTimers;
  }

  /** The question on its way, or the one that follows it. */
  get wanted(): Question | undefined {
    return this.#next ?? this.#asking;
  }

  want(question: Question): void {
    if (this.#stopped) return;
    this.#timers.clear(this.#timer);
    this.#pause = FIRST_PAUSE;
    if (this.#asking === undefined) void this.#start(question);
    else this.#next = question;
  }

  stop(): void {
    this.#stopped = true;
    this.#next = undefined;
    this.#timers.clear(this.#timer);
  }

  async #start(question: Question): Promise<void> {
    this.#asking = question;
    this.#busy(1);
    let status: Status | undefined;
    try {
      const answer = await this.#ask(question);
      status = answer.status;
      if (!this.#stopped) this.#got(answer, question);
    } catch (error) {
      if (!this.#stopped) this.#failed(error, question);
    }
    this.#busy(-1);
    this.#asking = undefined;
    const next = this.#next;
    this.#next = undefined;
    if (this.#stopped) return;
    if (next !== undefined) void this.#start(next);
    else if (status === 'RUNNING') this.#again(question);
  }

  #again(question: Question): void {
    this.#timer = this.#timers.set(() => void this.#start(question), this.#pause);
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 1.6);
  }
}
