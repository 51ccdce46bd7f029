/** Views and call stacks: which attributes of an analysis they show. */
import type { StateProvider } from './analysis-parts.ts';
import type { XmlElement } from './elements.ts';
import type { Pattern } from './pattern-parts.ts';
import type { Problems } from './problems.ts';
import { readDefinedValues } from './read-analysis.ts';
import { attributeOf, childOf, childrenOf, isTrue, placeOf, wholeNumber, wordOf } from './scope.ts';
import type { Callstack, CallstackGroup, TimeGraphView, ViewAttribute, ViewEntry, XyView } from './view-parts.ts';

export function readTimeGraphView(element: XmlElement, problems: Problems): TimeGraphView {
  return {
    ...readHead(element),
    kind: 'timeGraphView',
    definedValues: readDefinedValues(element),
    entries: childrenOf(element, 'entry').map((entry) => readEntry(entry, problems)),
  };
}

export function readXyView(element: XmlElement, problems: Problems): XyView {
  const entry = childOf(element, 'entry') ?? element;
  return {
    ...readHead(element),
    kind: 'xyView',
    entry: {
      ...placeOf(entry),
      ...readSource(entry),
      displayType: wordOf<'absolute' | 'delta'>(entry, 'displayType') ?? 'absolute',
      ...readAttributes(entry, ['display', 'name'], problems),
    },
  };
}

function readHead(element: XmlElement): Pick<TimeGraphView, 'id' | 'label' | 'analyses' | 'line' | 'column'> {
  const head = childOf(element, 'head');
  const label = head && childOf(head, 'label');
  return {
    ...placeOf(element),
    id: attributeOf(element, 'id'),
    ...(label === undefined ? {} : { label: attributeOf(label, 'value') }),
    analyses: (head === undefined ? [] : childrenOf(head, 'analysis')).map((analysis) => {
      const stateSystemId = analysis.attributes.get('ssid');
      return {
        ...placeOf(analysis),
        id: attributeOf(analysis, 'id'),
        ...(stateSystemId === undefined ? {} : { stateSystemId }),
      };
    }),
  };
}

function readEntry(element: XmlElement, problems: Problems): ViewEntry {
  return {
    ...placeOf(element),
    ...readSource(element),
    displayText: isTrue(element, 'displayText'),
    ...readAttributes(element, ['display', 'id', 'parent', 'name'], problems),
    entries: childrenOf(element, 'entry').map((entry) => readEntry(entry, problems)),
  };
}

function readSource(element: XmlElement): { path: string; analysisId?: string } {
  const analysisId = attributeOf(element, 'analysisId');
  return { path: attributeOf(element, 'path'), ...(analysisId === '' ? {} : { analysisId }) };
}

function readAttributes<N extends string>(
  element: XmlElement,
  names: readonly N[],
  problems: Problems,
): { [name in N]?: ViewAttribute } {
  const read: { [name in N]?: ViewAttribute } = {};
  for (const name of names) {
    const child = childOf(element, name);
    if (child !== undefined) read[name] = readAttribute(child, problems);
  }
  return read;
}

function readAttribute(element: XmlElement, problems: Problems): ViewAttribute {
  const type = wordOf<ViewAttribute['type']>(element, 'type') ?? 'self';
  const value = attributeOf(element, 'value');
  const path = childrenOf(element, 'stateAttribute').map((step) => readAttribute(step, problems));
  if (type === 'query' && path.length === 0) {
    problems.add(element, `<${element.name}> of type query needs stateAttributes in it.`);
  }
  if ((type === 'constant' || type === 'location') && value === '') {
    problems.add(element, `<${element.name}> of type ${type} needs a value.`);
  }
  const reference = wordOf<'relative' | 'absolute'>(element, 'reference') ?? 'relative';
  return { ...placeOf(element), type, value, path, reference };
}

/** `readAnalysis`: reads an analysis that is within the call stack. */
export function readCallstack(
  element: XmlElement,
  readAnalysis: (element: XmlElement) => StateProvider | Pattern,
): Callstack {
  const own = childOf(element, 'stateProvider', 'pattern');
  const analysis = childOf(element, 'analysis');
  return {
    ...placeOf(element),
    id: attributeOf(element, 'id'),
    groups: childrenOf(element, 'callstackGroup').map(readGroup),
    analysis: own === undefined ? ((analysis && attributeOf(analysis, 'id')) ?? '') : readAnalysis(own),
  };
}

function readGroup(element: XmlElement): CallstackGroup {
  const thread = childOf(element, 'thread');
  const host = childOf(element, 'host');
  const name = element.attributes.get('name');
  const cpu = thread?.attributes.get('cpu');
  const level = thread?.attributes.get('level');
  const type = (from: XmlElement): 'name' | 'value' => wordOf<'name' | 'value'>(from, 'type') ?? 'name';
  return {
    ...placeOf(element),
    ...(name === undefined ? {} : { name }),
    levels: childrenOf(element, 'level').map((level) => ({ ...placeOf(level), path: attributeOf(level, 'path') })),
    ...(thread === undefined
      ? {}
      : {
          thread: {
            ...placeOf(thread),
            ...(cpu === undefined ? {} : { cpu }),
            ...(level === undefined ? {} : { level: Number(wholeNumber(level)) }),
            type: type(thread),
          },
        }),
    ...(host === undefined
      ? {}
      : { host: { ...placeOf(host), level: Number(wholeNumber(attributeOf(host, 'level'))), type: type(host) } }),
  };
}
