/**
 * The threads of the call service: writes go to one, so that they share transactions and come in one order; what only
 * reads goes to the least busy of the others, started when they are needed. An answered write is seen by every later
 * question, since it is in the database before it is answered.
 */
import type { CallSource } from '../feed.ts';
import { inThread } from './connect.ts';
import type { Connect } from './protocol.ts';
import { type Answer, type Question, ServiceThread } from './service-thread.ts';

/** SQLite answers one question at a time in a thread; ClickHouse does the work elsewhere. */
const READERS = { sqlite: 2, clickhouse: 1 } as const;

export interface Asks {
  /** Rejects with the signal's reason, and for nothing else: failures are answers. */
  ask(question: Question & { readonly reads: boolean }): Promise<Answer>;
}

export class CallService implements Asks {
  readonly #writer: ServiceThread;
  readonly #readers: readonly ServiceThread[];

  /** `readers`: none if the writer answers all. */
  constructor(writer: Connect, readers: readonly Connect[], onFailure: (error: unknown) => void) {
    this.#writer = new ServiceThread(writer, onFailure);
    this.#readers = readers.map((connect) => new ServiceThread(connect, onFailure));
  }

  static over(source: CallSource, onFailure: (error: unknown) => void): CallService {
    const reader = inThread({ source, readOnly: true });
    return new CallService(
      inThread({ source, readOnly: false }),
      Array<Connect>(READERS[source.kind]).fill(reader),
      onFailure,
    );
  }

  ask({ reads, ...question }: Question & { readonly reads: boolean }): Promise<Answer> {
    let thread = (reads ? this.#readers[0] : undefined) ?? this.#writer;
    if (reads) for (const other of this.#readers) if (other.load < thread.load) thread = other;
    return thread.ask(question);
  }

  async close(): Promise<void> {
    await Promise.all([this.#writer, ...this.#readers].map((thread) => thread.close()));
  }
}
