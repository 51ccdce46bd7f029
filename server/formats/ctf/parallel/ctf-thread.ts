/** Entry of the threads that help to read a CTF trace. */
import { parentPort, workerData } from 'node:worker_threads';
import { failure, type ThreadInput } from './messages.ts';
import { read } from './read-task.ts';

const input = workerData as ThreadInput;
const port = parentPort!;
try {
  read(input, (message) => port.postMessage(message));
} catch (error) {
  port.postMessage(failure(error));
}
