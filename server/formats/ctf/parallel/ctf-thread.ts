/** Entry of the threads that help to read a CTF trace. */
import { parentPort, workerData } from 'node:worker_threads';
import { decode } from './decode-task.ts';
import { type FromThread, failure, type ThreadInput } from './messages.ts';
import { read } from './read-task.ts';

const input = workerData as ThreadInput;
const post = (message: FromThread) => parentPort!.postMessage(message);
try {
  if (input.task === 'read') read(input, post);
  else decode(input, post);
} catch (error) {
  post(failure(error));
}
