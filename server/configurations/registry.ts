/** All configuration source types. Adding one is adding its folder and a line here. */
import { activeThreads } from './active-threads/active-threads.ts';
import type { ConfigurationType } from './configuration-type.ts';
import { criticalPath } from './critical-path/critical-path.ts';
import { customDensity } from './custom-density/custom-density.ts';
import { customFlameCharts } from './custom-flame-charts/custom-flame-charts.ts';
import { customJsonParser } from './custom-parsers/custom-json-parser.ts';
import { customTextParser } from './custom-parsers/custom-text-parser.ts';
import { customXmlParser } from './custom-parsers/custom-xml-parser.ts';
import { customStatistics } from './custom-statistics/custom-statistics.ts';
import { customXYCharts } from './custom-xy-charts/custom-xy-charts.ts';
import { inAndOut } from './in-and-out/in-and-out.ts';
import { xmlAnalyses } from './xml-analyses/xml-analyses.ts';

export const configurationTypes: readonly ConfigurationType[] = [
  customFlameCharts,
  criticalPath,
  activeThreads,
  customXYCharts,
  inAndOut,
  customStatistics,
  customDensity,
  xmlAnalyses,
  customTextParser,
  customJsonParser,
  customXmlParser,
];
