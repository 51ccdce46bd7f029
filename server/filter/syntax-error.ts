/** A filter that can't be understood: says what is wrong and at which character of its text. */
export class FilterSyntaxError extends Error {
  /** Index of the first wrong character in the filter's text. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.name = 'FilterSyntaxError';
    this.position = position;
  }
}
