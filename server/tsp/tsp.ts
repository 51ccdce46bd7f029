/** Puts the tables of routes together: the Trace Server Protocol, and what our own viewer needs beside it. */
import type { Router } from 'express';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import type { Format } from '../formats/reader.ts';
import { router } from '../http/routes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { assignmentRoutes } from './assignment-routes.ts';
import { bookmarkRoutes } from './bookmark-routes.ts';
import { type CallProjects, callProjectRoutes } from './call-projects.ts';
import { ChangedConfigurations } from './changed-configurations.ts';
import { configurationRoutes } from './configuration-routes.ts';
import { Configurations } from './configurations.ts';
import { dataRoutes } from './data-routes.ts';
import { DerivedOutputs } from './derived-outputs.ts';
import { diagnosticRoutes } from './diagnostic-routes.ts';
import { experimentRoutes } from './experiment-routes.ts';
import type { Experiments } from './experiments.ts';
import { type FindTraces, heddleRoutes } from './heddle-routes.ts';
import { knownConfigurationRoutes } from './known-configurations.ts';
import { moduleRoutes } from './module-routes.ts';
import { offsetRoutes } from './offset-routes.ts';
import { outputRoutes } from './output-routes.ts';
import type { Places } from './places.ts';
import { readableFiles } from './readable-files.ts';
import { refusing } from './request.ts';
import { TraceFormats } from './trace-formats.ts';
import { traceRoutes } from './trace-routes.ts';
import { tryRoutes } from './try-routes.ts';
import { TypeModules } from './type-modules.ts';

export interface TspParts {
  readonly workspace: Workspace;
  readonly experiments: Experiments;
  readonly places: Places;
  readonly formats: readonly Format[];
  readonly findTraces: FindTraces;
  /** Absent where no calls are recorded. */
  readonly projects?: CallProjects | undefined;
  /** Modules add to them. */
  readonly configurationTypes: ConfigurationType[];
  /** May modules be loaded? */
  readonly modules: boolean;
}

/** Order matters: literal segments come before parameters. */
export function tspRouters(parts: TspParts): readonly (readonly [path: string, router: Router])[] {
  const { workspace, experiments, places, projects } = parts;
  const types = parts.configurationTypes;
  const formats = new TraceFormats(parts.formats, types, workspace);
  const configurations = new Configurations(workspace, types, readableFiles(places));
  const derived = new DerivedOutputs(workspace, experiments);
  const changed = new ChangedConfigurations(workspace, types, experiments, derived, formats);
  const tsp = [
    ...diagnosticRoutes(),
    ...traceRoutes({ workspace, experiments, places, formats, projects }),
    ...experimentRoutes(workspace, experiments, places, projects),
    ...bookmarkRoutes(workspace, experiments),
    ...configurationRoutes(configurations, changed),
    ...dataRoutes(experiments),
    ...assignmentRoutes(workspace, experiments, configurations, derived),
    ...outputRoutes(experiments, configurations, derived),
  ];
  const findTraces: FindTraces = (path, signal) => parts.findTraces(path, signal, { among: formats.all() });
  const heddle = [
    ...heddleRoutes(workspace, experiments, places, findTraces),
    ...(projects === undefined ? [] : callProjectRoutes(projects)),
    ...offsetRoutes(experiments),
    ...knownConfigurationRoutes(workspace, experiments, formats),
    ...moduleRoutes(new TypeModules(types, workspace, experiments, changed), parts.modules),
    ...tryRoutes(experiments, configurations, derived, places),
  ];
  return [
    ['/tsp/api', router(refusing(tsp))],
    ['/heddle', router(refusing(heddle))],
  ];
}
