/** The Common Trace Format, versions 1.8 and 2: a folder with a file `metadata` and a data file for each stream. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Format, FormatError } from '../reader.ts';
import { fileStart, metadataKind } from './metadata-file.ts';
import { CtfReader } from './reader.ts';

/** Tracers' sessions hold their traces a few levels down (`ust/uid/0/64-bit`). */
const DEEPEST = 6;
const MOST_FOLDERS = 1000;

export const ctfFormat: Format = {
  id: 'ctf',
  name: 'Common Trace Format',

  sniff(path) {
    try {
      return ctfTraces(path).length > 0 ? 'certain' : undefined;
    } catch {
      return undefined;
    }
  },

  isTraceFolder: (path) => isMetadata(join(path, 'metadata')),

  files: (path) =>
    ctfTraces(path).flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => join(folder, name)),
    ),

  async open(path) {
    const traces = ctfTraces(path);
    if (traces.length === 0)
      throw new FormatError('there is no CTF trace: no folder with a file called metadata', path);
    if (traces.length > 1) {
      const names = traces.map((trace) => trace.slice(path.length + 1)).join(', ');
      throw new FormatError(`this folder holds ${traces.length} traces, to be opened as an experiment: ${names}`, path);
    }
    return CtfReader.open(traces[0]!);
  },
};

/** The folders of all traces at `path`: itself, or its `metadata` file, or a recording session above them. */
export function ctfTraces(path: string): string[] {
  if (basename(path) === 'metadata' && isMetadata(path)) return [dirname(path)];
  const traces: string[] = [];
  let left = MOST_FOLDERS;
  const search = (folder: string, depth: number) => {
    if (left-- <= 0) return;
    if (isMetadata(join(folder, 'metadata'))) {
      traces.push(folder);
      return;
    }
    if (depth === 0) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) search(join(folder, entry.name), depth - 1);
    }
  };
  if (existsSync(path) && statSync(path).isDirectory()) search(path, DEEPEST);
  return traces.sort();
}

function isMetadata(path: string): boolean {
  return existsSync(path) && metadataKind(fileStart(path)) !== undefined;
}
