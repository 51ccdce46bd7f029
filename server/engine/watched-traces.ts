/**
 * Whether the files of traces are still as they were when they were opened. A trace that is being written to, or that was
 * recorded anew, is so noticed; what was read of it before stays until the user has it read again.
 */
import type { Format } from '../formats/reader.ts';
import { changedFiles, type FileStates, fileStates } from '../formats/trace-files.ts';

interface Watched {
  readonly format: Format;
  readonly path: string;
  readonly states: FileStates;
  changed: readonly string[];
}

export class WatchedTraces {
  readonly #traces = new Map<string, Watched>();
  #looking: Promise<boolean> | undefined;

  /** Call before the trace is opened: what changes from then on, has changed. Returns how its files are now. */
  async add(uuid: string, format: Format, path: string): Promise<FileStates> {
    const states = await fileStates(format, path);
    this.#traces.set(uuid, { format, path, states, changed: [] });
    return states;
  }

  /** The files that had changed at the last look. */
  changed(uuid: string): readonly string[] {
    return this.#traces.get(uuid)?.changed ?? [];
  }

  /** Looks at all files again. Has anything changed since the look before? */
  look(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<boolean> {
    let news = false;
    for (const trace of this.#traces.values()) {
      const changed = changedFiles(trace.states, await fileStates(trace.format, trace.path));
      news ||= changed.length !== trace.changed.length || changed.some((file) => !trace.changed.includes(file));
      trace.changed = changed;
    }
    return news;
  }
}
