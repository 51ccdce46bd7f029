/** Entry of the threads that help to scan a Trace Event file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { claimNext, type SliceThreadInput, type SliceThreadMessage } from './claims.ts';
import { SliceScanner } from './slice.ts';

const input = workerData as SliceThreadInput;
const fd = openSync(input.path, 'r');
const scanner = new SliceScanner(input.size);
const read = (target: Uint8Array, offset: number) => readSync(fd, target, 0, target.length, offset);
for (let number = claimNext(input); number !== undefined; number = claimNext(input)) {
  const slice = scanner.scan(number, read);
  const { rows, texts, args } = slice.events;
  const message: SliceThreadMessage = { number, slice };
  parentPort!.postMessage(message, [rows.buffer, texts.bytes.buffer, texts.ends.buffer, args.buffer]);
}
closeSync(fd);
