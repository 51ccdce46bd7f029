/** The host of the page of configurations, in the plain page: forms open beside it, files are the user's own. */
import { readConfigurations, writeConfigurations } from '../../client/configuration-file.ts';
import type { ManagerContent, ManagerHost, Removed, StoredConfiguration, Submitted } from '../../client/messages.ts';
import type { Removal } from '../../client/session/configuration-session.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { chooseText, offerText } from './files.ts';
import type { PageParts } from './page.tsx';
import type { FormSubject } from './page-form.ts';

export class PageManager implements ManagerHost {
  readonly #session: TspSession;
  readonly #experiment: { readonly uuid: string; readonly name: string } | undefined;
  readonly #parts: PageParts;

  /** `experiment`: the one that is looked at. */
  constructor(
    session: TspSession,
    experiment: { readonly uuid: string; readonly name: string } | undefined,
    parts: PageParts,
  ) {
    this.#session = session;
    this.#experiment = experiment;
    this.#parts = parts;
  }

  async manager(): Promise<ManagerContent> {
    const { configurations } = this.#session;
    const [types, stored, outputs] = await Promise.all([
      configurations.types(),
      configurations.stored(),
      this.#experiment ? this.#session.outputs(this.#experiment.uuid) : [],
    ]);
    const targets: Record<string, { id: string; name: string }[]> = {};
    for (const { id, name, configTypeIds = [] } of outputs) {
      for (const typeId of configTypeIds) {
        targets[typeId] ??= [];
        targets[typeId].push({ id, name });
      }
    }
    return { types, stored, targets, ...(this.#experiment ? { experiment: this.#experiment } : {}) };
  }

  async create(typeId: string, outputId?: string): Promise<void> {
    this.#parts.openForm(await this.#subject(typeId, outputId));
  }

  async duplicate(id: string, outputId?: string): Promise<void> {
    const { configuration } = await this.#find(id);
    const { sourceTypeId, parameters = {} } = configuration;
    this.#parts.openForm({ ...(await this.#subject(sourceTypeId, outputId)), parameters });
  }

  async edit(id: string): Promise<void> {
    const edited = await this.#find(id);
    // Tried over what it is applied to, if that is at hand.
    const use = edited.uses.find(({ experiment }) => experiment === this.#experiment?.uuid);
    const parent = use?.outputId.endsWith(`:${id}`) ? use.outputId.slice(0, -id.length - 1) : undefined;
    this.#parts.openForm({ ...(await this.#subject(edited.configuration.sourceTypeId, parent)), edited });
  }

  async rename(id: string, name: string, etag?: string): Promise<Submitted> {
    const stored = await this.#find(id);
    const seen = etag === undefined ? stored : { ...stored, etag };
    return this.#told(await this.#session.configurations.rename(seen, name));
  }

  async apply(id: string, outputId: string): Promise<Submitted> {
    if (!this.#experiment) throw new Error('No trace is open.');
    return this.#told(await this.#session.configurations.apply(this.#experiment.uuid, outputId, id));
  }

  async remove(id: string): Promise<Removed> {
    const removal = await this.#session.configurations.remove(await this.#find(id));
    this.#parts.changed();
    return removal;
  }

  /** Takes what `remove` has answered, which tells more than the page needs to know. */
  async restore(removed: Removed): Promise<readonly string[]> {
    try {
      return await this.#session.configurations.restore(removed as Removal);
    } finally {
      this.#parts.changed();
    }
  }

  async exportAll(ids: readonly string[]): Promise<boolean> {
    const all = await this.#session.configurations.stored();
    const chosen = all.map(({ configuration }) => configuration).filter(({ id }) => ids.includes(id));
    const name = chosen.length === 1 ? chosen[0]!.name.replace(/[^\p{L}\p{N}._-]+/gu, ' ').trim() : 'configurations';
    offerText(`${name || 'configuration'}.json`, writeConfigurations(chosen));
    return true;
  }

  async importAll() {
    const file = await chooseText('.json,application/json');
    if (!file) return undefined;
    const { configurations, problems } = readConfigurations(file.text);
    const imported: string[] = [];
    const failed = [...problems];
    for (const { sourceTypeId, ...wanted } of configurations) {
      const answer = await this.#session.configurations
        .create(sourceTypeId, wanted)
        .catch((error: Error) => ({ refusal: { message: error.message, detail: undefined } }));
      if ('refusal' in answer) failed.push(`“${wanted.name}”: ${answer.refusal.detail ?? answer.refusal.message}`);
      else imported.push(wanted.name);
    }
    this.#parts.changed();
    return { imported, problems: failed };
  }

  async reveal(experiment: string, outputId: string): Promise<void> {
    this.#parts.reveal(experiment, outputId);
  }

  async #subject(typeId: string, outputId: string | undefined): Promise<FormSubject> {
    const type = (await this.#session.configurations.types()).find(({ id }) => id === typeId);
    if (!type) throw new Error(`The trace server knows no configuration type “${typeId}”.`);
    if (outputId === undefined || !this.#experiment) return { type };
    const experiment = this.#experiment.uuid;
    const output = (await this.#session.outputs(experiment)).find(({ id }) => id === outputId);
    return output ? { type, experiment, output } : { type };
  }

  async #find(id: string): Promise<StoredConfiguration> {
    const found = await this.#session.configurations.find(id);
    if (!found) throw new Error('This configuration is not there any more.');
    return found;
  }

  #told(answer: Submitted): Submitted {
    if (!('refusal' in answer)) this.#parts.changed();
    return answer;
  }
}
