/** The form's host in the plain page. A draft lives as long as the page, per output and type. */
import type { ConfigTypeInfo, FormHost, OutputInfo, ViewerHost } from '../../client/messages.ts';

type Parameters = Readonly<Record<string, unknown>>;

const drafts = new Map<string, Parameters>();

export class PageForm implements FormHost {
  readonly key: string;
  readonly #host: ViewerHost;
  readonly #type: ConfigTypeInfo;
  readonly #output: OutputInfo;
  readonly #done: (created: OutputInfo | undefined) => void;

  constructor(
    host: ViewerHost,
    type: ConfigTypeInfo,
    output: OutputInfo,
    done: (created: OutputInfo | undefined) => void,
  ) {
    this.#host = host;
    this.#type = type;
    this.#output = output;
    this.#done = done;
    this.key = `${output.id} ${type.id}`;
  }

  form() {
    const draft = drafts.get(this.key);
    return Promise.resolve({ type: this.#type, output: this.#output, ...(draft ? { draft } : {}) });
  }

  saveDraft(parameters: Parameters): Promise<void> {
    drafts.set(this.key, parameters);
    return Promise.resolve();
  }

  async submit(parameters: Parameters) {
    const derived = await this.#host.derive(this.#output.id, this.#type.id, parameters);
    if ('output' in derived) {
      drafts.delete(this.key);
      this.#done(derived.output);
    }
    return derived;
  }

  cancel(): Promise<void> {
    drafts.delete(this.key);
    this.#done(undefined);
    return Promise.resolve();
  }
}
