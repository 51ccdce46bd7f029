/**
 * From paths to an experiment: finds the traces below each path, opens them, makes one experiment of them, and shows how
 * far indexing is while it lasts. A set of traces that is open already is shown again instead of opened twice.
 */

import { basename, dirname } from 'node:path';
import { ProgressLocation, window } from 'vscode';
import type { ExperimentInfo } from '../../client/messages.ts';
import { readingText } from '../../client/reading-text.ts';
import type { FoundTrace } from '../../client/tsp/tsp-client.ts';
import type { Backend } from './backend.ts';
import type { Experiments } from './experiments.ts';

/** Indexing that ends sooner than this shows no progress. */
const PATIENCE = 1000;

export class TraceOpener {
  readonly #backend: Backend;
  readonly #experiments: Experiments;

  constructor(backend: Backend, experiments: Experiments) {
    this.#backend = backend;
    this.#experiments = experiments;
  }

  /** All traces at or below these files and folders as one experiment, which becomes the active one. */
  async open(paths: readonly string[]): Promise<ExperimentInfo> {
    const session = await this.#backend.session();
    const found = await this.#find(paths);
    const known = await this.#experiments.refresh();
    const wanted = found.map(({ path }) => path).sort();
    const same = known.find(({ traces }) => String(traces.map(({ path }) => path).sort()) === String(wanted));
    return this.#activate(same ?? (await session.openExperiment(nameOf(paths), found)));
  }

  /** A file read by this custom parser, whatever else could read it or has it open. */
  async openWith(path: string, parser: string): Promise<ExperimentInfo> {
    const session = await this.#backend.session();
    return this.#activate(await session.openExperiment(basename(path), [{ path }], parser));
  }

  async #activate({ uuid }: ExperimentInfo): Promise<ExperimentInfo> {
    await this.#experiments.refresh();
    this.#experiments.setActive(uuid);
    const experiment = this.#experiments.find(uuid);
    if (!experiment) throw new Error('The server does not know the experiment that it just opened.');
    void this.#showProgress(experiment);
    return experiment;
  }

  /** What was read until now stays, and is shown as that. */
  async cancelReading(uuid: string): Promise<void> {
    await (await this.#backend.session()).cancelReading(uuid);
    await this.#experiments.refresh();
    this.#experiments.outputsMayDiffer(uuid);
  }

  /** Reads the traces as they are on the disk now. */
  async reread(uuid: string): Promise<void> {
    await (await this.#backend.session()).reread(uuid);
    await this.#experiments.refresh();
    this.#experiments.outputsMayDiffer(uuid);
    const experiment = this.#experiments.find(uuid);
    if (experiment) void this.#showProgress(experiment);
  }

  async close(uuid: string): Promise<void> {
    const session = await this.#backend.session();
    await session.deleteExperiment(uuid);
    await this.#experiments.refresh();
  }

  async #find(paths: readonly string[]): Promise<readonly FoundTrace[]> {
    const session = await this.#backend.session();
    const searches = await Promise.all(paths.map((path) => session.findTraces(traceRoot(path))));
    const unique = [...new Map(searches.flatMap(({ traces }) => traces).map((trace) => [trace.path, trace])).values()];
    const notices = [...new Set(searches.flatMap((search) => search.notices))];
    if (notices.length > 0) {
      const more = notices.length > 1 ? ` And ${notices.length - 1} more.` : '';
      void window.showWarningMessage(`Not all could be searched for traces: ${notices[0]}.${more}`);
    }
    if (unique.length === 0) {
      const where = paths.map((path) => `“${basename(path)}”`).join(', ');
      throw new Error(
        `There is no trace in ${where}: neither Trace Event JSON, nor ftrace text, nor a CTF folder with its metadata.`,
      );
    }
    return unique;
  }

  /** Shows progress from one second on, with a button that ends the reading; what was read stays. */
  async #showProgress({ uuid, name }: ExperimentInfo): Promise<void> {
    if (await this.#experiments.indexed(uuid, PATIENCE)) return;
    const options = { location: ProgressLocation.Notification, cancellable: true, title: `Reading ${name}` };
    await window.withProgress(options, async (progress, cancellation) => {
      let shown = 0;
      const report = () => {
        const experiment = this.#experiments.find(uuid);
        if (!experiment) return;
        const percent = experiment.fraction * 100;
        progress.report({ increment: percent - shown, message: readingText(experiment) });
        shown = percent;
      };
      report();
      const listening = this.#experiments.onDidChange(report);
      const cancelled = new Promise<'cancel'>((resolve) =>
        cancellation.onCancellationRequested(() => resolve('cancel')),
      );
      const how = await Promise.race([this.#experiments.indexed(uuid), cancelled]);
      listening.dispose();
      if (how !== 'cancel') return;
      await this.cancelReading(uuid).catch((error: Error) => {
        void window.showErrorMessage(`Could not cancel the reading of ${name}. ${error.message}`);
      });
    });
  }
}

/** A CTF trace is its folder, which the user may have named by the file in it that looks like one. */
function traceRoot(path: string): string {
  return basename(path) === 'metadata' ? dirname(path) : path;
}

function nameOf(paths: readonly string[]): string {
  const [first = '', ...more] = paths.map(traceRoot);
  return more.length === 0 ? basename(first) : `${basename(first)} and ${more.length} more`;
}
