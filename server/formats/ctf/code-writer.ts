/**
 * Writes the source of decoders line by line and keeps track of the position while it does: as far as the position is
 * known modulo a power of two, alignment is settled now instead of in every event, and the fields of a stretch whose
 * length is known share one check against the end of the bytes.
 *
 * In the written code `p` is a bit position; the true position is `p + offset`, where `p ≡ residue (mod modulus)`.
 * Only numbers and names made here go into the code, never a text of the metadata.
 */
export interface Place {
  readonly modulus: number;
  readonly residue: number;
}

const FINEST: Place = { modulus: 1, residue: 0 };
/** The largest alignment that is tracked. */
const MOST = 65_536;

export class CodeWriter {
  readonly lines: string[] = [];
  /** The statement that leaves when the bytes end too early. */
  readonly #underflow: string;
  #modulus: number;
  #residue: number;
  #offset = 0;
  #check = -1;
  #checked = 0;

  constructor(underflow: string, place: Place = FINEST) {
    this.#underflow = underflow;
    this.#modulus = place.modulus;
    this.#residue = place.residue;
  }

  write(line: string): void {
    this.lines.push(line);
  }

  align(bits: number): void {
    if (bits === 1) return;
    if (this.#modulus >= bits) {
      this.#offset += (bits - ((this.#residue + this.#offset) % bits)) % bits;
      return;
    }
    this.settle();
    this.write(`p = (p + ${bits - 1}) & ${-bits};`);
    this.#modulus = Math.min(bits, MOST);
    this.#residue = 0;
  }

  /** Makes sure that `bits` more bits are there. */
  need(bits: number): void {
    const until = this.#offset + bits;
    if (this.#check < 0) {
      this.#check = this.lines.length;
      this.#checked = 0;
      this.lines.push('');
    }
    if (until > this.#checked) {
      this.#checked = until;
      this.lines[this.#check] = `if (p + ${until} > end) ${this.#underflow}`;
    }
  }

  skip(bits: number): void {
    this.need(bits);
    this.#offset += bits;
  }

  /** Lets `p` be the true position. */
  settle(): void {
    if (this.#offset > 0) {
      this.write(`p = p + ${this.#offset};`);
      this.#residue = (this.#residue + this.#offset) % this.#modulus;
      this.#offset = 0;
    }
    this.#check = -1;
  }

  /** After code that moved `p` in a way that is known so far only. */
  moved(place: Place = FINEST): void {
    this.#modulus = place.modulus;
    this.#residue = place.residue % place.modulus;
    this.#check = -1;
  }

  get place(): Place {
    return { modulus: this.#modulus, residue: (this.#residue + this.#offset) % this.#modulus };
  }

  /** The bit within a byte where the position lies, if known. */
  get bitInByte(): number | undefined {
    return this.#modulus >= 8 ? (this.#residue + this.#offset) % 8 : undefined;
  }

  /** An expression for the position, in bits. */
  get bit(): string {
    return this.#offset === 0 ? 'p' : `p + ${this.#offset}`;
  }

  /** An expression for the byte `distance` bytes after that of the position. */
  byte(distance = 0): string {
    return `(p + ${this.#offset + distance * 8} >> 3)`;
  }
}

/** What is known of a position that is one of two. */
export function either(a: Place, b: Place): Place {
  let modulus = Math.min(a.modulus, b.modulus);
  while ((a.residue - b.residue) % modulus !== 0) modulus /= 2;
  return { modulus, residue: a.residue % modulus };
}
