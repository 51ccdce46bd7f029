/**
 * The layer between people and stores: takes `entity/project`, names of users and `weave:///` refs, and asks a store that
 * knows internal ids and refs only. It changes nothing else, and keeps nothing: one for each user costs two fields.
 * A value without refs costs one search of its text.
 */
import type * as wire from '../trace-server.ts';
import type { TraceServer } from '../trace-server.ts';
import { Conversion } from './conversion.ts';
import type { Access, IdConverter } from './id-converter.ts';
import { queryIn } from './query-in.ts';
import { recordOut } from './records-out.ts';
import { callOut, feedbackOut, objectOut } from './replies-out.ts';
import { callsIn, costsIn, endIn, feedbackIn, startIn } from './requests-in.ts';

export class ExternalTraceServer implements TraceServer {
  readonly #internal: TraceServer;
  readonly #converter: IdConverter;

  constructor(internal: TraceServer, converter: IdConverter) {
    this.#internal = internal;
    this.#converter = converter;
  }

  async ensureProjectExists({ entity, project }: { readonly entity: string; readonly project: string }) {
    return { project_name: this.#converter.ensureProjectExists(entity, project) };
  }

  callStart({ start }: { readonly start: wire.CallStart }) {
    return this.#with((ids) => this.#internal.callStart({ start: startIn(start, ids) }));
  }

  callEnd({ end }: { readonly end: wire.CallEnd }) {
    return this.#with((ids) => this.#internal.callEnd({ end: endIn(end, ids) }));
  }

  callStartBatch({ batch }: { readonly batch: readonly wire.BatchItem[] }) {
    return this.#with((ids) =>
      this.#internal.callStartBatch({
        batch: batch.map((item) =>
          item.mode === 'start'
            ? { mode: 'start', req: { start: startIn(item.req.start, ids) } }
            : { mode: 'end', req: { end: endIn(item.req.end, ids) } },
        ),
      }),
    );
  }

  callRead(request: wire.CallReadRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { call } = await this.#internal.callRead(converted);
      return { call: call === null ? null : callOut(call, request, ids) };
    });
  }

  callsQuery(request: wire.CallsQueryRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { calls } = await this.#internal.callsQuery(callsIn(converted, ids));
      return { calls: calls.map((call) => callOut(call, request, ids)) };
    });
  }

  async *callsQueryStream(request: wire.CallsQueryRequest): AsyncGenerator<wire.Call> {
    const ids = new Conversion(this.#converter);
    try {
      const converted = callsIn({ ...request, project_id: ids.projectIn(request.project_id) }, ids);
      for await (const call of this.#internal.callsQueryStream(converted)) yield callOut(call, request, ids);
    } catch (error) {
      throw ids.errorOut(error);
    }
  }

  callsQueryStats(request: wire.CallsStatsRequest) {
    return this.#in(request, 'read', (converted, ids) => this.#internal.callsQueryStats(callsIn(converted, ids)));
  }

  callsDelete(request: wire.CallsDeleteRequest) {
    return this.#in(request, 'write', (converted) => this.#internal.callsDelete(converted));
  }

  callUpdate(request: wire.CallUpdateRequest) {
    return this.#in(request, 'write', (converted, ids) =>
      this.#internal.callUpdate({ ...converted, display_name: ids.textIn(request.display_name) }),
    );
  }

  callsUsage(request: wire.CallsStatsRequest) {
    return this.#in(request, 'read', (converted, ids) => this.#internal.callsUsage(callsIn(converted, ids)));
  }

  opCreate({ op_obj }: { readonly op_obj: wire.ObjectCreate }) {
    return this.#in(op_obj, 'write', (converted, ids) =>
      this.#internal.opCreate({ op_obj: { ...converted, val: ids.valueIn(op_obj.val) } }),
    );
  }

  opRead(request: { readonly project_id: string; readonly name: string; readonly digest: string }) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { op_obj } = await this.#internal.opRead(converted);
      return { op_obj: objectOut(op_obj, request, ids) };
    });
  }

  opsQuery(request: wire.OpsQueryRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { op_objs } = await this.#internal.opsQuery(converted);
      return { op_objs: op_objs.map((object) => objectOut(object, request, ids)) };
    });
  }

  objCreate({ obj }: { readonly obj: wire.ObjectCreate }) {
    return this.#in(obj, 'write', (converted, ids) =>
      this.#internal.objCreate({ obj: { ...converted, val: ids.valueIn(obj.val) } }),
    );
  }

  objRead(request: wire.ObjectReadRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { obj } = await this.#internal.objRead(converted);
      return { obj: objectOut(obj, request, ids) };
    });
  }

  objsQuery(request: wire.ObjectsQueryRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { objs } = await this.#internal.objsQuery(converted);
      return { objs: objs.map((object) => objectOut(object, request, ids)) };
    });
  }

  objDelete(request: wire.ObjectDeleteRequest) {
    return this.#in(request, 'write', (converted) => this.#internal.objDelete(converted));
  }

  tableCreate({ table }: wire.TableCreateRequest) {
    return this.#in(table, 'write', (converted, ids) =>
      this.#internal.tableCreate({ table: { ...converted, rows: table.rows.map((row) => ids.valueIn(row)) } }),
    );
  }

  tableUpdate(request: wire.TableUpdateRequest) {
    return this.#in(request, 'write', (converted, ids) =>
      this.#internal.tableUpdate({
        ...converted,
        updates: request.updates.map((update) => {
          if ('append' in update) return { append: { row: ids.valueIn(update.append.row) } };
          if ('pop' in update) return update;
          return { insert: { index: update.insert.index, row: ids.valueIn(update.insert.row) } };
        }),
      }),
    );
  }

  tableQuery(request: wire.TableQueryRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { rows } = await this.#internal.tableQuery(converted);
      for (const row of rows) row.val = ids.valueOut(row.val);
      return { rows };
    });
  }

  tableQueryStats(request: { readonly project_id: string; readonly digest: string }) {
    return this.#in(request, 'read', (converted) => this.#internal.tableQueryStats(converted));
  }

  refsReadBatch({ refs }: { readonly refs: readonly string[] }) {
    return this.#with(async (ids) => {
      const { vals } = await this.#internal.refsReadBatch({ refs: refs.map((ref) => ids.refIn(ref)) });
      return { vals: vals.map((value) => ids.valueOut(value)) };
    });
  }

  fileCreate(request: wire.FileCreateRequest) {
    return this.#in(request, 'write', (converted) => this.#internal.fileCreate(converted));
  }

  fileContentRead(request: { readonly project_id: string; readonly digest: string }) {
    return this.#in(request, 'read', (converted) => this.#internal.fileContentRead(converted));
  }

  feedbackCreate(request: wire.FeedbackCreate) {
    return this.#in(request, 'write', async (converted, ids) =>
      feedbackOut(await this.#internal.feedbackCreate(feedbackIn(converted, ids)), request, ids),
    );
  }

  feedbackCreateBatch({ batch }: { readonly batch: readonly wire.FeedbackCreate[] }) {
    return this.#with(async (ids) => {
      const converted = batch.map((request) => {
        const project_id = ids.projectIn(request.project_id, 'write');
        return feedbackIn({ ...request, project_id, wb_user_id: ids.userIn(request.wb_user_id) }, ids);
      });
      const { res } = await this.#internal.feedbackCreateBatch({ batch: converted });
      return { res: res.map((created, index) => feedbackOut(created, batch[index]!, ids)) };
    });
  }

  feedbackReplace(request: wire.FeedbackCreate & { readonly feedback_id: string }) {
    return this.#in(request, 'write', async (converted, ids) =>
      feedbackOut(await this.#internal.feedbackReplace(feedbackIn(converted, ids)), request, ids),
    );
  }

  feedbackQuery(request: wire.FeedbackQueryRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { result } = await this.#internal.feedbackQuery({ ...converted, query: queryIn(request.query, ids) });
      return { result: result.map((row) => recordOut(row, request.project_id, ids)) };
    });
  }

  feedbackPurge(request: wire.PurgeRequest) {
    return this.#in(request, 'write', (converted) => this.#internal.feedbackPurge(converted));
  }

  costCreate(request: wire.CostCreateRequest) {
    return this.#in(request, 'write', (converted, ids) =>
      this.#internal.costCreate({ ...converted, costs: costsIn(request.costs, ids) }),
    );
  }

  costQuery(request: wire.FeedbackQueryRequest) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { results } = await this.#internal.costQuery({ ...converted, query: queryIn(request.query, ids) });
      return { results: results.map((row) => recordOut(row, request.project_id, ids)) };
    });
  }

  costPurge(request: wire.PurgeRequest) {
    return this.#in(request, 'write', (converted) => this.#internal.costPurge(converted));
  }

  projectsQuery(request: Record<never, never>) {
    return this.#with(async (ids) => {
      const { projects } = await this.#internal.projectsQuery(request);
      return {
        projects: projects.flatMap((project) => {
          const name = ids.projectNameOut(project.project_id);
          return name === undefined ? [] : [{ ...project, project_id: name }];
        }),
      };
    });
  }

  opsSummary(request: { readonly project_id: string }) {
    return this.#in(request, 'read', async (converted, ids) => {
      const { ops } = await this.#internal.opsSummary(converted);
      return { ops: ops.map((op) => ({ ...op, op: ids.textOut(op.op) })) };
    });
  }

  close(): Promise<void> {
    return this.#internal.close();
  }

  /** With the project and the user that the request names converted. */
  #in<R extends { readonly project_id: string; readonly wb_user_id?: string | null | undefined }, T>(
    request: R,
    access: Access,
    ask: (converted: R, ids: Conversion) => Promise<T>,
  ): Promise<T> {
    return this.#with((ids) => {
      const project_id = ids.projectIn(request.project_id, access);
      const owned = request.wb_user_id ? { wb_user_id: ids.userIn(request.wb_user_id) } : {};
      return ask({ ...request, project_id, ...owned }, ids);
    });
  }

  async #with<T>(ask: (ids: Conversion) => Promise<T>): Promise<T> {
    const ids = new Conversion(this.#converter);
    try {
      return await ask(ids);
    } catch (error) {
      throw ids.errorOut(error);
    }
  }
}
