/** A server in process over scripted experiments, a data folder of its own, and a client that checks what every reply must have. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJson, stringifyJson } from '../../json.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../start-server.ts';
import { ApiSchemas } from './api-schemas.ts';
import { scriptedFormat, scriptedType } from './scripted-experiment.ts';

export const schemas = ApiSchemas.load();

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The parsed body, integers beyond 2^53 as bigint. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly json: any;
}

export class ServerUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'heddle-'));
  readonly failures: unknown[] = [];
  #server: RunningServer | undefined;

  static async start(options: Partial<ServerOptions> = {}): Promise<ServerUnderTest> {
    const under = new ServerUnderTest();
    await under.start(options);
    return under;
  }

  async start(options: Partial<ServerOptions> = {}): Promise<void> {
    this.#server = await startServer({
      host: '127.0.0.1',
      port: 0,
      dataFolder: join(this.folder, 'data'),
      useToken: true,
      allowed: undefined,
      formats: [scriptedFormat],
      findTraces: (path) => ({ traces: [{ path, name: 'found', format: 'scripted' }], notices: [] }),
      configurationTypes: [scriptedType],
      worker: new URL('./scripted-worker.ts', import.meta.url),
      onFailure: (error) => this.failures.push(error),
      ...options,
    });
  }

  get server(): RunningServer {
    return this.#server!;
  }

  /** The path of a new file in the test's folder. */
  file(name: string, content = ''): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async restart(options: Partial<ServerOptions> = {}): Promise<void> {
    await this.server.close();
    await this.start(options);
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A request to the protocol, its reply validated. */
  async call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered> {
    const answered = await this.fetch(`${this.server.tsp}${path}`, method, body, headers);
    if (answered.status !== 204) assert.equal(answered.headers.get('content-type'), 'application/json');
    // Schemas know no bigint; exactness is checked on the text.
    const plain: unknown = answered.text === '' ? undefined : JSON.parse(answered.text);
    assert.equal(schemas?.check(method, path.split('?')[0]!, answered.status, plain), undefined);
    return answered;
  }

  /** A request to what lies beside the protocol. */
  heddle(path: string, method = 'GET', body?: unknown): Promise<Answered> {
    return this.fetch(`${this.server.calls}/heddle${path}`, method, body);
  }

  /** What parameters would come to. A busy machine may leave the preview out, so it is asked for a few times. */
  async tried(path: string, body: unknown): Promise<Answered> {
    for (let times = 1; ; times++) {
      const answered = await this.heddle(`${path}/try`, 'POST', body);
      if (times === 10 || answered.json.preview !== undefined) return answered;
    }
  }

  async fetch(url: string, method: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const json: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const text = typeof body === 'string' ? body : body === undefined ? null : stringifyJson(body);
    const reply = await fetch(url, { method, headers: { ...json, ...headers }, body: text });
    const received = await reply.text();
    let parsed: unknown;
    try {
      parsed = received === '' ? undefined : parseJson(received);
    } catch {
      parsed = undefined;
    }
    return { status: reply.status, text: received, headers: reply.headers, json: parsed };
  }

  /** An experiment over one new scripted trace, indexed unless the script says `hold`. Returns its path below the base. */
  async experiment(name: string, script = ''): Promise<string> {
    const uri = this.file(`${name}.scripted`, script);
    const trace = await this.call('POST', '/traces', { parameters: { uri, name } });
    const made = await this.call('POST', '/experiments', { parameters: { name, traces: [trace.json.UUID] } });
    assert.equal(made.status, 200, made.text);
    const path = `/experiments/${made.json.UUID}`;
    if (!script.includes('hold')) await this.indexed(path);
    return path;
  }

  /** Finds and opens what lies at a path, as our own client does, and waits until it is indexed. */
  async open(path: string): Promise<string> {
    const traces: string[] = [];
    for (const { path: uri, name } of (await this.heddle('/find-traces', 'POST', { path })).json.traces) {
      const trace = await this.call('POST', '/traces', { parameters: { uri, name: `${name} ${path}` } });
      traces.push(trace.json.UUID);
    }
    const made = await this.call('POST', '/experiments', { parameters: { name: path, traces } });
    assert.equal(made.status, 200, made.text);
    const experiment = `/experiments/${made.json.UUID}`;
    await this.indexed(experiment);
    return experiment;
  }

  /** Asks again until the answer is complete. */
  async completed(path: string, parameters: object): Promise<Answered> {
    for (;;) {
      const answer = await this.call('POST', path, { parameters });
      assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`);
      if (answer.json.status === 'COMPLETED') return answer;
      assert.equal(answer.json.status, 'RUNNING', `${path}: ${answer.json.statusMessage}`);
    }
  }

  async indexed(path: string): Promise<void> {
    for (;;) {
      const { json } = await this.call('GET', path);
      if (json.indexingStatus === 'COMPLETED') return;
      await new Promise(setImmediate);
    }
  }
}
