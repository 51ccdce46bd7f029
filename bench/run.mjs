/**
 * `npm run bench`: measures the server against a reference in one run, so that ratios mean something on any machine.
 * Prints one table: what, ours, reference, ratio (medians), the aim, and the spread of the runs.
 *   npm run bench -- --runs 3
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';
import { median, noise, quantile, seconds } from './statistics.mjs';
import { chromeRecording, recordedCalls } from './traces.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const RUNS = Number(values.runs);
const SAMPLES = 2000;
const rows = [];
const skipped = [];

function report(what, ours, reference, ratio, aim, spread = '') {
  rows.push({
    what,
    ours,
    reference,
    ratio: ratio === undefined ? '' : ratio < 0.1 ? ratio.toFixed(4) : ratio.toFixed(2),
    aim,
    spread,
  });
}

/** From nothing to an answered flame chart of the whole trace. */
async function openToFlameChart(path) {
  const server = await startServer();
  let events = 0;
  const time = await seconds(async () => {
    const id = await server.open(path);
    events = Number((await server.indexed(id)).nbEvents);
    await (await server.wholeFlameChart(id, SAMPLES))();
  });
  const memory = server.peakMemory();
  await server.stop();
  return { time, memory, events };
}

async function repeat(work) {
  const results = [];
  for (let run = 0; run < RUNS; run++) results.push(await work());
  return results;
}

const percent = (share) => `±${(share * 50).toFixed(0)} %`;
const s = (value) => `${value.toFixed(2)} s`;
const ms = (value) => `${(value * 1000).toFixed(1)} ms`;
const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

async function ctf(path) {
  const counter = () =>
    seconds(() => execFileSync('babeltrace2', [path, '-c', 'sink.utils.counter'], { stdio: 'ignore' }));
  const ours = await repeat(() => openToFlameChart(path));
  const times = ours.map((run) => run.time);
  const { events } = ours[0];
  const what = `open + index + flame chart, ${(events / 1e6).toFixed(1)} M CTF events`;
  if (spawnSync('babeltrace2', ['--version']).error) skipped.push('babeltrace2 is missing: no reference for CTF');
  else {
    const reference = await repeat(counter);
    report(
      `${what} vs babeltrace2 counter`,
      s(median(times)),
      s(median(reference)),
      median(times) / median(reference),
      '≤ 0.5',
      percent(Math.max(noise(times), noise(reference))),
    );
  }
  const memory = median(ours.map((run) => run.memory));
  const allowed = 250 * 2 ** 20 + 24 * events;
  report('peak memory of that', mb(memory), mb(allowed), memory / allowed, '≤ 1');
}

async function traceEvent(path) {
  const parse = `const t=require('fs').readFileSync(${JSON.stringify(path)},'utf8');const b=performance.now();JSON.parse(t);console.log((performance.now()-b)/1000)`;
  const ours = (await repeat(() => openToFlameChart(path))).map((run) => run.time);
  const reference = await repeat(() => Number(execFileSync(process.execPath, ['-e', parse])));
  report(
    `open + index + flame chart, ${mb(statSync(path).size)} Trace Event JSON vs JSON.parse`,
    s(median(ours)),
    s(median(reference)),
    median(ours) / median(reference),
    '≤ 1.5',
    percent(Math.max(noise(ours), noise(reference))),
  );
}

/** Our viewer's question for the whole trace, of traces of several sizes: the smallest is what the others are held against. */
async function wholeTraceQuery(traces) {
  const asked = [];
  for (const path of traces) {
    const server = await startServer();
    const id = await server.open(path);
    const events = Number((await server.indexed(id)).nbEvents);
    const ask = await server.wholeFlameChart(id, SAMPLES);
    const times = [];
    for (let i = 0; i < 220; i++) times.push(await seconds(ask));
    await server.stop();
    const steady = times.slice(20);
    asked.push({ events, p50: median(steady), p95: quantile(steady, 0.95) });
  }
  for (const { events, p50, p95 } of asked) {
    report(
      `states of the whole trace, ${SAMPLES} samples, ${(events / 1e6).toFixed(0)} M events, p95 (p50 ${ms(p50)})`,
      ms(p95),
      ms(asked[0].p95),
      p95 / asked[0].p95,
      '≤ 1.5; ≤ 10 ms',
    );
  }
}

/** A millisecond of a trace, as the events table shows it, against a search for it: at as many places as there are runs. */
async function slice(path) {
  if (spawnSync('babeltrace2', ['--version']).error) return;
  const server = await startServer();
  const id = await server.open(path);
  const { start, end } = await server.indexed(id);
  const ours = [];
  const reference = [];
  for (let run = 1; run <= RUNS; run++) {
    const at = BigInt(start) + ((BigInt(end) - BigInt(start)) * BigInt(run)) / BigInt(RUNS + 1);
    const range = [`--begin=${asSeconds(at)}`, `--end=${asSeconds(at + 1_000_000n)}`];
    let lines = 0;
    const find = () => {
      const text = execFileSync('babeltrace2', [path, '--clock-seconds', ...range], { maxBuffer: 2 ** 30 });
      lines = text.toString().split('\n').length - 1;
    };
    reference.push(await seconds(find));
    ours.push(await seconds(() => server.eventsFrom(id, at, Math.max(1, lines))));
  }
  await server.stop();
  report(
    '1 ms of that trace, events table by time, vs babeltrace2 --begin --end',
    ms(median(ours)),
    s(median(reference)),
    median(ours) / median(reference),
    '≤ 0.01',
    percent(Math.max(noise(ours), noise(reference))),
  );
}

const asSeconds = (ns) => `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;

const small = recordedCalls(1905);
const large = recordedCalls(19060);
const huge = recordedCalls(76240);
const chrome = await chromeRecording();
if (large) {
  await ctf(large);
  await slice(large);
} else skipped.push('no CTF recording: needs lttng-tools, liblttng-ust-dev, gcc and the recording script');
if (chrome) await traceEvent(chrome);
else skipped.push('no Chrome recording');
await wholeTraceQuery([small, large, huge].filter((path) => path !== undefined));
if (large && !huge) skipped.push('no recording of 40 M events: it takes 2 GB of disk');

console.log(`| what | ours | reference | ratio | aim | noise |\n| --- | --- | --- | --- | --- | --- |`);
for (const row of rows) console.log(`| ${Object.values(row).join(' | ')} |`);
for (const why of skipped) console.log(`skipped: ${why}`);
if (rows.length === 0) process.exit(1);
