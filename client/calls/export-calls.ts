/**
 * Calls written to a file while they are read, so that memory stays small whatever a question finds. As JSON lines they
 * are as the service sends them, exactly; as CSV they are two readings: one for the columns, one for the cells.
 */
import type { CallsQuestion, ExportForm } from '../call-messages.ts';
import type { CallClient } from './call-client.ts';
import { CallCsv } from './call-csv.ts';
import { questionRequest } from './questions.ts';
import { memberOf } from './read-calls.ts';

export type What = { readonly ids: readonly string[] } | { readonly question: CallsQuestion };

export interface Sink {
  write(text: string): Promise<void>;
}

export interface CallsExport {
  readonly form: ExportForm;
  /** For the file, with its ending. */
  readonly name: string;
  /**
   * Writes everything and answers how many calls there are in it. `progress` is told the part that is done, 0 … 1.
   * Rejects with an `AbortError` once the signal is.
   */
  write(sink: Sink, progress: (done: number) => void, signal: AbortSignal): Promise<number>;
}

/** The service takes so many in one filter. */
const MOST_IDS = 1000;
/** Characters that are put together before they are written. */
const PIECE = 256 * 1024;

export function exportCalls(client: CallClient, project: string, form: ExportForm, what: What): CallsExport {
  const requests = requestsFor(project, what);

  /** Each call once, as often as it is called; `told` of how many there have been. */
  async function* read(told: (calls: number) => void, signal: AbortSignal): AsyncGenerator<string> {
    let calls = 0;
    for (const request of requests) {
      for await (const line of client.lines('/calls/stream_query', { ...request, include_costs: true }, signal)) {
        signal.throwIfAborted();
        yield line;
        told(++calls);
      }
    }
    signal.throwIfAborted();
  }

  return {
    form,
    name: `${project.replaceAll(/[^\w.-]+/g, '-')}-calls.${form}`,
    async write(sink, progress, signal) {
      const counts = await Promise.all(requests.map((request) => client.ask('/calls/query_stats', request)));
      const all = counts.reduce((sum, reply) => sum + Number(memberOf(reply, 'count')), 0);
      const parts = form === 'csv' ? 2 : 1;
      const reading = (before: number) =>
        read((calls) => progress(Math.min(1, (before + calls / all) / parts)), signal);
      const piece = new Pieces(sink);
      let written = 0;
      if (form === 'csv') {
        const csv = new CallCsv();
        for await (const line of reading(0)) csv.learn(line);
        await piece.add(csv.header());
        for await (const line of reading(1)) {
          await piece.add(csv.row(line));
          written++;
        }
      } else {
        for await (const line of reading(0)) {
          await piece.add(`${line}\n`);
          written++;
        }
      }
      await piece.flush();
      return written;
    },
  };
}

function requestsFor(project: string, what: What) {
  if ('question' in what) return [questionRequest(project, what.question)];
  const requests = [];
  for (let i = 0; i < what.ids.length; i += MOST_IDS)
    requests.push({ project_id: project, filter: { call_ids: what.ids.slice(i, i + MOST_IDS) } });
  return requests;
}

class Pieces {
  readonly #sink: Sink;
  #texts: string[] = [];
  #length = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async add(text: string): Promise<void> {
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length >= PIECE) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#texts.join('');
    this.#texts = [];
    this.#length = 0;
    if (text !== '') await this.#sink.write(text);
  }
}
