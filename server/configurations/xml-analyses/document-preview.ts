/** What a document holds, and which outputs it would add to an experiment that all of it fits. */
import type { XmlDocument } from '../../analyses/data-driven/document.ts';
import { isTraceType } from '../../analyses/data-driven/trace-types.ts';
import { analysesOf, hasSegments, toldWarnings } from '../../analyses/data-driven/views/document-outputs.ts';
import { PREVIEW_ROWS, type Preview } from '../configuration-type.ts';

export function documentPreview(document: XmlDocument): Preview {
  const { stateProviders, patterns, timeGraphViews, xyViews, callstacks, warnings } = document;
  const parts = analysesOf(document);
  const labels = new Map(parts.map(({ id, label }) => [id, label]));
  const views = [...timeGraphViews, ...xyViews];
  const counts = [
    counted(stateProviders.length, 'state provider'),
    counted(patterns.length, 'pattern'),
    counted(views.length, 'view'),
    counted(callstacks.length, 'call stack'),
  ].filter((count) => count !== '');
  const rows = [
    ...views.map(({ kind, id, label = id, analyses }) => [
      label,
      kind === 'xyView' ? 'XY chart' : 'Time graph',
      analyses.map(({ id }) => labels.get(id) ?? id).join(', '),
    ]),
    ...patterns.filter(hasSegments).map(({ label }) => [label, 'Latencies', label]),
    ...callstacks.map(({ analysis }) => {
      const label = typeof analysis === 'string' ? (labels.get(analysis) ?? analysis) : analysis.label;
      return [label, 'Flame chart', label];
    }),
  ];
  const types = [...new Set(parts.flatMap(({ traceTypes }) => traceTypes))];
  const fits =
    types.length === 0 || parts.some(({ traceTypes }) => traceTypes.length === 0) ? 'all traces' : types.join(', ');
  const unknown = types.filter((type) => !isTraceType(type));
  const nobody = unknown.length === 0 ? '' : `. No trace is of the type ${unknown.join(', ')}`;
  return {
    text: `${counts.join(', ') || 'Nothing'}; for ${fits}${nobody}${toldWarnings(warnings)}`,
    columns: ['Output', 'Kind', 'Analysis'],
    rows: rows.slice(0, PREVIEW_ROWS),
  };
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
