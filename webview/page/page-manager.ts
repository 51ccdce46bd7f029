/** The host of the page of configurations, in the plain page: forms open beside it, files are the user's own. */
import { fileNameOf, writeConfigurations } from '../../client/configuration-file.ts';
import type {
  Imported,
  ManagerContent,
  ManagerHost,
  StoredConfiguration,
  Submitted,
} from '../../client/configuration-messages.ts';
import { madeFrom } from '../../client/output-tree.ts';
import type { Removal } from '../../client/session/configuration-session.ts';
import { importConfigurations } from '../../client/session/import-configurations.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { titledParameters } from '../../client/titled-parameters.ts';
import { chooseText, offerText } from './files.ts';
import type { PageParts } from './page.tsx';
import type { FormSubject } from './page-form.ts';

export class PageManager implements ManagerHost {
  readonly #session: TspSession;
  readonly #experiment: { readonly uuid: string; readonly name: string } | undefined;
  readonly #parts: PageParts;
  /** What was deleted from here, by id. */
  readonly #removals = new Map<string, Removal>();

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
    for (const { id, name, canDelete, configTypeIds = [] } of outputs) {
      // What was made from it offers the same as the one above it.
      for (const typeId of canDelete ? [] : configTypeIds) {
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
    const parameters = titledParameters(configuration);
    this.#parts.openForm({ ...(await this.#subject(configuration.sourceTypeId, outputId)), parameters });
  }

  async edit(id: string): Promise<void> {
    const edited = await this.#find(id);
    // Tried over what it is applied to, if that is at hand.
    const use = edited.uses.find(({ experiment }) => experiment === this.#experiment?.uuid);
    const parent = use && madeFrom(use.outputId, id);
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

  async remove(id: string): Promise<void> {
    this.#removals.set(id, await this.#session.configurations.remove(await this.#find(id)));
    this.#parts.changed();
  }

  async restore(id: string): Promise<readonly string[]> {
    const removal = this.#removals.get(id);
    if (!removal) throw new Error('It was not deleted from here.');
    try {
      const problems = await this.#session.configurations.restore(removal);
      this.#removals.delete(id);
      return problems;
    } finally {
      this.#parts.changed();
    }
  }

  async exportAll(ids: readonly string[]): Promise<boolean> {
    const all = await this.#session.configurations.stored();
    const chosen = all.map(({ configuration }) => configuration).filter(({ id }) => ids.includes(id));
    offerText(fileNameOf(chosen), writeConfigurations(chosen));
    return true;
  }

  async importAll(): Promise<Imported | undefined> {
    const file = await chooseText('.json,application/json');
    if (!file) return undefined;
    try {
      return await importConfigurations(this.#session.configurations, file.text);
    } finally {
      this.#parts.changed();
    }
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
