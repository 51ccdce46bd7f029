/**
 * A trace server as an IDE or a page sees it: the experiments, their outputs, and what can be done to them. `viewer` gives
 * the host of a view of one experiment.
 */

import { baseName } from '../base-name.ts';
import type { ConfigTypeInfo, ExperimentInfo, OutputInfo, Parameters } from '../messages.ts';
import { type Experiment, type FoundTrace, type Trace, TspClient } from '../tsp/tsp-client.ts';
import { TspError } from '../tsp/tsp-error.ts';
import { ConfigurationSession } from './configuration-session.ts';
import { type Derived, derive } from './derive.ts';
import { ExperimentSession, type ViewForms } from './experiment-session.ts';
import { configTypeInfo, experimentInfo, noticeText, outputInfo } from './from-tsp.ts';

const MAX_NAMES = 1000;

export class TspSession {
  readonly client: TspClient;
  readonly configurations: ConfigurationSession;

  /** `url`: the base for TSP clients, with the token in its path if one is needed. */
  constructor({ url }: { readonly url: string }) {
    this.client = new TspClient(url);
    this.configurations = new ConfigurationSession(this.client);
  }

  viewer(uuid: string, forms: ViewForms): ExperimentSession {
    return new ExperimentSession({ client: this.client, uuid, forms });
  }

  async experiments(): Promise<readonly ExperimentInfo[]> {
    return Promise.all((await this.client.experiments()).map((experiment) => this.#describe(experiment)));
  }

  /** The traces at or below a file or folder. `notices`: what could not be looked into, as text to show. */
  async findTraces(path: string): Promise<{ traces: readonly FoundTrace[]; notices: readonly string[] }> {
    const { traces, notices } = await this.client.findTraces(path);
    return { traces, notices: notices.map(noticeText) };
  }

  /** What was read until now stays. */
  cancelReading(experiment: string): Promise<void> {
    return this.client.cancel(experiment);
  }

  reread(experiment: string): Promise<void> {
    return this.client.reread(experiment);
  }

  addSymbols(experiment: string, path: string): Promise<void> {
    return this.client.addSymbols(experiment, path);
  }

  /**
   * A name that something else has already gets a number; traces that are open as one experiment are that one. `parser`: id
   * of the configuration that describes how they are read.
   */
  async openExperiment(
    name: string,
    traces: readonly { readonly path: string; readonly name?: string }[],
    parser?: string,
  ): Promise<ExperimentInfo> {
    const opened: Trace[] = [];
    for (const { path, name = baseName(path) } of traces) {
      opened.push(await underFreeName(name, (free) => this.client.openTrace(path, free, parser)));
    }
    const uuids = opened.map((trace) => trace.UUID);
    const same = (await this.client.experiments()).find(
      (known) => String(known.traces.map(({ UUID }) => UUID).sort()) === String(uuids.toSorted()),
    );
    if (same) return this.#describe(same);
    return this.#describe(await underFreeName(name, (n) => this.client.createExperiment(n, uuids)));
  }

  /** Together with its traces, unless another experiment has them too. No file is touched. */
  async deleteExperiment(uuid: string): Promise<void> {
    const { traces } = await this.client.deleteExperiment(uuid);
    for (const trace of traces) {
      await this.client.deleteTrace(trace.UUID).catch((error) => {
        if (!(error instanceof TspError) || error.status !== 409) throw error;
      });
    }
  }

  async outputs(experiment: string): Promise<readonly OutputInfo[]> {
    return (await this.client.outputs(experiment)).map(outputInfo);
  }

  async configTypes(experiment: string, outputId: string): Promise<readonly ConfigTypeInfo[]> {
    return (await this.client.configurationTypes(experiment, outputId)).map(configTypeInfo);
  }

  derive(
    experiment: string,
    outputId: string,
    typeId: string,
    parameters: Parameters,
    name?: string,
  ): Promise<Derived> {
    return derive(this.client, experiment, outputId, typeId, parameters, name);
  }

  async #describe(experiment: Experiment): Promise<ExperimentInfo> {
    const closed = experiment.indexingStatus === 'CLOSED';
    return experimentInfo(experiment, closed ? undefined : await this.client.progress(experiment.UUID));
  }
}

async function underFreeName<T>(name: string, create: (name: string) => Promise<T>): Promise<T> {
  for (let i = 1; ; i++) {
    try {
      return await create(i === 1 ? name : `${name} (${i})`);
    } catch (error) {
      if (!(error instanceof TspError) || error.status !== 409 || i === MAX_NAMES) throw error;
    }
  }
}
