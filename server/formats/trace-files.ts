/**
 * In what state the files of a trace are: their sizes, when they were last changed (ns), and which files they are. What
 * was learnt of a trace holds as long as all of this stays the same. Cost: one look at each file, off the thread.
 */
import { stat } from 'node:fs/promises';
import type { Format } from './reader.ts';

/** Path → state; equal as long as nothing has changed. A file that can't be looked at has a state too. */
export type FileStates = ReadonlyMap<string, string>;

export async function fileStates(format: Format, path: string): Promise<FileStates> {
  const files = filesOf(format, path);
  const states = await Promise.all(
    files.map(async (file): Promise<[string, string]> => {
      try {
        const { size, mtimeNs, ino } = await stat(file, { bigint: true });
        return [file, `${size} ${mtimeNs} ${ino}`];
      } catch (error) {
        return [file, (error as NodeJS.ErrnoException).code ?? 'unknown'];
      }
    }),
  );
  return new Map(states);
}

function filesOf(format: Format, path: string): readonly string[] {
  try {
    return format.files?.(path) ?? [path];
  } catch {
    return [path];
  }
}

/** The files that were changed, added or removed between two looks. */
export function changedFiles(before: FileStates, after: FileStates): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
}
