/** Where the call service's questions are answered: in a thread of its own, or, for tests and small tools, in this one. */
import { totalmem } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { TraceServer } from '../trace-server.ts';
import type { Connect, FromWorker, ToWorker, WorkerInput } from './protocol.ts';
import { runService } from './run-service.ts';

const FILE = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './calls-thread.js', import.meta.url);
const MIB = 1024 * 1024;

/** `file`: tests bring their own. */
export function inThread(input: WorkerInput, file: URL = FILE): Connect {
  return (receive, lost) => {
    const worker = new Worker(file, {
      workerData: input,
      stdout: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(1024, Math.floor(totalmem() / 4 / MIB)) },
    });
    let failure: unknown;
    worker.stdout.resume();
    worker.on('message', receive);
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', (code) => lost(failure ?? (code === 0 ? undefined : new Error(`a thread exited with ${code}`))));
    return {
      post: (message, transfer = []) => worker.postMessage(message, transfer),
      terminate: () => void worker.terminate(),
    };
  };
}

/** The server is closed with the service. */
export function inProcess(open: () => Promise<TraceServer>): Connect {
  return (receive, lost) => {
    const { port1, port2 } = new MessageChannel();
    runService(port2, open);
    port1.on('message', (message: FromWorker) => receive(message));
    port1.on('close', () => lost());
    return {
      post: (message: ToWorker, transfer = []) => port1.postMessage(message, transfer),
      terminate: () => port1.close(),
    };
  };
}
