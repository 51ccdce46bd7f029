/**
 * What other extensions, and the tests, get from `extensions.getExtension('heddle.heddle').activate()`.
 *
 *   const traces = await extension.activate();
 *   const experiment = await traces.openTraces([Uri.file('/tmp/trace.json')]);
 */
import type { Event, Uri } from 'vscode';
import type { ExperimentInfo, OutputInfo } from '../../client/messages.ts';

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
  /** Shows an output in the experiment's view, which is opened if it is not. */
  showOutput(experiment: string, outputId: string): Promise<void>;
  /** The bundled server's process, while it runs. */
  readonly serverProcess: number | undefined;
}
