/**
 * Hands a draft to the host a moment after each change, not at each key: a draft may hold a file's content. What is left is
 * handed over at once when the form is hidden or closed.
 */
import type { Draft } from '../../client/configuration-messages.ts';

const DELAY_MS = 300;

export class DraftKeeper {
  readonly #save: (draft: Draft) => Promise<void>;
  readonly #told: (problem: string | undefined) => void;
  #waiting: Draft | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** `told`: after each draft, whether it could be kept, which is no reason to stop the user. */
  constructor(save: (draft: Draft) => Promise<void>, told: (problem: string | undefined) => void) {
    this.#save = save;
    this.#told = told;
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
    if (draft)
      this.#save(draft).then(
        () => this.#told(undefined),
        (error: Error) => this.#told(error.message),
      );
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
