/** States picked from a row; a list that is filled again and again. */
export class StateSelection {
  length = 0;
  start = new Float64Array(256);
  end = new Float64Array(256);
  value = new Uint32Array(256);

  clear(): void {
    this.length = 0;
  }

  /** Makes room for so many more; replaces the columns if it has to. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.start.length) return;
    const { start, end, value } = this;
    const room = Math.max(needed, start.length * 2);
    this.start = new Float64Array(room);
    this.end = new Float64Array(room);
    this.value = new Uint32Array(room);
    this.start.set(start);
    this.end.set(end);
    this.value.set(value);
  }

  push(start: number, end: number, value: number): void {
    this.reserve(1);
    this.start[this.length] = start;
    this.end[this.length] = end;
    this.value[this.length++] = value;
  }
}
