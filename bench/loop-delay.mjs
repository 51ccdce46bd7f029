/**
 * Loaded into the measured server before its own code: on the message `delay` of its parent, it tells how late its main
 * thread, which answers HTTP, came to its timers since the last such message. The server itself knows nothing of this.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Included in what is told. */
const RESOLUTION_MS = 2;

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on('message', (message) => {
    if (message !== 'delay') return;
    process.send({ p99: delay.percentile(99) / 1e9, max: delay.max / 1e9 });
    delay.reset();
  });
}
