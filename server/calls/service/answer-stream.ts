/**
 * A streamed answer between the thread that writes it and the connection that it goes to. Holds no more chunks than the
 * thread was allowed to send: what is taken lets it send as much again.
 */
export class AnswerStream implements AsyncIterableIterator<Uint8Array> {
  readonly #taken: (bytes: number) => void;
  readonly #cancelled: () => void;
  readonly #chunks: Uint8Array[] = [];
  #ended: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(taken: (bytes: number) => void, cancelled: () => void) {
    this.#taken = taken;
    this.#cancelled = cancelled;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  end(error?: unknown): void {
    this.#ended ??= { error };
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    while (this.#chunks.length === 0 && this.#ended === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const value = this.#chunks.shift();
    if (value !== undefined) {
      this.#taken(value.byteLength);
      return { done: false, value };
    }
    if (this.#ended?.error !== undefined) throw this.#ended.error;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (this.#ended === undefined) this.#cancelled();
    this.#chunks.length = 0;
    this.end();
    return { done: true, value: undefined };
  }
}
