/** What a project holds, as anybody finds it over HTTP. */
import assert from 'node:assert/strict';

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
type Any = any;

export class Recorded {
  readonly #url: string;
  readonly project: string;
  /** A line each, as they came. */
  lines: string[] = [];
  calls: Any[] = [];

  private constructor(url: string, project: string) {
    this.#url = url;
    this.project = project;
  }

  /** `url`: of the call service. */
  static async in(url: string, project: string): Promise<Recorded> {
    const recorded = new Recorded(url, project);
    const reply = await recorded.send('/calls/stream_query', {
      include_costs: true,
      include_feedback: true,
      sort_by: [{ field: 'started_at', direction: 'asc' }],
    });
    recorded.lines = (await reply.text()).split('\n').filter((line) => line !== '');
    recorded.calls = recorded.lines.map((line) => JSON.parse(line));
    return recorded;
  }

  async send(path: string, more: object): Promise<Response> {
    const reply = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      body: JSON.stringify({ project_id: this.project, ...more }),
    });
    assert.equal(reply.status, 200, `${path}: ${reply.status}`);
    return reply;
  }

  async ask(path: string, more: object): Promise<Any> {
    return (await this.send(path, more)).json();
  }

  async file(digest: string): Promise<Buffer> {
    return Buffer.from(await (await this.send('/file/content', { digest })).arrayBuffer());
  }

  call(id: string): Any {
    return this.calls.find((call) => call.id === id);
  }

  line(id: string): string {
    return this.lines.find((line) => line.includes(`"id":"${id}"`)) ?? '';
  }

  named(op: string): Any[] {
    return this.calls.filter((call) => nameOf(call) === op);
  }

  children(id: string | null): Any[] {
    return this.calls.filter((call) => call.parent_id === id);
  }

  /** Names of ops, each with those that it called; in no order. */
  tree(id: string): unknown[] {
    const below = this.children(id).map((child) => this.tree(child.id));
    return [nameOf(this.call(id)), ...below.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))];
  }

  /** All of it, a text each, with nothing in them that is another each time. */
  async portrait(): Promise<string[]> {
    const objs = (await this.ask('/objs/query', {})).objs.sort(byText(['object_id', 'version_index']));
    const feedback = (await this.ask('/feedback/query', {})).result.sort(byText(['feedback_type', 'payload']));
    const costs = (await this.ask('/cost/query', {})).results;
    const grown = (id: string | null): string[] =>
      this.children(id)
        .map((call) => unlike({ ...call, children: grown(call.id) }))
        .sort();
    return [...grown(null), ...objs.map(unlike), ...feedback.map(unlike), ...costs.map(unlike)];
  }
}

function nameOf(call: Any): string {
  return /\/op\/([^:]*):/.exec(call.op_name)?.[1] ?? call.op_name;
}

function byText(members: readonly string[]): (a: Any, b: Any) => number {
  const key = (of: Any) => JSON.stringify(members.map((member) => of[member]));
  return (a, b) => (key(a) < key(b) ? -1 : 1);
}

const OTHERWISE_EACH_TIME: readonly [RegExp, string][] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  // A name that the SDK made up.
  [/\beval-\d{4}-\d\d-\d\d-[a-z]+-[a-z]+\b/g, '<name>'],
  [/("[\w]*latency[\w]*":)(?:[\d.e-]+|\{"mean":[\d.e-]+\})/g, '$1"<time>"'],
];

function unlike(value: unknown): string {
  let text = JSON.stringify(value);
  for (const [what, by] of OTHERWISE_EACH_TIME) text = text.replace(what, by);
  return text;
}
