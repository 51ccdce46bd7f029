/**
 * What the page of a project's calls asks of its host. As in `messages.ts`: plain data, and a rejected promise carries
 * text that can be shown to the user. Values that users sent travel as JSON text, exactly as they were written.
 */

/** What the page begins with, and is told anew when somebody opens another call in it. */
export interface CallsSubject {
  /** `entity/project`. */
  readonly project: string;
  readonly call?: string;
  /** Shown beside it. */
  readonly compareWith?: string;
  readonly filter?: CallsQuestion;
}

export type CallStatus = 'running' | 'success' | 'error' | 'descendant_error';

export interface CallsQuestion {
  /** As `OpInfo.op`. */
  readonly op?: string;
  readonly status?: CallStatus;
  /** In names, inputs, output or exception; upper and lower case alike. */
  readonly text?: string;
  readonly traceId?: string;
  readonly rootsOnly?: boolean;
  /** ISO times of the start. */
  readonly from?: string;
  readonly to?: string;
}

export type CallsOrder = 'started_at' | 'ended_at' | 'latency' | 'name' | 'status';

export interface CallsPage {
  readonly question: CallsQuestion;
  readonly order: CallsOrder;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface OpInfo {
  /** Without version: to ask with. */
  readonly op: string;
  readonly name: string;
  readonly calls: number;
  readonly running: number;
  readonly errors: number;
}

/** A call in a list. */
export interface CallRow {
  readonly id: string;
  readonly traceId: string;
  readonly parentId?: string;
  /** The display name, else the op's. */
  readonly name: string;
  readonly op: string;
  readonly status: CallStatus;
  /** ISO, UTC, up to microseconds. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly latencyMs?: number;
  /** Of all models, if it tells any. */
  readonly tokens?: { readonly prompt: number; readonly completion: number; readonly total: number };
  /** US dollars. */
  readonly cost?: number;
  readonly user?: string;
}

export interface CallDetail extends CallRow {
  readonly project: string;
  /** JSON texts. */
  readonly inputs: string;
  readonly attributes: string;
  readonly output?: string;
  readonly summary?: string;
  readonly exception?: string;
  readonly runId?: string;
  readonly threadId?: string;
  /** Tokens and cost by model. */
  readonly usage: readonly {
    readonly model: string;
    readonly requests: number;
    readonly prompt: number;
    readonly completion: number;
    readonly cost?: number;
  }[];
  readonly feedback: readonly Feedback[];
}

export interface Feedback {
  readonly id: string;
  readonly type: string;
  /** JSON text. */
  readonly payload: string;
  readonly creator?: string;
  readonly createdAt: string;
}

/** The calls beside one: by start, among those of the same op (peers), and among those of the same parent (siblings). */
export interface Neighbours {
  readonly previousPeer?: string;
  readonly nextPeer?: string;
  readonly previousSibling?: string;
  readonly nextSibling?: string;
}

/** The code of an op, as the SDK stored it. */
export interface OpCode {
  readonly file: string;
  readonly text: string;
  readonly version: string;
}

export type ExportForm = 'jsonl' | 'csv';

export interface CallsHost {
  callsSubject(): Promise<CallsSubject>;
  /** Changes with every change in the project; cheap to ask each second. */
  callsRevision(project: string): Promise<string>;
  callOps(project: string): Promise<readonly OpInfo[]>;
  callsPage(project: string, page: CallsPage): Promise<readonly CallRow[]>;
  callsCount(project: string, question: CallsQuestion): Promise<number>;
  /** Undefined if there is none. */
  callDetail(project: string, id: string): Promise<CallDetail | undefined>;
  /** All calls of a trace in order of their start, 10,000 at the most. */
  callsOfTrace(project: string, traceId: string): Promise<readonly CallRow[]>;
  callNeighbours(project: string, id: string): Promise<Neighbours>;
  callCode(project: string, id: string): Promise<readonly OpCode[]>;
  /** JSON text of what a ref in a value stands for. */
  readRef(ref: string): Promise<string>;
  addFeedback(project: string, callId: string, type: string, payload: string): Promise<void>;
  removeFeedback(project: string, feedbackId: string): Promise<void>;
  renameCall(project: string, id: string, name: string): Promise<void>;
  /** After a question of the host. False if the user said no. */
  deleteCalls(project: string, ids: readonly string[]): Promise<boolean>;
  /** Saves what the user chooses a place for: these calls, or all that a question finds. Answers how many; undefined if the user gave up. */
  exportCalls(
    project: string,
    form: ExportForm,
    what: { readonly ids: readonly string[] } | { readonly question: CallsQuestion },
  ): Promise<number | undefined>;
  /** Shows it in the project's flame chart. */
  showCallInTrace(project: string, id: string): Promise<void>;
}
