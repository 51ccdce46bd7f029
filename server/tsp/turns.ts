/** Changes that must not overlap: of one key, each begins when those before it have ended, whether well or not. */
export class Turns {
  /** The last change of each key that has one; it never rejects. */
  readonly #last = new Map<string, Promise<unknown>>();

  take<T>(key: string, change: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(key) ?? Promise.resolve()).then(change);
    const turn = done.catch(() => undefined);
    this.#last.set(key, turn);
    void turn.then(() => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    });
    return done;
  }
}
