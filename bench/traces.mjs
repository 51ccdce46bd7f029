/**
 * The traces that are measured: recorded or unpacked once into a temporary folder. Undefined where the machine lacks
 * what a trace needs.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const shared = resolve(import.meta.dirname, '../../shared');
const folder = join(tmpdir(), 'trace-bench');

/** Bytes an iteration of the recorded program, and how much disk is left alone. */
const ITERATION = 25_000;
const SPARE = 2e9;

/** The folder of a CTF trace inside what LTTng recorded. */
const TRACE = 'ust/uid/0/64-bit';

/** A real LTTng-UST recording of function entries and exits, about 525 events an iteration. */
export function recordedCalls(iterations) {
  const script = join(shared, 'tools/record-ust-calls.sh');
  const target = join(folder, `calls-${iterations}`);
  if (!existsSync(target)) {
    if (!existsSync(script)) return undefined;
    mkdirSync(dirname(target), { recursive: true });
    const { bavail, bsize } = statfsSync(dirname(target));
    if (bavail * bsize < iterations * ITERATION + SPARE) return undefined;
    try {
      execFileSync('bash', [script, target, String(iterations)], { stdio: ['ignore', 'ignore', 'inherit'] });
    } catch {
      return undefined;
    }
  }
  return join(target, TRACE);
}

/** A real Chrome recording as plain JSON. */
export async function chromeRecording() {
  const packed = join(shared, 'traces/trace-event/chrome-devtools-126mb.json.gz');
  const target = join(folder, 'chrome-devtools.json');
  if (!existsSync(target)) {
    if (!existsSync(packed)) return undefined;
    mkdirSync(folder, { recursive: true });
    await pipeline(createReadStream(packed), createGunzip(), createWriteStream(target));
  }
  return target;
}
