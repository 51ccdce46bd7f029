/** InAndOut Configurator: shows nothing; In-And-Out analyses are made of it (`configurations/in-and-out`). */
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { OutputDescriptor } from '../output.ts';

export const IN_AND_OUT = 'org.eclipse.tracecompass.incubator.inandout.core.analysis.inAndOutdataProviderFactory';

export class InAndOutConfigurator extends ExperimentOutput {
  readonly descriptor: OutputDescriptor = {
    id: IN_AND_OUT,
    name: 'InAndOut Configurator',
    description: 'Configure custom InAndOut analysis',
    type: 'NONE',
  };

  static applies({ traces }: Experiment): boolean {
    return traces.some(({ events }) => events > 0);
  }
}
