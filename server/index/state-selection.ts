/** States picked from a row; a list that is filled again and again. */
export class StateSelection {
  length = 0;
  start = new Float64Array(256);
  end = new Float64Array(256);
  value = new Uint32Array(256);

  clear(): void {
    this.length = 0;
  }

  push(start: number, end: number, value: number): void {
    if (this.length === this.start.length) {
      const { start, end, value } = this;
      this.start = new Float64Array(this.length * 2);
      this.end = new Float64Array(this.length * 2);
      this.value = new Uint32Array(this.length * 2);
      this.start.set(start);
      this.end.set(end);
      this.value.set(value);
    }
    this.start[this.length] = start;
    this.end[this.length] = end;
    this.value[this.length++] = value;
  }
}
