/** Numbers from 0 that are taken and given back: the lowest free one, unless a certain one is wanted and free. O(log n). */
export class LaneNumbers {
  /** By number: taken; waits in the heap. */
  readonly #isTaken: boolean[] = [];
  readonly #isWaiting: boolean[] = [];
  /** Least first; some of them may be taken. */
  readonly #heap: number[] = [];

  take(wanted: number): number {
    const free = this.#isTaken[wanted] === false ? wanted : this.#lowest();
    this.#isTaken[free] = true;
    return free;
  }

  give(number: number): void {
    this.#isTaken[number] = false;
    if (this.#isWaiting[number] === true) return;
    this.#isWaiting[number] = true;
    const heap = this.#heap;
    let i = heap.push(number) - 1;
    while (i > 0 && heap[(i - 1) >> 1]! > number) {
      heap[i] = heap[(i - 1) >> 1]!;
      i = (i - 1) >> 1;
    }
    heap[i] = number;
  }

  #lowest(): number {
    while (this.#heap.length > 0) {
      const least = this.#pop();
      this.#isWaiting[least] = false;
      if (this.#isTaken[least] === false) return least;
    }
    return this.#isTaken.length;
  }

  #pop(): number {
    const heap = this.#heap;
    const least = heap[0]!;
    const last = heap.pop()!;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= last) break;
      heap[i] = heap[child]!;
      i = child;
    }
    if (heap.length > 0) heap[i] = last;
    return least;
  }
}
