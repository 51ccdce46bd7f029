/**
 * Drives the built server as a client would: start, open a trace, ask until the answer is complete, read peak memory.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

/** As our own client sends them. */
const HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity' };
/** What it takes for states: columns, see `docs/binary-replies.md`. */
const COLUMNS = 'application/vnd.heddle.columns';
const EVENTS_TABLE = 'org.eclipse.tracecompass.internal.provisional.tmf.core.model.events.TmfEventTableDataProvider';
const FLAME_CHART = 'org.eclipse.tracecompass.internal.analysis.profiling.callstack.provider.CallStackDataProvider';

export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'bench-'));
  const child = spawn(process.execPath, ['dist/server/main.js', 'serve', '--data', data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { tsp } = JSON.parse(await new Promise((line) => createInterface(child.stdout).once('line', line)));

  async function call(path, parameters) {
    const reply = await fetch(`${tsp}${path}`, {
      method: parameters ? 'POST' : 'GET',
      headers: HEADERS,
      body: parameters && writeInteger(JSON.stringify({ parameters })),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text}`);
    return JSON.parse(text.replace(/([:[,]\s*)(-?\d{16,})/g, '$1"$2"'));
  }

  return {
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
        await new Promise((resolve) => setTimeout(resolve, 10));
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
        const reply = await fetch(`${tsp}${path}/states`, {
          method: 'POST',
          headers: { ...HEADERS, accept: COLUMNS },
          body: writeInteger(
            JSON.stringify({
              parameters: { requested_timerange: range, requested_items: items },
            }),
          ),
        });
        const body = await reply.arrayBuffer();
        if (!reply.ok || statesIn(body) === 0)
          throw new Error(`no states: ${reply.status} ${new TextDecoder().decode(body.slice(0, 300))}`);
        return body.byteLength;
      };
    },
    /** The next `count` lines of the events table from a time on, as text. */
    async eventsFrom(id, time, count) {
      const reply = await fetch(`${tsp}/experiments/${id}/outputs/table/${EVENTS_TABLE}/lines`, {
        method: 'POST',
        headers: HEADERS,
        body: writeInteger(
          JSON.stringify({ parameters: { requested_times: [`int64:${time}`], requested_table_count: count } }),
        ),
      });
      const body = await reply.text();
      if (!reply.ok || !body.includes('"lines":[{')) throw new Error(`no lines: ${reply.status} ${body.slice(0, 300)}`);
      return body;
    },
    /** Highest resident memory so far, bytes (Linux). */
    peakMemory() {
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      return line ? Number(line[1]) * 1024 : Number.NaN;
    },
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The number of states in a frame. */
function statesIn(frame) {
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 8, new DataView(frame).getUint32(4, true))));
  return header.columns[header.model?.start]?.[1] ?? 0;
}

/** Times are 64-bit integers, which JSON.stringify can't write: they travel as marked text until the last moment. */
const writeInteger = (json) => json.replace(/"int64:(-?\d+)"/g, '$1');
