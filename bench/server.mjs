/**
 * Drives the built server as a client would: start, open a trace, ask until the answer is complete; and looks at it from
 * outside: peak memory, delays of its event loop, the index that it keeps.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from './statistics.mjs';

/** As our own client sends them. */
const HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity' };
/** What it takes for states: columns, see `docs/binary-replies.md`. */
const COLUMNS = 'application/vnd.heddle.columns';
const EVENTS_TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';
const FLAME_CHART = 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider';

/** Lines and rows on one screen. */
const SCREEN = 50;
/** Series that a view shows before anybody chooses. */
const SERIES = 10;

/** A folder for what a server keeps; `data` of several servers, one after the other. */
export const newDataFolder = () => mkdtempSync(join(tmpdir(), 'bench-'));

export async function startServer(data = newDataFolder()) {
  const delays = new URL('./loop-delay.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', delays, 'dist/server/main.js', 'serve', '--data', data], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const { tsp, calls } = JSON.parse(await new Promise((line) => createInterface(child.stdout).once('line', line)));

  /** A question's reply as bytes. `accept`: `COLUMNS`, where our own viewer asks for them. */
  async function ask(path, parameters, accept = 'application/json') {
    const reply = await fetch(`${tsp}${path}`, {
      method: parameters ? 'POST' : 'GET',
      headers: { ...HEADERS, accept },
      body: parameters && writeInteger(JSON.stringify({ parameters })),
    });
    const body = await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${new TextDecoder().decode(body.slice(0, 300))}`);
    return body;
  }

  const call = async (path, parameters) => parse(await ask(path, parameters));

  return {
    /** Base address of the call service. */
    calls,
    /** Opens the trace and returns the experiment's id. */
    async open(path) {
      const trace = await call('/traces', { uri: path, name: basename(path) });
      return (await call('/experiments', { name: basename(path), traces: [trace.UUID] })).UUID;
    },
    /** Waits until all events are indexed. */
    async indexed(id) {
      for (;;) {
        const experiment = await call(`/experiments/${id}`);
        if (experiment.indexingStatus === 'COMPLETED') return experiment;
        await sleep(5);
      }
    },
    /**
     * A function that asks for the states of the whole flame chart at `samples` times, as our viewer does, and reads the
     * reply as far as the viewer does before it draws. It returns the length of the reply.
     */
    async wholeFlameChart(id, samples) {
      const path = `/experiments/${id}/outputs/timeGraph/${FLAME_CHART}`;
      const { start, end } = await call(`/experiments/${id}`);
      const { model } = await call(`${path}/tree`, {});
      const items = model.entries.filter((entry) => entry.hasData !== false).map((entry) => entry.id);
      const range = { start: `int64:${start}`, end: `int64:${end}`, nbTimes: samples };
      return async () => {
        const body = await ask(`${path}/states`, { requested_timerange: range, requested_items: items }, COLUMNS);
        if (statesIn(body) === 0) throw new Error('no states');
        return body.byteLength;
      };
    },
    /**
     * Has those outputs that are `wanted` answer what a view asks for first: a tree or columns, and the data of a screen.
     * Returns how many seconds it waited for them.
     */
    async answers(id, samples, wanted) {
      let waited = 0;
      const timed = async (path, parameters, accept) => {
        const begin = performance.now();
        const body = await ask(path, parameters, accept);
        waited += (performance.now() - begin) / 1000;
        return body;
      };
      const { start, end } = await call(`/experiments/${id}`);
      const requested_timerange = { start: `int64:${start}`, end: `int64:${end}`, nbTimes: samples };
      for (const output of (await call(`/experiments/${id}/outputs`)).filter(wanted)) {
        const at = (kind) => `/experiments/${id}/outputs/${kind}/${output.id}`;
        const first = async (kind, what, count) => {
          const entries = parse(await timed(`${at(kind)}/tree`, { requested_timerange })).model?.entries ?? [];
          const chosen = entries.filter((entry) => entry.hasData !== false && (what === 'states' || entry.isDefault));
          const requested_items = (chosen.length > 0 ? chosen : entries).slice(0, count).map((entry) => entry.id);
          if (what) await timed(`${at(kind)}/${what}`, { requested_timerange, requested_items }, COLUMNS);
        };
        if (output.type === 'TABLE') {
          await timed(`${at('table')}/columns`, {});
          await timed(`${at('table')}/lines`, { requested_table_index: 0, requested_table_count: SCREEN }, COLUMNS);
        } else if (output.type === 'DATA_TREE') await first('data');
        else if (output.type === 'TREE_TIME_XY') await first('XY', 'xy', SERIES);
        else if (output.type === 'TREE_GENERIC_XY') await first('genericXY', 'xy', SERIES);
        else await first('timeGraph', 'states', SCREEN);
      }
      return waited;
    },
    /** The next `count` lines of the events table from a time on, as text. */
    async eventsFrom(id, time, count) {
      const path = `/experiments/${id}/outputs/table/${EVENTS_TABLE}/lines`;
      const body = await ask(path, { requested_times: [`int64:${time}`], requested_table_count: count });
      const text = new TextDecoder().decode(body);
      if (!text.includes('"lines":[{')) throw new Error(`no lines: ${text.slice(0, 300)}`);
      return text;
    },
    /** Waits until an index is kept on the disk for the next server. */
    async kept() {
      const folder = join(data, 'indexes');
      const there = () => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.index'));
      for (let i = 0; !there(); i++) {
        if (i === 3000) throw new Error('no index is kept');
        await sleep(20);
      }
    },
    /** How late the thread that answers came to its timers since this was asked last, seconds. */
    async delay() {
      child.send('delay');
      const [delay] = await once(child, 'message');
      return delay;
    },
    /** Highest resident memory so far, bytes (Linux). */
    peakMemory() {
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      return line ? Number(line[1]) * 1024 : Number.NaN;
    },
    /** `keep`: what it has written, for a server after it. */
    async stop(keep = false) {
      child.kill('SIGTERM');
      await once(child, 'exit');
      if (!keep) rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Seconds from the start of a server until it says that it is ready, and until an empty program has run. */
export async function startUp() {
  const data = newDataFolder();
  const server = await seconds(async () => {
    const child = spawn(process.execPath, ['dist/server/main.js', 'serve', '--data', data], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(createInterface(child.stdout), 'line');
    child.kill('SIGKILL');
  });
  rmSync(data, { recursive: true, force: true });
  const empty = await seconds(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit'));
  return { server, empty };
}

/** The number of states in a frame. */
function statesIn(frame) {
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 8, new DataView(frame).getUint32(4, true))));
  return header.columns[header.model?.start]?.[1] ?? 0;
}

/** Times are 64-bit integers: those of experiments are kept as texts. */
const parse = (body) => JSON.parse(new TextDecoder().decode(body).replace(/"(start|end)":(-?\d{16,})/g, '"$1":"$2"'));

/** Times are 64-bit integers, which JSON.stringify can't write: they travel as marked text until the last moment. */
const writeInteger = (json) => json.replace(/"int64:(-?\d+)"/g, '$1');
