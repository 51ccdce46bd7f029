/** Entry of a worker thread that holds a scripted experiment. */
import { runWorker } from '../../engine/run-worker.ts';
import { parsingType, providingType, ScriptedIndex, scriptedFormat, scriptedType } from './scripted-experiment.ts';

runWorker({
  formatById: (id) => (id === scriptedFormat.id ? scriptedFormat : undefined),
  openExperiment: (sources) => new ScriptedIndex(sources),
  configurationTypes: [scriptedType, providingType, parsingType],
});
