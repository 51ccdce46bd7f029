/** A tree of elements as a document. What the elements lack has been told before; here, what they refer to is looked up. */
import type { XmlDocument } from '../document.ts';
import type { StateProvider } from './analysis-parts.ts';
import type { XmlElement } from './elements.ts';
import type { Pattern } from './pattern-parts.ts';
import type { Place } from './place.ts';
import type { Problems } from './problems.ts';
import { readStateProvider } from './read-analysis.ts';
import { readPattern } from './read-pattern.ts';
import { readCallstack, readTimeGraphView, readXyView } from './read-views.ts';
import { childOf, childrenOf, distinctIds } from './scope.ts';
import type { ViewEntry } from './view-parts.ts';

export function readDocument(root: XmlElement, problems: Problems): Omit<XmlDocument, 'warnings'> {
  const callstacks = childrenOf(root, 'callstack');
  const inner = callstacks.flatMap((callstack) => childOf(callstack, 'stateProvider', 'pattern') ?? []);
  const analyses = [...childrenOf(root, 'stateProvider', 'pattern'), ...inner];
  const views = childrenOf(root, 'timeGraphView', 'xyView', 'callstack');
  if (analyses.length + views.length === 0) problems.add(root, 'The document has neither an analysis nor a view.');
  distinctIds(analyses, problems, { what: 'analysis' });
  distinctIds(views, problems, { what: 'view' });
  const read = (element: XmlElement): StateProvider | Pattern =>
    element.name === 'pattern' ? readPattern(element, problems) : readStateProvider(element, problems);
  const document = {
    stateProviders: childrenOf(root, 'stateProvider').map((element) => readStateProvider(element, problems)),
    patterns: childrenOf(root, 'pattern').map((element) => readPattern(element, problems)),
    timeGraphViews: childrenOf(root, 'timeGraphView').map((element) => readTimeGraphView(element, problems)),
    xyViews: childrenOf(root, 'xyView').map((element) => readXyView(element, problems)),
    callstacks: callstacks.map((element) => readCallstack(element, read)),
  };
  const ids = new Set(analyses.map(({ attributes }) => attributes.get('id')));
  for (const [place, id] of namedAnalyses(document)) {
    if (id === '' || ids.has(id)) continue;
    problems.warn(
      place,
      `There is no analysis ${id} in this document: without another one that has it, nothing is shown.`,
    );
  }
  return document;
}

function* namedAnalyses({
  timeGraphViews,
  xyViews,
  callstacks,
}: Omit<XmlDocument, 'warnings'>): Generator<readonly [Place, string]> {
  for (const { analyses } of [...timeGraphViews, ...xyViews])
    for (const analysis of analyses) yield [analysis, analysis.id];
  for (const { entries } of timeGraphViews) yield* inEntries(entries);
  for (const { entry } of xyViews) yield [entry, entry.analysisId ?? ''];
  for (const callstack of callstacks) if (typeof callstack.analysis === 'string') yield [callstack, callstack.analysis];
}

function* inEntries(entries: readonly ViewEntry[]): Generator<readonly [Place, string]> {
  for (const entry of entries) {
    yield [entry, entry.analysisId ?? ''];
    yield* inEntries(entry.entries);
  }
}
