/** Ties an `ExperimentServer` to the thread that it runs in. The first message says which experiment it is. */
import { parentPort } from 'node:worker_threads';
import { ExperimentServer, type Parts } from './experiment-server.ts';
import type { ToWorker } from './protocol.ts';

export function runWorker(parts: Parts): void {
  const port = parentPort;
  if (!port) throw new Error('this file runs in a worker thread only');
  let server: ExperimentServer | undefined;
  port.on('message', (message: ToWorker) => {
    if (message.kind !== 'open') {
      server?.receive(message);
      return;
    }
    server = new ExperimentServer(message.input, parts, (reply, transfer = []) =>
      port.postMessage(reply, [...transfer]),
    );
    void server.run();
  });
}
