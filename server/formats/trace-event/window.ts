/**
 * The part of the file that is being looked at: chunks are appended at its end, what was scanned leaves at its front,
 * so that an event which lies across two chunks is seen whole.
 *
 * Invariant: `bytes[end]` is 0, the sentinel of `json-bytes.ts`. Cost: every byte is copied once.
 */
export class Window {
  bytes: Uint8Array = new Uint8Array(1 << 12);
  /** First byte not yet scanned. */
  start = 0;
  end = 0;
  /** No chunk follows. */
  last = false;
  /** Offset in the file of `bytes[0]`. */
  #origin = 0;

  get length(): number {
    return this.end - this.start;
  }

  offsetOf(position: number): number {
    return this.#origin + position;
  }

  append(chunk: Uint8Array): void {
    const kept = this.end - this.start;
    const needed = kept + chunk.length + 1;
    let target = this.bytes;
    if (needed > target.length) target = new Uint8Array(Math.max(needed, target.length * 2));
    if (target === this.bytes) target.copyWithin(0, this.start, this.end);
    else target.set(this.bytes.subarray(this.start, this.end));
    target.set(chunk, kept);
    this.#origin += this.start;
    this.bytes = target;
    this.start = 0;
    this.end = kept + chunk.length;
    target[this.end] = 0;
  }
}
