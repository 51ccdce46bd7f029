/** State providers, and what patterns have in common with them. */
import type { AnalysisPart, StateProvider } from './analysis-parts.ts';
import type { XmlElement } from './elements.ts';
import { checkLocations } from './expansions.ts';
import type { Problems } from './problems.ts';
import { readChange, readPath, readValue } from './read-values.ts';
import { attributeOf, childOf, childrenOf, placeOf, Scope, wholeNumber } from './scope.ts';

export function readStateProvider(element: XmlElement, problems: Problems): StateProvider {
  const scope = new Scope(element, problems);
  return {
    ...readAnalysis(element, scope),
    kind: 'stateProvider',
    eventHandlers: childrenOf(element, 'eventHandler').map((handler) => ({
      ...placeOf(handler),
      eventName: attributeOf(handler, 'eventName'),
      changes: childrenOf(handler, 'stateChange').map((change) => readChange(change, scope)),
    })),
  };
}

export function readAnalysis(element: XmlElement, scope: Scope): AnalysisPart {
  const head = childOf(element, 'head');
  const label = head && childOf(head, 'label');
  const id = attributeOf(element, 'id');
  const locations = childrenOf(element, 'location').map((location) => ({
    ...placeOf(location),
    id: attributeOf(location, 'id'),
    path: readPath(location, scope),
  }));
  checkLocations(locations, scope.problems);
  return {
    ...placeOf(element),
    id,
    version: Number(wholeNumber(attributeOf(element, 'version'))),
    traceTypes: head === undefined ? [] : childrenOf(head, 'traceType').map((type) => attributeOf(type, 'id')),
    label: (label && attributeOf(label, 'value')) || id,
    definedValues: readDefinedValues(element),
    locations,
    hasScripts: hasScripts(element),
    mappingGroups: childrenOf(element, 'mappingGroup').map((group) => ({
      ...placeOf(group),
      id: attributeOf(group, 'id'),
      entries: childrenOf(group, 'entry').map((entry) => {
        const [from, to] = childrenOf(entry, 'stateValue');
        return { from: readValue(from, scope, entry), to: readValue(to, scope, entry) };
      }),
    })),
  };
}

function hasScripts(element: XmlElement): boolean {
  return attributeOf(element, 'type') === 'script' || element.children.some(hasScripts);
}

/** Of an analysis or a view. */
export function readDefinedValues(element: XmlElement): AnalysisPart['definedValues'] {
  return childrenOf(element, 'definedValue').map((value) => {
    const color = value.attributes.get('color');
    return {
      ...placeOf(value),
      name: attributeOf(value, 'name'),
      value: attributeOf(value, 'value'),
      ...(color === undefined ? {} : { color }),
    };
  });
}
