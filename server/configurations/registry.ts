/** All configuration source types. Adding one is adding its folder and a line here. */
import { activeThreads } from './active-threads/active-threads.ts';
import type { ConfigurationType } from './configuration-type.ts';
import { criticalPath } from './critical-path/critical-path.ts';
import { customFlameCharts } from './custom-flame-charts/custom-flame-charts.ts';
import { inAndOut } from './in-and-out/in-and-out.ts';
import { xmlAnalyses } from './xml-analyses/xml-analyses.ts';

export const configurationTypes: readonly ConfigurationType[] = [
  customFlameCharts,
  criticalPath,
  activeThreads,
  inAndOut,
  xmlAnalyses,
];
