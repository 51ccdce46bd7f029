/**
 * Loads the call service as SDKs do: batches of starts and ends over many connections. Bodies are made before the clock
 * runs. What a call holds comes from its number alone, so that the same calls can be made again.
 */
import { Agent, request } from 'node:http';

const hex = (value, digits) => value.toString(16).padStart(digits, '0');
const FIRST_MS = Date.UTC(2026, 0, 1);

/** A UUIDv7 of the number. */
export const callId = (i) => {
  const time = hex(FIRST_MS + i, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${hex(i, 12)}`;
};

const text = (bytes) => 'the quick brown fox jumps over the lazy dog '.repeat(Math.ceil(bytes / 44)).slice(0, bytes);

/** `trace`: how many calls a trace has; the first is the root, all others its children. `bytes`: of a start, and of an end. */
export function callParts(i, { project = 'bench/load', trace = 10, bytes = 1500, ops = 20 } = {}) {
  const root = i - (i % trace);
  const at = new Date(FIRST_MS + i).toISOString();
  const start = {
    project_id: project,
    id: callId(i),
    op_name: `op${i % ops}`,
    trace_id: callId(root),
    parent_id: i === root ? null : callId(root),
    started_at: at,
    attributes: { run: i % 1000, env: 'bench' },
    inputs: { n: i, prompt: text(Math.max(0, bytes - 420)) },
  };
  const usage = { 'gpt-4o': { prompt_tokens: i % 100, completion_tokens: i % 50, requests: 1 } };
  const end = {
    project_id: project,
    id: callId(i),
    ended_at: new Date(FIRST_MS + i + 5).toISOString(),
    output: { answer: text(Math.max(0, bytes - 330)) },
    summary: { usage },
  };
  return { start, end };
}

/** Bodies of `/call/upsert_batch` with `size` items each: starts and ends of calls `from` to `to`. */
export function batches(from, to, size, options) {
  const bodies = [];
  for (let i = from; i < to; i += size / 2) {
    const batch = [];
    for (let k = i; k < Math.min(to, i + size / 2); k++) {
      const { start, end } = callParts(k, options);
      batch.push({ mode: 'start', req: { start } }, { mode: 'end', req: { end } });
    }
    bodies.push(Buffer.from(JSON.stringify({ batch })));
  }
  return bodies;
}

/** Reads an answer without keeping it: when its first line was there, and how many lines there are. */
export async function streamed(base, path, body) {
  const begin = performance.now();
  let first;
  let lines = 0;
  const reply = await fetch(`${base}${path}`, { method: 'POST', body });
  for await (const chunk of reply.body) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    if (lines > 0) first ??= (performance.now() - begin) / 1000;
  }
  return { first, lines };
}

/** Posts all bodies over `connections` connections; each answer has to be 200. */
export async function postAll(base, path, bodies, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const work = async () => {
    while (next < bodies.length) await post(base, path, bodies[next++], agent);
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
}

/** Resolves to the answer as bytes. */
export function post(base, path, body, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(`${base}${path}`, { method: 'POST', agent, headers: { 'Content-Length': body.length } });
    sent.on('error', reject);
    sent.on('response', (reply) => {
      const chunks = [];
      reply.on('data', (chunk) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (reply.statusCode === 200) resolve(bytes);
        else reject(new Error(`${path}: ${reply.statusCode} ${bytes.subarray(0, 300)}`));
      });
    });
    sent.end(body);
  });
}
