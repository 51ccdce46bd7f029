/**
 * The Trace Server Protocol as promises of models: tsp-typescript-client, with what it lacks filled in.
 *
 * Every method rejects with a `TspError` unless the server answered 200 with a model that could be read. Data questions
 * may answer RUNNING, with a part of the model or none; asking again is the caller's business. FAILED rejects.
 * What our server has of its own is undefined, or does nothing, on another one.
 */
import {
  type Experiment,
  HttpTspClient,
  type OutputDescriptor,
  Query,
  QueryHelper,
  RestClient,
  type Trace,
} from 'tsp-typescript-client';
import type { AnnotationModel } from 'tsp-typescript-client/lib/models/annotation.js';
import { Bookmark } from 'tsp-typescript-client/lib/models/bookmark.js';
import type { ConfigurationSourceType } from 'tsp-typescript-client/lib/models/configuration-source.js';
import type { Entry, EntryModel } from 'tsp-typescript-client/lib/models/entry.js';
import type { OutputElementStyle } from 'tsp-typescript-client/lib/models/styles.js';
import type { ColumnHeaderEntry, TableModel } from 'tsp-typescript-client/lib/models/table.js';
import type { TimeGraphArrow, TimeGraphEntry } from 'tsp-typescript-client/lib/models/timegraph.js';
import type { XYModel } from 'tsp-typescript-client/lib/models/xy.js';
import { array } from 'tsp-typescript-client/lib/protocol/serialization.js';
import { baseName } from '../base-name.ts';
import type { OutputType, Parameters, Status } from '../messages.ts';
import { ConfigurationClient, type Wanted } from './configuration-client.ts';
import { FRAME_TYPE, Frame } from './frame.ts';
import { stringify } from './lossless-json.ts';
import { answer, model, notFailed, optional, type Reply, tryParse, unreadableUnless } from './replies.ts';
import { readStates, type StatesReply } from './states-reader.ts';
import { httpRequest, installTransport, postForBytes } from './transport.ts';
import { TspError } from './tsp-error.ts';

export type { Experiment, OutputDescriptor, Trace } from 'tsp-typescript-client';

export interface Progress {
  /** 0…1 */
  readonly fraction: number;
  readonly status?: Status | 'CLOSED';
  readonly eventsPerSecond?: number;
  readonly secondsLeft?: number;
  readonly changedFiles?: readonly string[];
  /** It is all there, and more may come at any time. */
  readonly live?: boolean;
  /** Rises whenever outputs were derived, removed or made anew. */
  readonly outputsRevision?: number;
  /** Rises with what comes to one that is live. */
  readonly liveRevision?: number;
  /** By trace, ns as decimal text. */
  readonly offsets?: Readonly<Record<string, string>>;
  readonly notices: readonly {
    readonly message: string;
    readonly trace?: string;
    readonly file?: string;
    readonly offset?: number;
  }[];
}

/** Decimal texts of ns, by trace. */
export interface Offsets {
  readonly offsets: Readonly<Record<string, string>>;
  readonly proposals: Readonly<Record<string, { readonly offset: string; readonly alignedWith: string }>>;
}

export interface FoundTrace {
  readonly path: string;
  readonly name: string;
  readonly format: string;
}

/** `notices`: what could not be looked into. */
interface TraceSearch {
  readonly traces: readonly FoundTrace[];
  readonly notices: Progress['notices'];
}

type TreeType = Exclude<OutputType, 'TABLE' | 'NONE'>;

export class TspClient {
  readonly configurations: ConfigurationClient;
  readonly #base: string;
  /** Where our own server has what the protocol lacks. */
  readonly #own: string;
  readonly #http: HttpTspClient;
  /** It has answered in JSON what was asked for in columns: another server than ours. */
  #jsonOnly = false;

  /** `base`: e.g. http://127.0.0.1:8080/tsp/api, with the token in its path if one is needed. */
  constructor(base: string) {
    installTransport();
    this.#base = base.replace(/\/+$/, '');
    this.#own = new URL('../../heddle', `${this.#base}/`).href;
    this.#http = new HttpTspClient(this.#base);
    this.configurations = new ConfigurationClient(this.#base, this.#own);
  }

  async isUp(): Promise<boolean> {
    return (await this.#http.checkHealth()).isOk();
  }

  /** `typeID`: what to read it as. Refused with 409 if another trace has the name. */
  openTrace(uri: string, name?: string, typeID?: string): Promise<Trace> {
    const given = { ...(name === undefined ? {} : { name }), ...(typeID === undefined ? {} : { typeID }) };
    return model(this.#http.openTrace(new Query({ uri, ...given })));
  }
  deleteTrace(uuid: string): Promise<Trace> {
    return model(this.#http.deleteTrace(uuid));
  }

  experiments(): Promise<Experiment[]> {
    return model(this.#http.fetchExperiments());
  }
  experiment(uuid: string): Promise<Experiment> {
    return model(this.#http.fetchExperiment(uuid));
  }
  createExperiment(name: string, traces: readonly string[]): Promise<Experiment> {
    return model(this.#http.createExperiment(new Query({ name, traces })));
  }
  deleteExperiment(uuid: string): Promise<Experiment> {
    return model(this.#http.deleteExperiment(uuid));
  }

  outputs(experiment: string): Promise<OutputDescriptor[]> {
    return model(this.#http.experimentOutputs(experiment));
  }
  configurationTypes(experiment: string, outputId: string): Promise<ConfigurationSourceType[]> {
    return model(this.#http.fetchOutputConfigurationTypes(experiment, outputId) as Reply<ConfigurationSourceType[]>);
  }
  deriveOutput(
    experiment: string,
    outputId: string,
    configuration: Wanted & { readonly sourceTypeId: string },
  ): Promise<OutputDescriptor> {
    const { id, name, description, sourceTypeId, parameters } = configuration;
    // An absent name or description stays absent: the server knows a better one.
    const [title, text] = [name as string, description as string];
    const query = QueryHelper.outputConfigurationQuery(title, text, sourceTypeId, { ...parameters });
    const again = id === undefined ? query : Object.assign(query, { id });
    return model(this.#http.createDerivedOutput(experiment, outputId, again));
  }
  deleteDerivedOutput(experiment: string, parentId: string, outputId: string): Promise<OutputDescriptor> {
    return model(this.#http.deleteDerivedOutput(experiment, parentId, outputId));
  }

  tree(experiment: string, outputId: string, type: TreeType, parameters: Parameters) {
    const query = new Query({ ...parameters });
    return answer<EntryModel<Entry | TimeGraphEntry>>(this.#tree(experiment, outputId, type, query));
  }
  #tree(experiment: string, outputId: string, type: TreeType, query: Query): Reply<unknown> {
    switch (type) {
      case 'DATA_TREE':
        return this.#http.fetchDataTree(experiment, outputId, query);
      case 'TREE_TIME_XY':
        return this.#http.fetchXYTree(experiment, outputId, query);
      case 'TREE_GENERIC_XY':
        return this.#http.fetchGenericXYTree(experiment, outputId, query);
      default:
        return this.#http.fetchTimeGraphTree(experiment, outputId, query);
    }
  }
  xy(experiment: string, outputId: string, type: 'TREE_TIME_XY' | 'TREE_GENERIC_XY', parameters: Parameters) {
    const query = new Query({ ...parameters });
    const generic = type === 'TREE_GENERIC_XY';
    return answer<XYModel>(
      generic
        ? this.#http.fetchGenericXY(experiment, outputId, query)
        : this.#http.fetchXY(experiment, outputId, query),
    );
  }
  /**
   * The answer as columns, of `kind` "timeGraph" and `what` "states" and so on; undefined from a server that has none,
   * which is then asked by the method of its own below.
   */
  async frame(
    experiment: string,
    [kind, outputId, what]: readonly [kind: string, outputId: string, what: string],
    parameters: Parameters,
  ): Promise<Frame | undefined> {
    if (this.#jsonOnly) return undefined;
    const url = this.#url(experiment, 'outputs', kind, outputId, what);
    const accept = `${FRAME_TYPE}, application/json;q=0.5`;
    const reply = await postForBytes(url, stringify({ parameters }), accept).catch((error: Error) => {
      throw TspError.unreachable(error.message);
    });
    const { status, statusText, type, bytes } = reply;
    if (status !== 200) throw TspError.fromReply(status, statusText, tryParse(new TextDecoder().decode(bytes)));
    if (type === FRAME_TYPE) return notFailed(unreadableUnless(() => new Frame(bytes)));
    this.#jsonOnly = true;
    return undefined;
  }

  /** Times come as ns since `base`. */
  async states(experiment: string, outputId: string, parameters: Parameters, base: bigint): Promise<StatesReply> {
    const { status, statusText, text } = await httpRequest({
      method: 'POST',
      url: this.#url(experiment, 'outputs', 'timeGraph', outputId, 'states'),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: stringify({ parameters }),
    }).catch((error: Error) => {
      throw TspError.unreachable(error.message);
    });
    if (status !== 200) throw TspError.fromReply(status, statusText, tryParse(text));
    const states = unreadableUnless(() => readStates(text, base));
    return notFailed(states);
  }
  arrows(experiment: string, outputId: string, parameters: Parameters) {
    return answer<TimeGraphArrow[]>(
      this.#http.fetchTimeGraphArrows(experiment, outputId, new Query({ ...parameters })),
    );
  }
  tooltip(experiment: string, outputId: string, parameters: Parameters) {
    const query = new Query({ ...parameters });
    return answer<Record<string, string>>(this.#http.fetchTimeGraphTooltip(experiment, outputId, query));
  }
  columns(experiment: string, outputId: string) {
    return answer<ColumnHeaderEntry[]>(this.#http.fetchTableColumns(experiment, outputId, new Query({})));
  }
  lines(experiment: string, outputId: string, parameters: Parameters) {
    return answer<TableModel>(this.#http.fetchTableLines(experiment, outputId, new Query({ ...parameters })));
  }
  styles(experiment: string, outputId: string) {
    const query = new Query({});
    return answer<{ styles: Record<string, OutputElementStyle> }>(this.#http.fetchStyles(experiment, outputId, query));
  }
  annotations(experiment: string, outputId: string, parameters: Parameters) {
    const query = new Query({ ...parameters });
    return answer<AnnotationModel>(this.#http.fetchAnnotations(experiment, outputId, query));
  }

  async bookmarks(experiment: string): Promise<Bookmark[]> {
    return (await model(RestClient.get(this.#url(experiment, 'bookmarks'), undefined, array(Bookmark)))).map(named);
  }
  async createBookmark(experiment: string, name: string, start: bigint, end: bigint): Promise<Bookmark> {
    const query = new Query({ name, start, end });
    return named(await model(RestClient.post(this.#url(experiment, 'bookmarks'), query, Bookmark)));
  }
  async deleteBookmark(experiment: string, uuid: string): Promise<void> {
    await model(RestClient.delete(this.#url(experiment, 'bookmarks', uuid), undefined, Bookmark));
  }

  /** How far indexing has got, and what the user should know. */
  progress(experiment: string): Promise<Progress | undefined> {
    return optional(RestClient.get<Progress>(`${this.#own}/experiments/${experiment}/progress`));
  }
  /** Ends the reading of an experiment's traces. */
  async cancel(experiment: string): Promise<void> {
    await model(RestClient.post(`${this.#own}/experiments/${experiment}/cancel`, {}));
  }
  /** Reads an experiment's traces anew. */
  async reread(experiment: string): Promise<void> {
    await model(RestClient.post(`${this.#own}/experiments/${experiment}/reread`, {}));
  }
  /** By how many ns each trace is moved, and what would align traces of one machine. */
  offsets(experiment: string): Promise<Offsets | undefined> {
    return optional(RestClient.get<Offsets>(`${this.#own}/experiments/${experiment}/offsets`));
  }
  async setOffsets(experiment: string, offsets: Readonly<Record<string, string>>): Promise<void> {
    await model(RestClient.put(`${this.#own}/experiments/${experiment}/offsets`, offsets));
  }
  layout(experiment: string): Promise<Parameters | undefined> {
    return optional(RestClient.get<Parameters>(`${this.#own}/layout/${experiment}`));
  }
  async saveLayout(experiment: string, layout: Parameters): Promise<void> {
    await optional(RestClient.post(`${this.#own}/layout/${experiment}`, layout));
  }
  /** Takes names of functions from a file as `nm` prints it, from now on. The path is the server's. */
  async addSymbols(experiment: string, path: string): Promise<void> {
    await model(RestClient.post(`${this.#own}/experiments/${experiment}/symbols`, { path }));
  }
  /** The traces at or below a file or folder. A server that can't tell is left to see what the path itself is. */
  async findTraces(path: string): Promise<TraceSearch> {
    const found = await optional<TraceSearch>(RestClient.post(`${this.#own}/find-traces`, { path }));
    return found ?? { traces: [{ path, name: baseName(path), format: '' }], notices: [] };
  }

  #url(experiment: string, ...path: readonly string[]): string {
    return [this.#base, 'experiments', ...[experiment, ...path].map(encodeURIComponent)].join('/');
  }
}

/** The protocol says `uuid`, the client's model `UUID`. */
function named(bookmark: Bookmark & { readonly uuid?: string }): Bookmark {
  return { ...bookmark, UUID: bookmark.uuid ?? bookmark.UUID };
}
