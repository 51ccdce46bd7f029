/**
 * The binaries that traces have mapped, each read once for all of them when it is first needed; the ones not used for the
 * longest time go when they take too much room. What could not be used is told in notices.
 */
import { type Binary, type BinaryFacts, readBinary } from '../../binaries/binary.ts';
import type { FileSystem } from '../../binaries/file-system.ts';
import type { Notice } from '../../formats/reader.ts';
import { Pace } from '../pace.ts';

const MOST_BYTES = 512 * 2 ** 20;
const MOST_NOTICES = 100;

interface Place {
  readonly reading: Promise<Binary | undefined>;
  /** Once it has been read. */
  binary?: Binary | undefined;
}

export class BinaryShelf {
  readonly notices: Notice[] = [];
  readonly #files: FileSystem;
  /** Several may wait for one binary, so none of them can call it off. */
  readonly #pace = new Pace();
  /** The last used one comes last. */
  readonly #places = new Map<string, Place>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Undefined if there is none, or nobody has had it read, or room was needed. */
  find(facts: BinaryFacts): Binary | undefined {
    return this.#places.get(keyOf(facts))?.binary;
  }

  /** Reads it, unless that has been done. */
  async read(facts: BinaryFacts): Promise<Binary | undefined> {
    const key = keyOf(facts);
    let place = this.#places.get(key);
    if (place === undefined) {
      place = { reading: readBinary(facts, this.#files, this.#pace, this.#tell) };
    } else this.#places.delete(key);
    this.#places.set(key, place);
    place.binary = await place.reading;
    this.#makeRoom(key);
    return place.binary;
  }

  /** The same, with its source lines. */
  async readLines(facts: BinaryFacts): Promise<Binary | undefined> {
    const binary = await this.read(facts);
    await binary?.readLines(this.#pace, this.#tell);
    this.#makeRoom(keyOf(facts));
    return binary;
  }

  readonly #tell = (message: string, file: string): void => {
    // A hundred binaries of another machine need not say so a hundred times.
    const known = this.notices.some((notice) => notice.message === message);
    if (!known && this.notices.length < MOST_NOTICES) this.notices.push({ message, file });
  };

  #makeRoom(kept: string): void {
    let bytes = 0;
    for (const { binary } of this.#places.values()) bytes += binary?.bytes ?? 0;
    for (const [key, { binary }] of this.#places) {
      if (bytes <= MOST_BYTES) return;
      if (key === kept || binary === undefined) continue;
      bytes -= binary.bytes;
      this.#places.delete(key);
    }
  }
}

function keyOf({ path, buildId, debugLink }: BinaryFacts): string {
  return [path, buildId, debugLink?.name, debugLink?.crc].join('\0');
}
