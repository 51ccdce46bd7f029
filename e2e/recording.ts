/** A program that records its calls as SDKs do, over plain HTTP, with what the extension gives for a program's environment. */

export interface Recorded {
  readonly id: string;
  readonly trace_id: string;
}

interface Start {
  readonly op: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly parent?: Recorded;
  /** ms since the epoch; now if absent. */
  readonly at?: number;
}

interface End {
  readonly output?: unknown;
  readonly exception?: string;
  /** Tokens of gpt-4o. */
  readonly tokens?: readonly [prompt: number, completion: number];
  readonly at?: number;
}

export class Recording {
  readonly #project: string;
  readonly #url: string;
  readonly #authorization: string;

  /** `environment`: lines as `export NAME=value`. */
  constructor(environment: string, project: string) {
    const variables = Object.fromEntries(
      environment
        .trim()
        .split('\n')
        .map((line) => line.replace(/^export /, '').split(/=(.*)/s)),
    );
    this.#project = project;
    this.#url = variables.WF_TRACE_SERVER_URL ?? '';
    this.#authorization = `Basic ${Buffer.from(`api:${variables.WANDB_API_KEY}`).toString('base64')}`;
  }

  start({ op, inputs = {}, parent, at = Date.now() }: Start): Promise<Recorded> {
    return this.#post('/call/start', {
      start: {
        project_id: this.#project,
        op_name: `weave:///${this.#project}/op/${op}:v0`,
        ...(parent ? { trace_id: parent.trace_id, parent_id: parent.id } : {}),
        ...{ started_at: new Date(at).toISOString(), attributes: { host: 'till-3' }, inputs },
      },
    });
  }

  async end({ id }: Recorded, { output, exception, tokens, at = Date.now() }: End = {}): Promise<void> {
    const [prompt, completion] = tokens ?? [0, 0];
    const usage = {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      requests: 1,
    };
    await this.#post('/call/end', {
      end: {
        ...{ project_id: this.#project, id, ended_at: new Date(at).toISOString(), output, exception },
        summary: tokens ? { usage: { 'gpt-4o': usage } } : {},
      },
    });
  }

  /** A purchase of two seconds: three calls in it, one of a model; every third can't be paid. */
  async purchase(number: number, at: number): Promise<void> {
    const fails = number % 3 === 1;
    const root = await this.start({ op: 'checkout', inputs: { cart: [number, 2], user: 'ada' }, at });
    const price = await this.start({ op: 'price', inputs: { items: 2 }, parent: root, at: at + 50 });
    await this.end(price, { output: { total: 12.5 }, at: at + 300 });
    const advice = await this.start({
      op: 'advise',
      inputs: { messages: [{ role: 'user', content: 'What goes with it?' }] },
      parent: root,
      at: at + 350,
    });
    await this.end(advice, { output: 'An umbrella.', tokens: [120, 30 + number], at: at + 1200 });
    const pay = await this.start({ op: 'pay', inputs: { card: '=1+1' }, parent: root, at: at + 1250 });
    const declined = 'ValueError: the card was declined';
    await this.end(pay, { ...(fails ? { exception: declined } : { output: { ok: true } }), at: at + 1900 });
    await this.end(root, { ...(fails ? { exception: declined } : { output: number }), at: at + 2000 });
  }

  async isAnswered(): Promise<boolean> {
    const reply = await fetch(`${this.#url}/health`, { headers: { Authorization: this.#authorization } }).catch(
      () => {},
    );
    return reply?.ok ?? false;
  }

  async #post<T>(path: string, body: unknown): Promise<T> {
    const headers = { Authorization: this.#authorization };
    const reply = await fetch(this.#url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  }
}
