/**
 * What forms of configurations and the page of all of them ask of their host. As in `messages.ts`, everything is plain data, and
 * a rejected promise carries text that can be shown to the user.
 */
import type {
  ConfigTypeInfo,
  ConfigurationInfo,
  OutputInfo,
  ParameterProblem,
  Parameters,
  Refusal,
} from './messages.ts';

/** A configuration as the server keeps it. */
export interface StoredConfiguration {
  readonly configuration: ConfigurationInfo;
  /** Of this state of it: who changes it says which state was seen. Absent from a server that keeps no account. */
  readonly etag?: string;
  /** Made for its own sake, not together with one output. */
  readonly shared: boolean;
  readonly uses: readonly ConfigurationUse[];
  /** Traces that it reads; absent if it describes no format. */
  readonly traces?: readonly { readonly uuid: string; readonly name: string }[];
}

/** An output that a configuration has made. */
export interface ConfigurationUse {
  readonly experiment: string;
  readonly experimentName: string;
  readonly outputId: string;
  readonly outputName: string;
}

export interface AttemptOptions {
  /** Values are wanted for a parameter ("columns.0") of which `text` is typed. */
  readonly suggest?: { readonly parameter: string; readonly text: string };
  /** Path of a file to try it on, on the server's machine. */
  readonly sample?: string;
}

/** What the server says of parameters as they stand, while the user types. */
export interface Attempt {
  readonly errors: readonly ParameterProblem[];
  readonly suggestions?: readonly string[];
  readonly preview?: Preview;
}

/** What would come of them: a sentence, and a table of 20 rows at most. */
export interface Preview {
  readonly text: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
}

/** What was typed into a form and not sent yet. */
export interface Draft {
  readonly parameters: Parameters;
  readonly name?: string;
  /** Path of a file to try it on, on the server's machine. */
  readonly sample?: string;
  /** Of the state that is edited, as it was when typing began. */
  readonly etag?: string;
}

export interface FormContent {
  readonly type: ConfigTypeInfo;
  /** What it is to be applied to; absent where the type's scope is global. */
  readonly output?: OutputInfo;
  /** What is edited; absent where a new one is made. */
  readonly edited?: StoredConfiguration;
  /** Values of a new one to begin with: of what is duplicated, of the row that was clicked. */
  readonly parameters?: Parameters;
  /** Path of the file that it was tried on last. */
  readonly sample?: string;
  readonly draft?: Draft;
  /** Whether `browse` can show the files of the server's machine. */
  readonly canBrowse?: boolean;
}

/** Only a conflict tells of a state that the sender has not seen; nothing was changed then. */
export type Submitted =
  | { readonly output: OutputInfo }
  | { readonly configuration: StoredConfiguration }
  | { readonly refusal: Refusal }
  | { readonly conflict: StoredConfiguration };

/** What is sent beside the parameters. The sample is only remembered. */
export interface SubmittedWith {
  readonly name?: string;
  readonly etag?: string;
  readonly sample?: string;
}

/** The form's host. */
export interface FormHost {
  form(): Promise<FormContent>;
  saveDraft(draft: Draft): Promise<void>;
  /** Stores nothing. */
  attempt(parameters: Parameters, options?: AttemptOptions): Promise<Attempt>;
  /** Lets the user choose a file or folder of the server's machine, beginning where one was chosen last; its path. */
  browse(what: 'file' | 'folder'): Promise<string | undefined>;
  /** Lets the user choose a text file of any machine; its content. */
  loadText(): Promise<{ readonly name: string; readonly text: string } | undefined>;
  /**
   * Creates it, or changes what is edited if that is still in the state of `etag`. On success the host closes the form, and
   * reveals and opens a new output.
   */
  submit(parameters: Parameters, more?: SubmittedWith): Promise<Submitted>;
  /** Closes the form and forgets the draft. */
  cancel(): Promise<void>;
}

export interface ManagerContent {
  readonly types: readonly ConfigTypeInfo[];
  readonly stored: readonly StoredConfiguration[];
  /** The one that is looked at, and which of its outputs take which types. */
  readonly experiment?: { readonly uuid: string; readonly name: string };
  readonly targets: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>>;
}

/** By name; and what was not, with the reasons. */
export interface Imported {
  readonly imported: readonly string[];
  readonly problems: readonly string[];
}

/** The host of the page of all configurations. After each change it tells the event `configurations`. */
export interface ManagerHost {
  manager(): Promise<ManagerContent>;
  /** Opens a form. `outputId`: of the experiment looked at; absent where the type's scope is global. */
  create(typeId: string, outputId?: string): Promise<void>;
  /** Opens the form of a new one with the values of this one. */
  duplicate(id: string, outputId?: string): Promise<void>;
  edit(id: string): Promise<void>;
  rename(id: string, name: string, etag?: string): Promise<Submitted>;
  apply(id: string, outputId: string): Promise<Submitted>;
  /** Together with the outputs that it has made. */
  remove(id: string): Promise<void>;
  /** Undoes `remove`, as often as that fails; what could not be made again, in words. */
  restore(id: string): Promise<readonly string[]>;
  /** Writes them to a file of the user's choice; false if none was chosen. */
  exportAll(ids: readonly string[]): Promise<boolean>;
  /** From a file of the user's choice. */
  importAll(): Promise<Imported | undefined>;
  /** Shows an output in its experiment. */
  reveal(experiment: string, outputId: string): Promise<void>;
}
