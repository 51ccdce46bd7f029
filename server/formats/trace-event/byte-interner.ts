/**
 * Texts by number, straight from bytes: a name that was seen before costs a hash and a comparison, not a JavaScript
 * string. The scanner meets each name, category and pid thousands of times and makes a string of it once, at the end.
 *
 * Ids are dense from 0. Texts are kept as UTF-8, one after the other. Cost: 16 bytes a text and its bytes.
 */
const HASH_SEED = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

export function hashStart(): number {
  return HASH_SEED;
}

export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_FACTOR);
}

export class ByteInterner {
  #bytes = new Uint8Array(1 << 12);
  #used = 0;
  /** Where each text ends in `#bytes`; it begins where the one before ends. */
  #ends = new Float64Array(1 << 8);
  #hashes = new Int32Array(1 << 8);
  /** id + 1, or 0 for a free slot. */
  #slots = new Int32Array(1 << 9);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `hash` is `hashByte` folded over the bytes from `hashStart()`. */
  intern(source: Uint8Array, from: number, to: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const length = to - from;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      const id = entry - 1;
      if (this.#hashes[id] === hash && this.#equals(id, source, from, length)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(source, from, to, hash, slot);
  }

  internText(text: string): number {
    const bytes = Buffer.from(text, 'utf8');
    let hash = hashStart();
    for (let i = 0; i < bytes.length; i++) hash = hashByte(hash, bytes[i]);
    return this.intern(bytes, 0, bytes.length, hash);
  }

  text(id: number): string {
    const from = id === 0 ? 0 : this.#ends[id - 1];
    return Buffer.from(this.#bytes.buffer, from, this.#ends[id] - from).toString('utf8');
  }

  #equals(id: number, source: Uint8Array, from: number, length: number): boolean {
    const start = id === 0 ? 0 : this.#ends[id - 1];
    if (this.#ends[id] - start !== length) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== source[from + i]) return false;
    return true;
  }

  #add(source: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const id = this.#size++;
    if (id === this.#hashes.length) {
      this.#ends = grown(this.#ends, new Float64Array(id * 2));
      this.#hashes = grown(this.#hashes, new Int32Array(id * 2));
    }
    const used = this.#used + (to - from);
    if (used > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(used, this.#bytes.length * 2)));
    }
    this.#bytes.set(source.subarray(from, to), this.#used);
    this.#used = used;
    this.#ends[id] = used;
    this.#hashes[id] = hash;
    this.#slots[slot] = id + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#size; id++) {
      const hash = this.#hashes[id];
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
