/** A thread of our own file, `ctf-thread`, beside this one: found from source and from the bundle alike. */
import { Worker } from 'node:worker_threads';
import type { ThreadInput } from './messages.ts';

const FILE = new URL(import.meta.url.endsWith('.ts') ? './ctf-thread.ts' : './ctf-thread.js', import.meta.url);

export function startThread(input: ThreadInput): Worker {
  const transferList = input.task === 'decode' ? [input.texts] : [...(input.decoding?.texts ?? [])];
  const thread = new Worker(FILE, { workerData: input, transferList, stdout: true });
  thread.stdout.resume();
  return thread;
}
