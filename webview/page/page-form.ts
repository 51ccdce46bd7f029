/**
 * The form's host in the plain page. A draft is kept by the browser for each subject, so that it outlives the page. The files
 * of the server's machine can't be shown here; those of the user's can be loaded.
 */
import type {
  AttemptOptions,
  Draft,
  FormContent,
  FormHost,
  StoredConfiguration,
  Submitted,
  SubmittedWith,
} from '../../client/configuration-messages.ts';
import type { ConfigTypeInfo, OutputInfo, Parameters } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { chooseText } from './files.ts';

export interface FormSubject {
  readonly type: ConfigTypeInfo;
  /** What it is applied to; neither where the type's scope is global. */
  readonly experiment?: string;
  readonly output?: OutputInfo;
  readonly edited?: StoredConfiguration;
  /** Values to begin with. */
  readonly parameters?: Parameters;
}

const DRAFTS = 'heddle draft ';
/** By id of the configuration: the file that it was tried on. */
const SAMPLES = 'heddle sample ';

export class PageForm implements FormHost {
  readonly key: string;
  readonly #session: TspSession;
  readonly #subject: FormSubject;
  readonly #done: (answer: Submitted | undefined) => void;

  /** `done`: with what was made or changed, or nothing where the user gave up. */
  constructor(session: TspSession, subject: FormSubject, done: (answer: Submitted | undefined) => void) {
    this.#session = session;
    this.#subject = subject;
    this.#done = done;
    const { type, experiment, output, edited, parameters } = subject;
    this.key = JSON.stringify([type.id, experiment, output?.id, edited?.configuration.id, parameters]);
  }

  form(): Promise<FormContent> {
    const { type, output, edited, parameters } = this.#subject;
    const draft = draftOf(this.key);
    const sample = edited && localStorage.getItem(SAMPLES + edited.configuration.id);
    return Promise.resolve({
      type,
      ...(output ? { output } : {}),
      ...(edited ? { edited } : {}),
      ...(parameters ? { parameters } : {}),
      ...(sample ? { sample } : {}),
      ...(draft ? { draft } : {}),
    });
  }

  async saveDraft(draft: Draft): Promise<void> {
    localStorage.setItem(DRAFTS + this.key, JSON.stringify(draft));
  }

  attempt(parameters: Parameters, options?: AttemptOptions) {
    const { type, experiment, output } = this.#subject;
    const over = experiment !== undefined && output ? { experiment, outputId: output.id } : undefined;
    return this.#session.configurations.attempt(type.id, parameters, options, over);
  }

  async browse(): Promise<undefined> {}

  loadText() {
    return chooseText();
  }

  async submit(parameters: Parameters, more: SubmittedWith = {}) {
    const answer = await this.#send(parameters, more);
    if ('refusal' in answer || 'conflict' in answer) return answer;
    if ('configuration' in answer && more.sample)
      localStorage.setItem(SAMPLES + answer.configuration.configuration.id, more.sample);
    this.#close(answer);
    return answer;
  }

  async cancel(): Promise<void> {
    this.#close(undefined);
  }

  #send(parameters: Parameters, { name, etag }: SubmittedWith): Promise<Submitted> {
    const { type, experiment, output, edited } = this.#subject;
    const wanted = { ...(name === undefined ? {} : { name }), parameters };
    const { configurations } = this.#session;
    if (edited) return configurations.update({ ...edited, ...(etag === undefined ? {} : { etag }) }, wanted);
    if (experiment === undefined || !output) return configurations.create(type.id, wanted);
    return this.#session.derive(experiment, output.id, type.id, parameters, name);
  }

  #close(answer: Submitted | undefined): void {
    localStorage.removeItem(DRAFTS + this.key);
    this.#done(answer);
  }
}

function draftOf(key: string): Draft | undefined {
  const kept = localStorage.getItem(DRAFTS + key);
  try {
    return kept === null ? undefined : (JSON.parse(kept) as Draft);
  } catch {
    return undefined;
  }
}
