/** Puts the tables of routes together: the Trace Server Protocol, and what our own viewer needs beside it. */
import type { Router } from 'express';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import type { Format } from '../formats/reader.ts';
import { router } from '../http/routes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { bookmarkRoutes } from './bookmark-routes.ts';
import { configurationRoutes } from './configuration-routes.ts';
import { Configurations } from './configurations.ts';
import { dataRoutes } from './data-routes.ts';
import { DerivedOutputs } from './derived-outputs.ts';
import { diagnosticRoutes } from './diagnostic-routes.ts';
import { experimentRoutes } from './experiment-routes.ts';
import type { Experiments } from './experiments.ts';
import { type FindTraces, heddleRoutes } from './heddle-routes.ts';
import { offsetRoutes } from './offset-routes.ts';
import { outputRoutes } from './output-routes.ts';
import type { Places } from './places.ts';
import { refusing } from './request.ts';
import { traceRoutes } from './trace-routes.ts';

export interface TspParts {
  readonly workspace: Workspace;
  readonly experiments: Experiments;
  readonly places: Places;
  readonly formats: readonly Format[];
  readonly findTraces: FindTraces;
  readonly configurationTypes: readonly ConfigurationType[];
}

/** Order matters: literal segments come before parameters. */
export function tspRouters(parts: TspParts): readonly (readonly [path: string, router: Router])[] {
  const { workspace, experiments, places } = parts;
  const configurations = new Configurations(workspace, parts.configurationTypes);
  const derived = new DerivedOutputs(workspace, experiments);
  const tsp = [
    ...diagnosticRoutes(),
    ...traceRoutes(parts),
    ...experimentRoutes(workspace, experiments, places),
    ...bookmarkRoutes(workspace, experiments),
    ...configurationRoutes(workspace, configurations, derived),
    ...dataRoutes(experiments),
    ...outputRoutes(experiments, configurations, derived),
  ];
  const heddle = [...heddleRoutes(workspace, experiments, places, parts.findTraces), ...offsetRoutes(experiments)];
  return [
    ['/tsp/api', router(refusing(tsp))],
    ['/heddle', router(refusing(heddle))],
  ];
}
