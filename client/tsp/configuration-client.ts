/**
 * Configurations over HTTP: the protocol's `/config`, what the ADR adds to it for experiments and outputs, and what our own
 * server has beside both (uses, trying, versions, modules). Asked without tsp-typescript-client, whose calls know no headers:
 * a version travels as `ETag` and comes back as `If-Match`.
 *
 * Methods reject with a `TspError`: 404 for what is not there, 400 with `parameter` for what is refused, 412 with the
 * configuration as it is now in `body` for one that somebody else changed.
 */
import type { Configuration } from 'tsp-typescript-client/lib/models/configuration.js';
import type { ConfigurationSourceType } from 'tsp-typescript-client/lib/models/configuration-source.js';
import type { OutputDescriptor } from 'tsp-typescript-client/lib/models/output-descriptor.js';
import type { Parameters } from '../messages.ts';
import { parse, stringify } from './lossless-json.ts';
import { tryParse, unreadableUnless } from './replies.ts';
import { httpRequest } from './transport.ts';
import { TspError } from './tsp-error.ts';

/** Absent labels are made by the server. */
export interface Wanted {
  /** Of one that was deleted and is to be there again. */
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly parameters: Parameters;
}

export interface Versioned {
  readonly configuration: Configuration;
  /** Undefined from a server without versions. */
  readonly etag: string | undefined;
}

export interface KnownConfiguration {
  readonly configuration: Configuration;
  readonly etag?: string;
  /** Made for itself, not with an output. */
  readonly shared: boolean;
  readonly uses: readonly {
    readonly experiment: string;
    readonly experimentName: string;
    readonly outputId: string;
    readonly outputName: string;
  }[];
  readonly traces?: readonly { readonly uuid: string; readonly name: string }[];
}

export interface Trial {
  readonly errors: readonly { readonly parameter?: string; readonly message: string; readonly position?: number }[];
  readonly suggestions?: readonly string[];
  readonly preview?: {
    readonly text: string;
    readonly columns?: readonly string[];
    readonly rows?: readonly (readonly string[])[];
  };
}

export interface ToTry {
  readonly typeId: string;
  readonly parameters: Parameters;
  readonly suggest?: { readonly parameter: string; readonly text: string };
  /** A file to try it on. */
  readonly sample?: string;
}

export class ConfigurationClient {
  readonly #base: string;
  readonly #own: string;

  /** `base`: of the protocol; `own`: of what our server has of its own. */
  constructor(base: string, own: string) {
    this.#base = base;
    this.#own = own;
  }

  types(): Promise<readonly ConfigurationSourceType[]> {
    return this.#ask('GET', url(this.#base, 'config', 'types'));
  }
  list(typeId: string): Promise<readonly Configuration[]> {
    return this.#ask('GET', this.#of(typeId));
  }
  /** All of them with their uses; undefined on another server than ours. */
  async all(): Promise<readonly KnownConfiguration[] | undefined> {
    try {
      return await this.#ask('GET', url(this.#own, 'configurations'));
    } catch (error) {
      if (error instanceof TspError && error.status === 404) return undefined;
      throw error;
    }
  }

  create(typeId: string, wanted: Wanted): Promise<Versioned> {
    return this.#versioned('POST', this.#of(typeId), wanted);
  }
  /** Refused with 412 if it is not the version `etag` any more. */
  update(typeId: string, id: string, wanted: Wanted, etag?: string): Promise<Versioned> {
    return this.#versioned('PUT', url(this.#of(typeId), id), wanted, etag);
  }
  /** Together with every output made with it. */
  delete(typeId: string, id: string): Promise<Configuration> {
    return this.#ask('DELETE', url(this.#of(typeId), id));
  }

  /** Makes an output of another with a stored configuration. */
  apply(experiment: string, outputId: string, id: string): Promise<OutputDescriptor> {
    return this.#ask('POST', url(this.#base, 'experiments', experiment, 'outputs', outputId, 'configs', id), {});
  }

  /** What would come of parameters that may be wrong yet: for an output, or of a type of scope `global`. */
  try(toTry: ToTry, over?: { readonly experiment: string; readonly outputId: string }): Promise<Trial> {
    const path = over
      ? ['experiments', over.experiment, 'outputs', over.outputId, 'try']
      : ['config', 'types', toTry.typeId, 'try'];
    return this.#ask('POST', url(this.#own, ...path), toTry);
  }

  /** Takes configuration types from an ES module on the server's machine. */
  async addModule(path: string): Promise<readonly ConfigurationSourceType[]> {
    const { types } = await this.#ask<{ types?: ConfigurationSourceType[] }>('POST', this.#modules(), { path });
    return types ?? [];
  }
  async removeModule(path: string): Promise<void> {
    await this.#ask('DELETE', this.#modules(), { path });
  }

  #of(typeId: string): string {
    return url(this.#base, 'config', 'types', typeId, 'configs');
  }
  #modules(): string {
    return url(this.#own, 'config', 'modules');
  }

  async #versioned(method: string, address: string, body: unknown, etag?: string): Promise<Versioned> {
    const { text, headers } = await this.#send(method, address, body, etag);
    const configuration = unreadableUnless(() => parse(text) as Configuration);
    return { configuration, etag: headers.get('ETag') ?? undefined };
  }

  async #ask<T>(method: string, address: string, body?: unknown): Promise<T> {
    const { text } = await this.#send(method, address, body);
    return unreadableUnless(() => parse(text) as T);
  }

  async #send(method: string, address: string, body?: unknown, etag?: string) {
    const headers = {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(etag === undefined ? {} : { 'If-Match': etag }),
    };
    const request = { method, url: address, headers, body: body === undefined ? undefined : stringify(body) };
    const reply = await httpRequest(request).catch((error: Error) => {
      throw TspError.unreachable(error.message);
    });
    const { status, statusText, text } = reply;
    if (status < 200 || status > 299) throw TspError.fromReply(status, statusText, tryParse(text));
    return reply;
  }
}

function url(base: string, ...path: readonly string[]): string {
  return [base, ...path.map(encodeURIComponent)].join('/');
}
