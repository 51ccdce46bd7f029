/** Entry of a thread of the call service. */
import { parentPort, workerData } from 'node:worker_threads';
import { openTraceServer } from './open-trace-server.ts';
import type { WorkerInput } from './protocol.ts';
import { runService } from './run-service.ts';

if (!parentPort) throw new Error('this file runs in a worker thread only');
const input = workerData as WorkerInput;
runService(parentPort, () => openTraceServer(input));
