/**
 * The trace server over a database: all rules of the service that its stores agree on, one file a subject. Speaks
 * internal ids and refs only.
 */
import { NotFoundError } from '../errors.ts';
import { shown } from '../refs/ref.ts';
import type { Call, TraceServer } from '../trace-server.ts';
import { fileDigest } from '../values/digest.ts';
import type { CallDatabase } from './call-database.ts';
import { CallReading } from './call-reading.ts';
import { CallWriting } from './call-writing.ts';
import { checkProject } from './check-ids.ts';
import { ContentDigests } from './content-digests.ts';
import { Costs } from './costs.ts';
import { Feedback } from './feedback.ts';
import { checkDigest, Objects } from './objects.ts';
import { opSummaries, projectSummaries } from './overview.ts';
import { RefReader } from './ref-reader.ts';
import { readRefs } from './refs-read.ts';
import { Tables } from './tables.ts';
import { usageOfCalls } from './usage.ts';

type Request<M extends keyof TraceServer> = Parameters<TraceServer[M]>[0];
type Reply<M extends keyof TraceServer> = ReturnType<TraceServer[M]>;

export class StoredTraceServer implements TraceServer {
  readonly #database: CallDatabase;
  readonly #refs: RefReader;
  readonly #feedback: Feedback;
  readonly #costs: Costs;
  readonly #reading: CallReading;
  readonly #writing: CallWriting;
  readonly #objects: Objects;
  readonly #tables: Tables;

  constructor(database: CallDatabase) {
    const content = new ContentDigests(database);
    this.#database = database;
    this.#refs = new RefReader(database);
    this.#feedback = new Feedback(database);
    this.#costs = new Costs(database);
    this.#reading = new CallReading(database, this.#refs, this.#feedback);
    this.#writing = new CallWriting(database);
    this.#objects = new Objects(database, content);
    this.#tables = new Tables(database, content);
  }

  /** A project is there with the first thing that is stored in it. */
  async ensureProjectExists({ project }: Request<'ensureProjectExists'>): Reply<'ensureProjectExists'> {
    return { project_name: project };
  }

  callStart(request: Request<'callStart'>): Reply<'callStart'> {
    return this.#writing.start(request);
  }

  callEnd(request: Request<'callEnd'>): Reply<'callEnd'> {
    return this.#writing.end(request);
  }

  callStartBatch(request: Request<'callStartBatch'>): Reply<'callStartBatch'> {
    return this.#writing.batch(request);
  }

  async callRead(request: Request<'callRead'>): Reply<'callRead'> {
    return { call: await this.#reading.read(request) };
  }

  async callsQuery(request: Request<'callsQuery'>): Reply<'callsQuery'> {
    return { calls: await this.#reading.query(request) };
  }

  callsQueryStream(request: Request<'callsQueryStream'>): AsyncIterable<Call> {
    return this.#reading.stream(request);
  }

  async callsQueryStats(request: Request<'callsQueryStats'>): Reply<'callsQueryStats'> {
    return { count: await this.#reading.count(request) };
  }

  callsUsage(request: Request<'callsUsage'>): Reply<'callsUsage'> {
    return usageOfCalls(this.#database, request);
  }

  callsDelete(request: Request<'callsDelete'>): Reply<'callsDelete'> {
    return this.#writing.delete(request);
  }

  callUpdate(request: Request<'callUpdate'>): Reply<'callUpdate'> {
    return this.#writing.update(request);
  }

  /** Whatever its value is. */
  async opCreate({ op_obj: op }: Request<'opCreate'>): Reply<'opCreate'> {
    const { digest, content_digest } = await this.#objects.create(op, 'op');
    return { digest, content_digest };
  }

  async opRead({ project_id, name, digest }: Request<'opRead'>): Reply<'opRead'> {
    return { op_obj: await this.#objects.read({ project_id, object_id: name, digest }, 'op') };
  }

  async opsQuery(request: Request<'opsQuery'>): Reply<'opsQuery'> {
    return { op_objs: await this.#objects.queryOps(request) };
  }

  objCreate({ obj }: Request<'objCreate'>): Reply<'objCreate'> {
    return this.#objects.create(obj);
  }

  async objRead(request: Request<'objRead'>): Reply<'objRead'> {
    return { obj: await this.#objects.read(request) };
  }

  async objsQuery(request: Request<'objsQuery'>): Reply<'objsQuery'> {
    return { objs: await this.#objects.query(request) };
  }

  objDelete(request: Request<'objDelete'>): Reply<'objDelete'> {
    return this.#objects.delete(request);
  }

  tableCreate(request: Request<'tableCreate'>): Reply<'tableCreate'> {
    return this.#tables.create(request);
  }

  tableUpdate(request: Request<'tableUpdate'>): Reply<'tableUpdate'> {
    return this.#tables.update(request);
  }

  async tableQuery(request: Request<'tableQuery'>): Reply<'tableQuery'> {
    return { rows: await this.#tables.query(request) };
  }

  async tableQueryStats(request: Request<'tableQueryStats'>): Reply<'tableQueryStats'> {
    return { count: await this.#tables.count(request) };
  }

  async refsReadBatch({ refs }: Request<'refsReadBatch'>): Reply<'refsReadBatch'> {
    return { vals: await readRefs(this.#refs, refs) };
  }

  async fileCreate(request: Request<'fileCreate'>): Reply<'fileCreate'> {
    const { project_id, name, content } = request;
    checkProject(project_id);
    const digest = fileDigest(content);
    checkDigest(request.expected_digest, digest);
    await this.#database.insertFile(project_id, digest, name, content);
    return { digest };
  }

  async fileContentRead({ project_id, digest }: Request<'fileContentRead'>): Reply<'fileContentRead'> {
    checkProject(project_id);
    const content = await this.#database.file(project_id, digest);
    if (content === undefined) throw new NotFoundError(`File with digest ${shown(digest)} not found`);
    return { content };
  }

  async feedbackCreate(request: Request<'feedbackCreate'>): Reply<'feedbackCreate'> {
    const [created] = await this.#feedback.create([request]);
    return created!;
  }

  async feedbackCreateBatch({ batch }: Request<'feedbackCreateBatch'>): Reply<'feedbackCreateBatch'> {
    return { res: await this.#feedback.create(batch) };
  }

  feedbackQuery(request: Request<'feedbackQuery'>): Reply<'feedbackQuery'> {
    return this.#feedback.query(request);
  }

  async feedbackPurge(request: Request<'feedbackPurge'>): Reply<'feedbackPurge'> {
    await this.#feedback.purge(request);
    return {};
  }

  feedbackReplace(request: Request<'feedbackReplace'>): Reply<'feedbackReplace'> {
    return this.#feedback.replace(request);
  }

  costCreate(request: Request<'costCreate'>): Reply<'costCreate'> {
    return this.#costs.create(request);
  }

  costQuery(request: Request<'costQuery'>): Reply<'costQuery'> {
    return this.#costs.query(request);
  }

  async costPurge(request: Request<'costPurge'>): Reply<'costPurge'> {
    await this.#costs.purge(request);
    return {};
  }

  async projectsQuery(): Reply<'projectsQuery'> {
    return { projects: await projectSummaries(this.#database) };
  }

  async opsSummary({ project_id }: Request<'opsSummary'>): Reply<'opsSummary'> {
    return { ops: await opSummaries(this.#database, project_id) };
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
