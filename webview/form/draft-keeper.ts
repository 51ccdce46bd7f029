/**
 * Hands a draft to the host a moment after each change, not at each key: a draft may hold a file's content. What is left is
 * handed over at once when the form is hidden or closed.
 */
import type { Draft } from '../../client/messages.ts';

const DELAY_MS = 300;

export class DraftKeeper {
  readonly #save: (draft: Draft) => Promise<void>;
  #waiting: Draft | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(save: (draft: Draft) => Promise<void>) {
    this.#save = save;
  }

  keep(draft: Draft): void {
    if (this.#over) return;
    this.#waiting = draft;
    this.#timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const draft = this.#waiting;
    this.#waiting = undefined;
    // A draft that can't be kept is no reason to stop the user.
    if (draft) void this.#save(draft).catch(() => {});
  }

  /** It was sent or given up: none is kept any more, unless `again` is called. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
    this.#over = true;
  }

  again(draft: Draft): void {
    this.#over = false;
    this.keep(draft);
    this.flush();
  }
}
