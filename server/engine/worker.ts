/** Entry of the worker thread that holds one experiment. */
import { openExperiment } from '../analyses/open-experiment.ts';
import { openFeed } from '../calls/open-feed.ts';
import { configurationTypes } from '../configurations/registry.ts';
import { formatById } from '../formats/registry.ts';
import { runWorker } from './run-worker.ts';

runWorker({ formatById, openExperiment, configurationTypes, openFeed });
