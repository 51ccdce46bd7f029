/**
 * Answers a form's questions. What was typed is kept in the workspace until it is stored or the user discards it, so that
 * closing the tab or the window loses nothing.
 */
import type { Memento } from 'vscode';
import type {
  Attempt,
  AttemptOptions,
  Draft,
  FormContent,
  FormHost,
  StoredConfiguration,
  Submitted,
  SubmittedWith,
} from '../../client/configuration-messages.ts';
import type { OutputInfo, Parameters } from '../../client/messages.ts';
import type { Backend } from './backend.ts';
import { type FileChooser, readText } from './choose-file.ts';
import type { Configurations } from './configurations.ts';
import type { Experiments } from './experiments.ts';
import type { Reporting } from './failures.ts';
import { type FormSubject, initialParameters, keyOf } from './form-subject.ts';

export interface FormParts {
  readonly backend: Backend;
  readonly experiments: Experiments;
  readonly configurations: Configurations;
  readonly files: FileChooser;
  readonly drafts: Memento;
  readonly reporting: Reporting;
  /** Shows what came of a form. */
  readonly created: (experiment: string, output: OutputInfo) => Promise<void>;
  readonly stored: (configuration: StoredConfiguration, sample: string | undefined) => Promise<void>;
}

/** The file that a configuration was tried on. */
const sampleKey = (id: string): string => `sample:${id}`;

export class SubjectForm implements FormHost {
  readonly #parts: FormParts;
  readonly #subject: FormSubject;
  readonly #close: () => void;
  readonly #draftKey: string;

  constructor(parts: FormParts, subject: FormSubject, close: () => void) {
    this.#parts = parts;
    this.#subject = subject;
    this.#close = close;
    this.#draftKey = `draft:${keyOf(subject)}`;
  }

  async form(): Promise<FormContent> {
    const { configurations, drafts } = this.#parts;
    const { type: typeId, edited: editedId, sample } = this.#subject;
    const type = await configurations.type(typeId);
    const output = await this.#output();
    const edited = editedId === undefined ? undefined : await configurations.find(editedId);
    if (output && !edited && !(await this.#isOffered(output)))
      throw new Error(`“${output.name}” does not offer “${type.name}” any more.`);
    const initial = initialParameters(this.#subject);
    const draft =
      drafts.get<Draft>(this.#draftKey) ?? (sample ? { parameters: initial.parameters ?? {}, sample } : undefined);
    const tried = editedId === undefined ? undefined : drafts.get<string>(sampleKey(editedId));
    return {
      type,
      canBrowse: true,
      ...(output ? { output } : {}),
      ...(edited ? { edited } : {}),
      ...initial,
      ...(tried ? { sample: tried } : {}),
      ...(draft ? { draft } : {}),
    };
  }

  async saveDraft(draft: Draft): Promise<void> {
    await this.#parts.drafts.update(this.#draftKey, draft);
  }

  async attempt(parameters: Parameters, options?: AttemptOptions): Promise<Attempt> {
    const { type, experiment, output } = this.#subject;
    const over = experiment !== undefined && output !== undefined ? { experiment, outputId: output } : undefined;
    return (await this.#parts.backend.session()).configurations.attempt(type, parameters, options, over);
  }

  async browse(what: 'file' | 'folder'): Promise<string | undefined> {
    const title = what === 'file' ? 'Choose a file' : 'Choose a folder';
    return (await this.#parts.files.choose(this.#subject.type, title, what))?.fsPath;
  }

  async loadText(): Promise<{ readonly name: string; readonly text: string } | undefined> {
    const file = await this.#parts.files.choose(this.#subject.type, 'Load the content of a file');
    return file && { name: file.path.split('/').at(-1) ?? '', text: await readText(file) };
  }

  async submit(parameters: Parameters, more: SubmittedWith = {}): Promise<Submitted> {
    const { edited } = this.#subject;
    const answer =
      edited === undefined ? await this.#create(parameters, more.name) : await this.#change(edited, parameters, more);
    if ('refusal' in answer || 'conflict' in answer) return answer;
    if ('configuration' in answer && more.sample)
      await this.#parts.drafts.update(sampleKey(answer.configuration.configuration.id), more.sample);
    await this.#finish();
    // The form is closed and can't tell any more what goes wrong.
    const { created, stored, reporting } = this.#parts;
    await reporting('show what was made', () =>
      'output' in answer
        ? created(this.#subject.experiment!, answer.output)
        : stored(answer.configuration, this.#subject.sample),
    );
    return answer;
  }

  async cancel(): Promise<void> {
    await this.#finish();
  }

  async #create(parameters: Parameters, name: string | undefined): Promise<Submitted> {
    const { type, experiment, output } = this.#subject;
    const { backend, configurations } = this.#parts;
    const named = name === undefined ? {} : { name };
    if (experiment === undefined || output === undefined) return configurations.create(type, { ...named, parameters });
    return (await backend.session()).derive(experiment, output, type, parameters, name);
  }

  async #change(id: string, parameters: Parameters, { name, etag }: SubmittedWith): Promise<Submitted> {
    const { configurations } = this.#parts;
    const now = await configurations.find(id);
    const seen = etag === undefined ? now : { ...now, etag };
    return configurations.update(seen, { ...(name === undefined ? {} : { name }), parameters });
  }

  async #finish(): Promise<void> {
    await this.#parts.drafts.update(this.#draftKey, undefined);
    this.#close();
  }

  async #output(): Promise<OutputInfo | undefined> {
    const { experiment, output } = this.#subject;
    if (experiment === undefined || output === undefined) return undefined;
    const found = await this.#parts.experiments.findOutput(experiment, output);
    if (!found) throw new Error('The output that this form is about is not there any more.');
    return found;
  }

  async #isOffered(output: OutputInfo): Promise<boolean> {
    const { experiment, type } = this.#subject;
    return (await this.#parts.configurations.typesOf(experiment!, output)).some(({ id }) => id === type);
  }
}
