/**
 * The traces that are measured: recorded or unpacked once into a temporary folder. Undefined where the machine lacks
 * what a trace needs.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { repeatCtf } from './repeat-ctf.ts';

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
    if (!hasRoom(iterations * ITERATION)) return undefined;
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

/** That recording again and again, each round moved on in time, until it has as many bytes. */
export function longRecording(recording, bytes) {
  const target = join(folder, `chrome-devtools-${bytes}.json`);
  if (existsSync(target)) return target;
  if (!hasRoom(bytes)) return undefined;
  const text = readFileSync(recording, 'utf8');
  const begin = text.indexOf('[') + 1;
  const end = text.lastIndexOf('],"metadata"');
  const events = text.slice(begin, end);
  const times = [...events.matchAll(TIME)].map(([, time]) => Number(time)).filter((time) => time > 0);
  const span = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b)) + GAP_US;
  return finished(target, (unfinished) => {
    const file = openSync(unfinished, 'w');
    writeSync(file, text.slice(0, begin));
    for (let round = 0, size = 0; size < bytes; round++) {
      const moved = events.replace(TIME, (_, time) => `"ts":${Number(time) > 0 ? Number(time) + round * span : 0}`);
      writeSync(file, `${round > 0 ? ',' : ''}${moved}`);
      size += moved.length;
    }
    writeSync(file, text.slice(end));
    closeSync(file);
  });
}

const TIME = /"ts":(\d+)/g;
/** Between two rounds. */
const GAP_US = 1000;

/** A real LTTng kernel trace of 8 CPUs again and again, until it has as many events. */
export async function longKernelTrace(events) {
  const source = join(shared, 'traces/ctf/many-threads');
  const target = join(folder, `kernel-${events}`);
  if (existsSync(target)) return target;
  if (!existsSync(source) || !hasRoom(events * KERNEL_EVENT)) return undefined;
  mkdirSync(folder, { recursive: true });
  return finished(target, (unfinished) => repeatCtf(source, unfinished, events));
}

/** Bytes an event of that trace. */
const KERNEL_EVENT = 34;

/** Makes something under another name, so that nobody finds a half of it later. */
async function finished(target, make) {
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  renameSync(unfinished, target);
  return target;
}

function hasRoom(bytes) {
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize > bytes + SPARE;
}
