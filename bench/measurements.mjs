/** What is measured, each as rows of the table. References run in turn with ours, so that both meet the same noise. */
import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { newDataFolder, startServer, startUp as startUpOnce } from './server.mjs';
import { median, quantile, seconds, spread } from './statistics.mjs';

const SAMPLES = 2000;
const MIB = 2 ** 20;

const s = (value) => `${value.toFixed(2)} s`;
export const ms = (value) => `${(value * 1000).toFixed(1)} ms`;
export const mb = (bytes) => `${(bytes / MIB).toFixed(0)} MiB`;
const millions = (count) => `${(count / 1e6).toFixed(1)} M`;
export const short = (ratio) => (ratio < 0.1 ? ratio.toFixed(4) : ratio.toFixed(2));
export const met = (yes) => (yes ? 'yes' : 'NO');

/** Ours against a reference, each a list of figures; `show` writes one. */
function ratioRow(what, ours, reference, aim, show, referenceShow = show) {
  const ratio = median(ours) / median(reference);
  return {
    what,
    ours: `${show(median(ours))} ${spread(ours)}`,
    reference: `${referenceShow(median(reference))} ${spread(reference)}`,
    ratio: short(ratio),
    aim: `≤ ${aim}`,
    met: met(ratio <= aim),
  };
}

/** A figure that must not go over a limit. */
export function limitRow(what, ours, limit, show) {
  const figure = median(ours);
  const figures = { ours: `${show(figure)} ${spread(ours)}`, reference: '', ratio: '' };
  return { what, ...figures, aim: `≤ ${show(limit)}`, met: met(figure <= limit) };
}

/**
 * From nothing to an answered overview, twice: by reading the trace, and by a server that finds the index kept. Between
 * the two, all that `everything` asks for, of which only the waiting for answers counts.
 */
async function openTwice(path, overview, everything) {
  const data = newDataFolder();
  const first = await startServer(data);
  await first.delay();
  let id;
  let events = 0;
  const open = async (server) => {
    id = await server.open(path);
    events = Number((await server.indexed(id)).nbEvents);
    await overview(server, id);
  };
  const read = await seconds(() => open(first));
  const { p99: delay } = await first.delay();
  const memory = first.peakMemory();
  const answers = everything ? await everything(first, id) : 0;
  await first.kept();
  await first.stop(true);
  const second = await startServer(data);
  const reopen = await seconds(() => open(second));
  await second.stop();
  return { events, read, all: read + answers, delay, memory, reopen };
}

const flameChart = async (server, id) => (await server.wholeFlameChart(id, SAMPLES))();
const resources = (server, id) => server.answers(id, SAMPLES, ({ name }) => name === 'Resources Status');
const everyOutput = (server, id) => server.answers(id, SAMPLES, () => true);

export const calls = (path, runs) => ctf(path, runs, 'flame chart', 'cyg_profile', 0.25, flameChart);
export const kernel = (path, runs) => ctf(path, runs, 'all outputs', 'kernel', 0.6, resources, everyOutput);

/** A CTF trace against babeltrace2, which only counts its events. */
async function ctf(path, runs, asked, kind, aim, overview, everything) {
  const count = () =>
    seconds(() => execFileSync('babeltrace2', [path, '-c', 'sink.utils.counter'], { stdio: 'ignore' }));
  const reference = [];
  const ours = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await openTwice(path, overview, everything));
    if (hasBabeltrace()) reference.push(await count());
  }
  const of = (key) => ours.map((one) => one[key]);
  const [events] = of('events');
  const what = `open + index + ${asked}, ${millions(events)} ${kind} events, vs babeltrace2 counter`;
  return [
    ...(reference.length === 0 ? [] : [ratioRow(what, of('all'), reference, aim, s)]),
    ratioRow(
      `reopen that to its overview (${everything ? 'Resources Status' : asked}) vs first time`,
      of('reopen'),
      of('read'),
      0.05,
      ms,
      s,
    ),
    limitRow('peak memory of the first', of('memory'), 250 * MIB + 24 * events, mb),
    limitRow('event-loop delay of the HTTP thread meanwhile, p99', of('delay'), 0.05, ms),
  ];
}

/** Trace Event JSON of several sizes, each against JSON.parse of one text, by the byte. */
export async function json(paths, parsed, runs) {
  const program = `const t=require('fs').readFileSync(${JSON.stringify(parsed)},'utf8');const b=performance.now();JSON.parse(t);console.log((performance.now()-b)/1000)`;
  const reference = [];
  const ours = paths.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const [i, path] of paths.entries()) ours[i].push((await openOnce(path)) / (statSync(path).size / MIB));
    reference.push(Number(execFileSync(process.execPath, ['-e', program])) / (statSync(parsed).size / MIB));
  }
  const perMb = (value) => `${(value * 1000).toFixed(2)} ms/MiB`;
  return paths.map((path, i) => {
    const what = `open + index + flame chart, ${mb(statSync(path).size)} Trace Event JSON, vs JSON.parse`;
    return ratioRow(what, ours[i], reference, 1, perMb);
  });
}

async function openOnce(path) {
  const server = await startServer();
  const time = await seconds(async () => {
    const id = await server.open(path);
    await server.indexed(id);
    await flameChart(server, id);
  });
  await server.stop();
  return time;
}

/** Our viewer's question for the whole trace, of traces of several sizes: the first is what the others are held against. */
export async function states(traces, runs) {
  const asked = [];
  for (const path of traces) {
    const server = await startServer();
    const id = await server.open(path);
    const events = Number((await server.indexed(id)).nbEvents);
    // Until it is written, keeping the index shares the thread with answers.
    await server.kept();
    const ask = await server.wholeFlameChart(id, SAMPLES);
    const p95 = [];
    for (let run = 0; run <= runs; run++) {
      const times = [];
      for (let i = 0; i < 100; i++) times.push(await seconds(ask));
      // The first hundred finds the machine cold.
      if (run > 0) p95.push(quantile(times, 0.95));
    }
    await server.stop();
    asked.push({ events, p95 });
  }
  return asked.flatMap(({ events, p95 }, i) => {
    const what = `states of the whole trace, ${SAMPLES} samples × visible rows, ${millions(events)} events, p95`;
    const limit = limitRow(what, p95, 0.01, ms);
    return i === 0
      ? [limit]
      : [limit, ratioRow(`${what}, vs ${millions(asked[0].events)}`, p95, asked[0].p95, 1.5, ms)];
  });
}

/** A millisecond of a trace, as the events table shows it, against a search for it: at as many places as there are runs. */
export async function slice(path, runs) {
  if (!hasBabeltrace()) return [];
  const server = await startServer();
  const id = await server.open(path);
  const { start, end } = await server.indexed(id);
  const ours = [];
  const reference = [];
  for (let run = 1; run <= runs; run++) {
    const at = BigInt(start) + ((BigInt(end) - BigInt(start)) * BigInt(run)) / BigInt(runs + 1);
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
  const what = '1 ms of 10 M events, events table by time, vs babeltrace2 --begin --end';
  return [ratioRow(what, ours, reference, 0.01, ms, s)];
}

const asSeconds = (ns) => `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;
const hasBabeltrace = () => spawnSync('babeltrace2', ['--version']).error === undefined;

export async function startUp(runs) {
  const times = [];
  for (let run = 0; run < runs; run++) times.push(await startUpOnce());
  const [ours, reference] = [times.map(({ server }) => server), times.map(({ empty }) => empty)];
  return [ratioRow('serve ready vs node -e 0', ours, reference, 6, ms)];
}
