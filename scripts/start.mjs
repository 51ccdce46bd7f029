/**
 * `npm start [-- TRACE…]`: starts the server, opens the traces (the sample if none is named) as one experiment, prints
 * the address of the view, and opens a browser where there is one. Ctrl+C ends it.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { writeSampleTrace } from './sample-trace.mjs';

/** The same each time if it is free: browsers keep what was typed into a form by the page's address. */
const PORT = 27182;
const SAMPLE = 'dist/sample/web-shop.json';

const named = process.argv.slice(2);
if (named.length === 0) writeSampleTrace(SAMPLE);
const paths = (named.length > 0 ? named : [SAMPLE]).map((path) => resolve(process.env.INIT_CWD ?? '.', path));
if (named.length === 0) paths[0] = resolve(SAMPLE);

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

const port = (await isFree(PORT)) ? PORT : 0;
const server = spawn(process.execPath, ['dist/server/main.js', 'serve', '--port', String(port)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
server.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill('SIGTERM'));

const ready = JSON.parse(await new Promise((line) => createInterface(server.stdout).once('line', line)));
const root = ready.tsp.replace(/\/tsp\/api\/?$/, '');

async function post(url, body) {
  const { reply, answer } = await send(url, body);
  if (!reply.ok) throw new Error([answer.title, answer.detail].filter(Boolean).join(': '));
  return answer;
}

/** Creates a trace or an experiment; if its name is taken by another, numbers it. */
async function create(url, parameters) {
  for (let number = 1; ; number++) {
    const name = number === 1 ? parameters.name : `${parameters.name} (${number})`;
    const { reply, answer } = await send(url, { parameters: { ...parameters, name } });
    if (reply.ok) return answer;
    if (reply.status !== 409) throw new Error([answer.title, answer.detail].filter(Boolean).join(': '));
  }
}

async function send(url, body) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { reply, answer: await reply.json() };
}

try {
  const searches = await Promise.all(paths.map((path) => post(`${root}/heddle/find-traces`, { path })));
  for (const { message, file } of searches.flatMap(({ notices }) => notices)) console.warn(`${file}: ${message}`);
  const found = searches.flatMap((search) => search.traces);
  const traces = await Promise.all(found.map(({ path, name }) => create(`${ready.tsp}/traces`, { uri: path, name })));
  const name = paths.length === 1 ? basename(paths[0]) : `${basename(paths[0])} and ${paths.length - 1} more`;
  const experiment = await create(`${ready.tsp}/experiments`, { name, traces: traces.map((trace) => trace.UUID) });
  const address = `${root}/?experiment=${experiment.UUID}`;
  console.log(`\n  ${experiment.name} is open at\n\n  ${address}\n\n  Ctrl+C ends the server.`);
  openBrowser(address);
} catch (error) {
  console.error(`Could not open the trace. ${error.message}`);
  console.log(`The server runs at ${root}/`);
}

function openBrowser(address) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (headless || process.env.CI) return;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
