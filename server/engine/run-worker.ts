/** Ties an `ExperimentServer` to the thread that it runs in. */
import { parentPort, workerData } from 'node:worker_threads';
import { ExperimentServer, type Parts } from './experiment-server.ts';
import type { ToWorker, WorkerInput } from './protocol.ts';

export function runWorker(parts: Parts): void {
  const port = parentPort;
  if (!port) throw new Error('this file runs in a worker thread only');
  const server = new ExperimentServer(workerData as WorkerInput, parts, (message, transfer = []) =>
    port.postMessage(message, [...transfer]),
  );
  port.on('message', (message: ToWorker) => server.receive(message));
  void server.run();
}
