/**
 * Where starts and ends go that could not be handed over: a file of JSON lines, `{at, reason, item}`, that can be sent
 * again as it is. Written at once and synchronously, since the process may be ending. When it is full it becomes `.1`,
 * that `.2` and so on; the oldest goes, which is told like everything that is lost.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Rotation {
  /** Bytes from which on a new file is begun. */
  readonly size: number;
  /** Full files that are kept. */
  readonly kept: number;
}

export class DeadLetters {
  readonly #file: string;
  readonly #rotation: Rotation;
  #written: number | undefined;

  constructor(file: string, rotation: Rotation = { size: 128 * 1024 * 1024, kept: 3 }) {
    this.#file = file;
    this.#rotation = rotation;
  }

  /** `items`: JSON texts. Throws what the file system does. */
  add(items: readonly string[], reason: string): void {
    const at = JSON.stringify(new Date().toISOString());
    const because = JSON.stringify(reason);
    const lines = Buffer.from(items.map((item) => `{"at":${at},"reason":${because},"item":${item}}\n`).join(''));
    this.#written ??= this.#sizeOnDisk();
    if (this.#written > 0 && this.#written + lines.length > this.#rotation.size) this.#rotate();
    appendFileSync(this.#file, lines, { mode: 0o600 });
    this.#written += lines.length;
  }

  #sizeOnDisk(): number {
    mkdirSync(dirname(this.#file), { recursive: true });
    return existsSync(this.#file) ? statSync(this.#file).size : 0;
  }

  #rotate(): void {
    const numbered = (i: number): string => (i === 0 ? this.#file : `${this.#file}.${i}`);
    rmSync(numbered(this.#rotation.kept), { force: true });
    for (let i = this.#rotation.kept - 1; i >= 0; i--) {
      if (existsSync(numbered(i))) renameSync(numbered(i), numbered(i + 1));
    }
    this.#written = 0;
  }
}
