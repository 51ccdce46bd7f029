/**
 * The sample trace: two seconds of an invented web shop as Trace Event JSON, the same each time. A gateway hands
 * requests to workers, workers ask a database; threads, async requests, flows, counters and instants all occur.
 * Times in microseconds, as the format wants.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A small linear congruential generator: the sample must not change from run to run. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const GATEWAY = 100;
const SHOP = 200;
const DATABASE = 300;
const WORKERS = 3;

export function sampleTrace() {
  const random = randomNumbers(42);
  const events = [];
  const around = (mean) => mean * (0.5 + random());
  const slice = (pid, tid, name, cat, ts, dur, args = {}) =>
    events.push({ ph: 'X', pid, tid, name, cat, ts, dur, args });

  const name = (pid, process, threads) => {
    events.push({ ph: 'M', pid, tid: 0, ts: 0, name: 'process_name', args: { name: process } });
    for (const [i, thread] of threads.entries()) {
      events.push({ ph: 'M', pid, tid: pid + i, ts: 0, name: 'thread_name', args: { name: thread } });
    }
  };
  name(GATEWAY, 'gateway', ['accept']);
  name(
    SHOP,
    'shop',
    Array.from({ length: WORKERS }, (_, i) => `worker ${i + 1}`),
  );
  name(DATABASE, 'database', ['executor']);

  const START = 5_000_000;
  const END = START + 2_000_000;
  const free = Array.from({ length: WORKERS }, () => START);
  let databaseFree = START;
  let heap = 24;
  let request = 0;

  for (let arrival = START + 500; arrival < END - 60_000; arrival += around(5_500)) {
    request++;
    const path = ['/cart', '/checkout', '/search', '/product'][Math.floor(random() * 4)];
    const id = `0x${request.toString(16)}`;
    slice(GATEWAY, GATEWAY, 'accept', 'net', arrival, 180, { path });
    events.push({
      ph: 'b',
      pid: GATEWAY,
      tid: GATEWAY,
      ts: arrival,
      id,
      cat: 'request',
      name: `GET ${path}`,
      args: { request },
    });
    events.push({
      ph: 's',
      pid: GATEWAY,
      tid: GATEWAY,
      ts: arrival + 90,
      id: request,
      cat: 'hand over',
      name: 'request',
    });

    const worker = free.indexOf(Math.min(...free));
    const tid = SHOP + worker;
    let t = Math.max(arrival + 250, free[worker]);
    const begin = t;
    events.push({ ph: 'f', bp: 'e', pid: SHOP, tid, ts: t + 1, id: request, cat: 'hand over', name: 'request' });
    t += 20;
    const parse = around(300);
    slice(SHOP, tid, 'parseHeaders', 'http', t, parse);
    slice(SHOP, tid, 'decodeCookies', 'http', t + parse * 0.3, parse * 0.5);
    t += parse + 10;

    const route = t;
    const queries = path === '/checkout' ? 4 : 1 + Math.floor(random() * 2);
    for (let q = 0; q < queries; q++) {
      const ask = t + 15;
      const run = Math.max(ask + 60, databaseFree);
      const cost = around(path === '/search' ? 3_800 : 900);
      slice(DATABASE, DATABASE, 'execute', 'sql', run, cost, { statement: `SELECT … /* ${path} */` });
      slice(DATABASE, DATABASE, 'plan', 'sql', run + 5, cost * 0.15);
      slice(DATABASE, DATABASE, 'scan', 'sql', run + cost * 0.2, cost * 0.6);
      databaseFree = run + cost + 10;
      slice(SHOP, tid, 'query', 'sql', ask, databaseFree + 60 - ask);
      slice(SHOP, tid, 'waitForReply', 'sql', ask + 30, databaseFree - ask);
      t = databaseFree + 90;
    }
    const render = around(1_600);
    slice(SHOP, tid, 'render', 'view', t, render);
    slice(SHOP, tid, 'template', 'view', t + render * 0.1, render * 0.4);
    slice(SHOP, tid, 'escapeHtml', 'view', t + render * 0.2, render * 0.15);
    slice(SHOP, tid, 'serialize', 'view', t + render * 0.6, render * 0.35);
    t += render + 5;
    slice(SHOP, tid, `route ${path}`, 'http', route, t - route);

    heap += 1.5 + random();
    if (heap > 64) {
      slice(SHOP, tid, 'gc', 'v8', t, 5_200);
      t += 5_200;
      heap = 22;
    }
    t += 30;
    slice(SHOP, tid, 'handleRequest', 'http', begin, t - begin, { request, path });
    events.push({ ph: 'C', pid: SHOP, tid, ts: t, name: 'heap', args: { megabytes: Number(heap.toFixed(2)) } });
    events.push({
      ph: 'C',
      pid: SHOP,
      tid,
      ts: t,
      name: 'queue',
      args: { waiting: free.filter((f) => f > arrival).length },
    });
    events.push({ ph: 'e', pid: GATEWAY, tid: GATEWAY, ts: t + 40, id, cat: 'request', name: `GET ${path}` });
    if (t - arrival > 30_000)
      events.push({ ph: 'i', s: 't', pid: SHOP, tid, ts: t, name: 'slow request', cat: 'http' });
    free[worker] = t + 5;
  }
  for (const event of events) {
    event.ts = Number(event.ts.toFixed(3));
    if (event.dur !== undefined) event.dur = Number(event.dur.toFixed(3));
  }
  return { displayTimeUnit: 'ms', otherData: { application: 'sample web shop' }, traceEvents: events };
}

export function writeSampleTrace(path) {
  mkdirSync(dirname(path), { recursive: true });
  const { traceEvents, ...rest } = sampleTrace();
  const lines = traceEvents.map((event) => JSON.stringify(event)).join(',\n');
  writeFileSync(path, `${JSON.stringify(rest).slice(0, -1)},"traceEvents":[\n${lines}\n]}\n`);
}
