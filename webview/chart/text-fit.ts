/**
 * Shortens text to a width with an ellipsis, without measuring every candidate.
 *
 * Widths of single characters are added up (kerning is below a pixel at these sizes); each is measured once per font.
 */
export class TextFitter {
  readonly #measure: (text: string) => number;
  readonly #widths = new Map<string, number>();
  readonly #ellipsis: number;

  constructor(measure: (text: string) => number) {
    this.#measure = measure;
    this.#ellipsis = measure('…');
  }

  /** The whole text, its beginning with an ellipsis, or '' when there is not room for three characters. */
  fit(text: string, room: number): string {
    let sum = 0;
    let kept = 0;
    let keptLength = 0;
    let length = 0;
    for (const character of text) {
      sum += this.#of(character);
      length += character.length;
      if (sum + this.#ellipsis <= room) {
        kept++;
        keptLength = length;
      }
      if (sum > room) return kept >= 2 ? `${text.slice(0, keptLength)}…` : '';
    }
    return text;
  }

  #of(character: string): number {
    let width = this.#widths.get(character);
    if (width === undefined) {
      width = this.#measure(character);
      this.#widths.set(character, width);
    }
    return width;
  }
}

/** The width of a whole text, added up in the same way. */
export function characterSum(measure: (text: string) => number): (text: string) => number {
  const widths = new Map<string, number>();
  return (text) => {
    let sum = 0;
    for (const character of text) {
      let width = widths.get(character);
      if (width === undefined) {
        width = measure(character);
        widths.set(character, width);
      }
      sum += width;
    }
    return sum;
  };
}
