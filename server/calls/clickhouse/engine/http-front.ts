/**
 * A ClickHouse server over HTTP, for tests and for trying: the engine in this process behind as much of the server's
 * protocol as the official client speaks. A process of its own, since an engine has one data directory and much memory.
 *
 *   node http-front.ts [DIRECTORY] [PORT]
 *
 * Prints its address. It has one session, so statements run one after the other, databases are switched with `USE`, and
 * settings stay as the last statement that had them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { installEngine } from './install.ts';

interface Session {
  queryAsync(sql: string, options?: { format?: string }): Promise<{ bytes(): Uint8Array }>;
  queryStream(sql: string, options?: { format?: string }): AsyncIterable<{ raw(): Uint8Array }>;
  close(): void;
}

/** What the server's own parser takes as parameters of the address that are no settings. */
const NO_SETTINGS = new Set(['query', 'query_id', 'database', 'user', 'password', 'default_format', 'role']);
const OF_HTTP = new Set([
  'wait_end_of_query',
  'enable_http_compression',
  'cancel_http_readonly_queries_on_client_close',
]);

const missing = await installEngine();
if (missing !== undefined) throw new Error(missing);
const directory = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'heddle-clickhouse-'));
const { Session } = createRequire(join(import.meta.dirname, 'package.json'))('chdb') as {
  Session: new (path: string) => Session;
};
const session = new Session(directory);
/** What the session was told last; `USE` and `SET` cost as much as small statements. */
const told = new Map<string, string>();
let turn: Promise<unknown> = Promise.resolve();

const server = createServer((request, response) => {
  const answered = turn.then(() => answer(request, response));
  turn = answered.catch((error: Error) => refuse(response, error));
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    session.close();
    if (process.argv[2] === undefined) rmSync(directory, { recursive: true, force: true });
    process.exit(0);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = new URL(request.url ?? '/', 'http://here');
  if (address.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const given = new Map(address.searchParams);
  const body = await buffer(request);
  let statement = given.get('query');
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) given.set(name, String(value));
    statement = given.get('query');
  } else {
    statement = statement === undefined ? String(body) : `${statement}\n${body}`;
  }
  const settings = [...given].filter(([name]) => !NO_SETTINGS.has(name) && !OF_HTTP.has(name));
  const database = given.get('database') ?? 'default';
  await tell('', database, `USE \`${database.replace(/[\\`]/g, '\\$&')}\``);
  for (const [name, value] of settings) await tell(name, value, `SET ${name} = ${quoted(value)}`);
  response.setHeader('X-ClickHouse-Query-Id', given.get('query_id') ?? '');
  response.setHeader(
    'X-ClickHouse-Summary',
    '{"read_rows":"0","read_bytes":"0","written_rows":"0","written_bytes":"0"}',
  );
  const isQuestion = /^\s*(SELECT|WITH|SHOW|DESCRIBE|EXPLAIN)/i.test(statement ?? '');
  if (!isQuestion) {
    await session.queryAsync(statement ?? '');
    response.end();
    return;
  }
  const format = /\sFORMAT\s+(\w+)\s*$/.exec(statement ?? '')?.[1] ?? 'TabSeparated';
  for await (const chunk of session.queryStream((statement ?? '').replace(/\sFORMAT\s+\w+\s*$/, ''), { format })) {
    if (!response.write(chunk.raw()))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    if (response.destroyed) break;
  }
  response.end();
}

async function tell(name: string, value: string, statement: string): Promise<void> {
  if (told.get(name) === value) return;
  await session.queryAsync(statement);
  told.set(name, value);
}

function refuse(response: ServerResponse, error: Error): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { clickhouseCode = 1002 } = error as { clickhouseCode?: number };
  response.statusCode = 500;
  const message = /^Code: \d+/.test(error.message)
    ? error.message
    : `Code: ${clickhouseCode}. DB::Exception: ${error.message}`;
  response.end(`${message} (version 26.7.2.1)`);
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
