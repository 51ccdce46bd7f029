/**
 * Every operation of the call service: the method, where it is found over HTTP, and how its request is read. Whoever
 * brings requests in reads them here (HTTP, programs in the same process, tests), so that all check alike; and says who
 * asks: what a body says of `wb_user_id` is overwritten.
 */
import type { BatchItem, FileCreateRequest, TraceServer } from '../trace-server.ts';
import type { BodyText } from '../values/read-json.ts';
import * as calls from './call-shapes.ts';
import * as feedback from './feedback-shapes.ts';
import * as objects from './object-shapes.ts';
import { readText, type Shape } from './shape.ts';

export type Method = Exclude<keyof TraceServer, 'close'>;
/** A file's bytes are not part of its JSON. */
type Written<M extends Method> = M extends 'fileCreate'
  ? Omit<FileCreateRequest, 'content'>
  : Parameters<TraceServer[M]>[0];

export interface Operation<M extends Method = Method> {
  readonly method: M;
  /** All are answered alike; the first is the one to use. POST. */
  readonly paths: readonly string[];
  /** Answers without writing. */
  readonly reads: boolean;
  /** How the answer comes, if not as one JSON value: a call a line; the bytes of a file. */
  readonly answers?: 'lines' | 'bytes';
  /** The body is a form with a file. */
  readonly multipart?: true;
  /** With the user set. Throws `ValidationError`, `InvalidRequest` or `RequestTooLarge`. */
  read(body: BodyText | string, user?: string): Written<M>;
}

type Entry<M extends Method> = Omit<Operation<M>, 'method' | 'read'> & {
  readonly shape: Shape<Written<M>>;
  /** What in the request is the user's. */
  owned?(request: Written<M>): Iterable<{ readonly wb_user_id?: string | null | undefined }>;
};

const TABLE: { readonly [M in Method]: Entry<M> } = {
  ensureProjectExists: { paths: ['/heddle/calls/ensure_project'], reads: false, shape: feedback.ensureProjectExists },

  callStart: {
    paths: ['/call/start', '/v2/{entity}/{project}/call/start'],
    reads: false,
    shape: calls.callStart,
    owned: ({ start }) => [start],
  },
  callEnd: { paths: ['/call/end', '/v2/{entity}/{project}/call/end'], reads: false, shape: calls.callEnd },
  callStartBatch: {
    paths: ['/call/upsert_batch'],
    reads: false,
    shape: calls.callStartBatch,
    *owned({ batch }) {
      for (const { req } of batch) if ('start' in req) yield req.start;
    },
  },
  callRead: { paths: ['/call/read'], reads: true, shape: calls.callRead },
  callsQuery: { paths: ['/calls/query'], reads: true, shape: calls.callsQuery },
  callsQueryStream: { paths: ['/calls/stream_query'], reads: true, answers: 'lines', shape: calls.callsQuery },
  callsQueryStats: { paths: ['/calls/query_stats'], reads: true, shape: calls.callsStats },
  callsDelete: { paths: ['/calls/delete'], reads: false, shape: calls.callsDelete, owned: (request) => [request] },
  callUpdate: { paths: ['/call/update'], reads: false, shape: calls.callUpdate, owned: (request) => [request] },
  callsUsage: { paths: ['/calls/usage'], reads: true, shape: calls.callsStats },

  opCreate: { paths: ['/op/create'], reads: false, shape: objects.opCreate, owned: ({ op_obj }) => [op_obj] },
  opRead: { paths: ['/op/read'], reads: true, shape: objects.opRead },
  opsQuery: { paths: ['/ops/query'], reads: true, shape: objects.opsQuery },

  objCreate: { paths: ['/obj/create'], reads: false, shape: objects.objCreate, owned: ({ obj }) => [obj] },
  objRead: { paths: ['/obj/read'], reads: true, shape: objects.objRead },
  objsQuery: { paths: ['/objs/query'], reads: true, shape: objects.objsQuery },
  objDelete: { paths: ['/obj/delete'], reads: false, shape: objects.objDelete },

  tableCreate: { paths: ['/table/create'], reads: false, shape: objects.tableCreate },
  tableUpdate: { paths: ['/table/update'], reads: false, shape: objects.tableUpdate },
  tableQuery: { paths: ['/table/query'], reads: true, shape: objects.tableQuery },
  tableQueryStats: { paths: ['/table/query_stats'], reads: true, shape: objects.byDigest },

  refsReadBatch: { paths: ['/refs/read_batch'], reads: true, shape: objects.refsReadBatch },

  fileCreate: { paths: ['/files/create', '/file/create'], reads: false, multipart: true, shape: objects.fileCreate },
  fileContentRead: {
    paths: ['/files/content', '/file/content'],
    reads: true,
    answers: 'bytes',
    shape: objects.byDigest,
  },

  feedbackCreate: {
    paths: ['/feedback/create'],
    reads: false,
    shape: feedback.feedbackCreate,
    owned: (request) => [request],
  },
  feedbackCreateBatch: {
    paths: ['/feedback/batch/create'],
    reads: false,
    shape: feedback.feedbackCreateBatch,
    owned: ({ batch }) => batch,
  },
  feedbackQuery: { paths: ['/feedback/query'], reads: true, shape: feedback.rowsQuery },
  feedbackPurge: { paths: ['/feedback/purge'], reads: false, shape: feedback.purge },
  feedbackReplace: {
    paths: ['/feedback/replace'],
    reads: false,
    shape: feedback.feedbackReplace,
    owned: (request) => [request],
  },

  costCreate: { paths: ['/cost/create'], reads: false, shape: feedback.costCreate, owned: (request) => [request] },
  costQuery: { paths: ['/cost/query'], reads: true, shape: feedback.rowsQuery },
  costPurge: { paths: ['/cost/purge'], reads: false, shape: feedback.purge },

  projectsQuery: { paths: ['/heddle/calls/projects'], reads: true, shape: feedback.nothing },
  opsSummary: { paths: ['/heddle/calls/ops'], reads: true, shape: feedback.ofProject },
};

export const OPERATIONS = Object.entries(TABLE).map(([method, entry]) =>
  operation(method as Method, entry as Entry<Method>),
) as readonly { readonly [M in Method]: Operation<M> }[Method][];

/** The same method with a request of another form. */
export const COMPLETE_CALLS: Operation<'callStartBatch'> = {
  method: 'callStartBatch',
  paths: ['/v2/{entity}/{project}/calls/complete'],
  reads: false,
  read(body, user) {
    const batch: BatchItem[] = [];
    for (const call of readText(calls.completeCalls, body).batch) {
      batch.push({ mode: 'start', req: { start: { ...call, wb_user_id: user } } }, { mode: 'end', req: { end: call } });
    }
    return { batch };
  },
};

function operation<M extends Method>(method: M, { shape, owned, ...rest }: Entry<M>): Operation<M> {
  return {
    method,
    ...rest,
    read(body, user) {
      const request = readText(shape, body);
      // What was just read is nobody else's yet.
      for (const record of owned?.(request) ?? []) (record as { wb_user_id?: string | undefined }).wb_user_id = user;
      return request;
    },
  };
}
