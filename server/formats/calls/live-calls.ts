/**
 * Follows a project: asks the feed for what is new, puts it into the store, and lists the events in order of arrival. All
 * readers of the project share it, so a reader that takes the place of another one asks nothing again.
 *
 * It asks only while somebody awaits `turn`, four times a second at most; what the feed can't answer is asked again, a
 * little later each time.
 */
import type { OutsideFeed } from '../../calls/feed.ts';
import { Float64Column } from '../../index/columns.ts';
import { Pacer } from '../pacer.ts';
import { BEGUN, CallStore, EDITED, ENDED } from './call-store.ts';
import { Prices } from './usage.ts';

const POLL_MS = 250;
const SLOWEST_POLL_MS = 5000;
const PAGE = 5000;
/** What comes while a page is read is the next turn's; a page may be short though more follows. */
const FEW = PAGE / 10;
const STRIDE = 256;
/** Who was not heard of for so long has maybe died without an end: then nobody knows how long its calls went on. */
const SILENCE_MS = 600_000;
/** The clock is told in steps, and late, since an end is known some time after it happened. */
const STEP_MS = 500;
const LAG_MS = 600;
/** Prices change by hand; they are looked up again after so long. */
const PRICES_MS = 30_000;

/** Tests have their own. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  wait(ms: number): Promise<void>;
}

const CLOCK: Clock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export class LiveCalls {
  readonly store = new CallStore();
  readonly feed: OutsideFeed;
  readonly projectId: string;
  /** As people call it. */
  readonly projectName: string;
  readonly clock: Clock;
  /** Twice the call, and one more for its end. */
  readonly arrivals = new Float64Column();
  /** How often something was told otherwise than before. */
  edits = 0;
  /** Everything that was there at first is known. */
  isComplete = false;
  /** Why the feed doesn't answer now. */
  problem: string | undefined;
  /** How long events are held back for those that were earlier, ms; see `HeldBack`. */
  readonly window = { ms: 400 };
  #cursor: string | undefined;
  #turn: Promise<void> | undefined;
  #asked = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** When something was last told, ms since the epoch; of what was there at first, when it happened. */
  #heard = Number.NEGATIVE_INFINITY;
  #prices = new Prices([]);
  #priced = Number.NEGATIVE_INFINITY;

  constructor(feed: OutsideFeed, projectId: string, clock = CLOCK) {
    this.feed = feed;
    this.projectId = projectId;
    this.projectName = feed.projectName(projectId) ?? projectId;
    this.clock = clock;
  }

  /** ms since the epoch until which calls that have not ended are taken to go on; undefined when nothing was told for long. */
  get until(): number | undefined {
    const now = this.clock.now();
    if (now - this.#heard > SILENCE_MS) return undefined;
    return Math.floor((now - this.window.ms - LAG_MS) / STEP_MS) * STEP_MS;
  }

  /** Resolves when the feed has been asked once more. Throws what it says if it never answered. */
  turn(): Promise<void> {
    this.#turn ??= this.#ask().finally(() => {
      this.#turn = undefined;
    });
    return this.#turn;
  }

  async #ask(): Promise<void> {
    const { clock } = this;
    const period = Math.min(SLOWEST_POLL_MS, POLL_MS * 2 ** this.#failures);
    const early = this.#asked + period - clock.now();
    if (early > 0) await clock.wait(early);
    try {
      await this.#read();
      this.problem = undefined;
      this.#failures = 0;
    } catch (error) {
      if (!this.isComplete) throw error;
      this.problem = `New calls can't be read at the moment: ${(error as Error).message}`;
      this.#failures++;
    }
    this.#asked = clock.now();
  }

  async #read(): Promise<void> {
    const pacer = new Pacer();
    for (;;) {
      const { changes, cursor } = await this.feed.changes(this.projectId, this.#cursor, PAGE);
      if (changes.length > 0) await this.#lookUpPrices();
      let done = 0;
      for (const change of changes) {
        const usage = this.#prices.usage(change.ended_at === null ? null : change.summary_dump, change.started_at);
        const news = this.store.put(change, usage);
        if (news !== 0) this.#note(change.id, news);
        const happened = (change.ended_at ?? change.started_at) / 1000;
        this.#heard = Math.max(this.#heard, this.isComplete ? this.clock.now() : Math.min(happened, this.clock.now()));
        if (++done % STRIDE === 0 && pacer.due) await pacer.rest();
      }
      const isLast = cursor === this.#cursor || changes.length < FEW;
      this.#cursor = cursor;
      if (isLast) break;
    }
    this.isComplete = true;
  }

  #note(id: string, news: number): void {
    const call = this.store.numberOf(id)!;
    if ((news & BEGUN) !== 0) this.arrivals.push(2 * call);
    if ((news & ENDED) !== 0) this.arrivals.push(2 * call + 1);
    if ((news & EDITED) !== 0) this.edits++;
  }

  async #lookUpPrices(): Promise<void> {
    if (this.clock.now() - this.#priced < PRICES_MS) return;
    this.#prices = new Prices(await this.feed.prices(this.projectId));
    this.#priced = this.clock.now();
  }
}
