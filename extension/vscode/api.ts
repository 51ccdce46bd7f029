/**
 * What other extensions, and the tests, get from `extensions.getExtension('heddle.heddle').activate()`. Described for those
 * who use it in docs/extension-api.md.
 *
 *   const traces = await extension.activate();
 *   const experiment = await traces.openTraces([Uri.file('/tmp/trace.json')]);
 */
import type { Disposable, Event, Uri } from 'vscode';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import type { ConfigTypeInfo, ExperimentInfo, OutputInfo, Parameters } from '../../client/messages.ts';

export interface HeddleApi {
  /** Grows only when something that was there goes or changes. */
  readonly version: 1;
  /** Opens the traces at or below these files and folders as one experiment, makes it active and shows it. */
  openTraces(uris: readonly Uri[]): Promise<ExperimentInfo>;
  closeExperiment(uuid: string): Promise<void>;
  readonly experiments: readonly ExperimentInfo[];
  readonly onDidChangeExperiments: Event<void>;
  readonly activeExperiment: ExperimentInfo | undefined;
  readonly onDidChangeActiveExperiment: Event<ExperimentInfo | undefined>;
  outputs(experiment: string): Promise<readonly OutputInfo[]>;
  /** Tells the experiment whose outputs may be others now. */
  readonly onDidChangeOutputs: Event<string>;
  /** Shows an output in the experiment's view, which is opened if it is not. */
  showOutput(experiment: string, outputId: string): Promise<void>;
  /**
   * Adds configuration types: `module` is a file with an ES module whose default export is one, or a list of them. They
   * are there until the result is disposed of, also after a restart of the server. Rejects with what is wrong with the
   * module; if no server runs yet, that is in the log once one does.
   */
  registerConfigurationTypes(module: Uri): Promise<Disposable>;
  configurationTypes(): Promise<readonly ConfigTypeInfo[]>;
  configurations(): Promise<readonly StoredConfiguration[]>;
  /** Types or stored configurations may be others now. */
  readonly onDidChangeConfigurations: Event<void>;
  /**
   * Applies a type to an output. With parameters the derived output is made and shown, and the promise rejects if they are
   * refused; without, the type's form opens, and the result is undefined.
   */
  customise(
    experiment: string,
    outputId: string,
    typeId: string,
    parameters?: Parameters,
  ): Promise<OutputInfo | undefined>;
  /** The bundled server's process, while it runs. */
  readonly serverProcess: number | undefined;
}
