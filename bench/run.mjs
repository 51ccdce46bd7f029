/**
 * `npm run bench`: measures the server against a reference in one run, so that ratios mean something on any machine.
 * Prints one table: what, ours, reference, ratio (medians; the machine's noise is the spread of the single runs), the aim
 * and whether it is met.
 *   npm run bench -- --runs 3 --only kernel,json
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { callsService } from './calls-service.mjs';
import { calls, json, kernel, slice, startUp, states } from './measurements.mjs';
import { chromeRecording, longKernelTrace, longRecording, recordedCalls } from './traces.mjs';

const ALL = 'calls-service,calls,kernel,json,states,slice,start';
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', default: ALL } },
});
const runs = Number(values.runs);
const only = values.only.split(',');
const rows = [];
const skipped = [];

/** Measures what was asked for, unless what it needs is missing. */
async function measure(name, needs, missing, work) {
  if (!only.includes(name)) return;
  const found = await needs();
  if (found === undefined) skipped.push(`${name}: ${missing}`);
  else rows.push(...(await work(found, runs)));
}

const NO_RECORDING = 'needs lttng-tools, liblttng-ust-dev, gcc, the recording script and 0.5 GB of disk';
const load = loadavg()[0].toFixed(1);
await measure(
  'start',
  () => true,
  '',
  (_, runs) => startUp(runs),
);
await measure('slice', () => recordedCalls(19060), NO_RECORDING, slice);
await measure('calls', () => recordedCalls(19060), NO_RECORDING, calls);
await measure('kernel', () => longKernelTrace(10_000_000), 'needs the trace many-threads and 0.4 GB of disk', kernel);
await measure('json', chromeRecording, 'no Chrome recording', async (chrome, runs) => {
  const long = await longRecording(chrome, 2 ** 30);
  return json([chrome, ...(long ? [long] : [])], chrome, runs);
});
await measure(
  'states',
  () => recordedCalls(1905) && [1905, 19060, 76240].map(recordedCalls).filter((path) => path !== undefined),
  NO_RECORDING,
  states,
);

await measure(
  'calls-service',
  () => true,
  '',
  (_, runs) => callsService(runs),
);

console.log(`${availableParallelism()} CPUs; load ${load} before, ${loadavg()[0].toFixed(1)} after; ${runs} runs each`);
console.log('| what | ours | reference | ratio | aim | met |\n| --- | --- | --- | --- | --- | --- |');
for (const row of rows) console.log(`| ${Object.values(row).join(' | ')} |`);
for (const why of skipped) console.log(`skipped: ${why}`);
if (rows.length === 0) process.exit(1);
