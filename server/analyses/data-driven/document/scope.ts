/**
 * What the parts of one analysis may refer to, gathered before they are read; and the small steps of reading that all
 * parts share. Whatever is missing is replaced by something harmless, since the problem has been told already.
 */
import type { XmlElement } from './elements.ts';
import type { Place } from './place.ts';
import type { Problems } from './problems.ts';

export class Scope {
  readonly problems: Problems;
  readonly isPattern: boolean;
  readonly definedValues: ReadonlyMap<string, string>;
  readonly locations: ReadonlySet<string>;
  readonly mappingGroups: ReadonlySet<string>;

  /** `analysis`: a state provider or a pattern. */
  constructor(analysis: XmlElement, problems: Problems) {
    this.problems = problems;
    this.isPattern = analysis.name === 'pattern';
    const values = childrenOf(analysis, 'definedValue');
    this.definedValues = new Map(values.map((value) => [attributeOf(value, 'name'), attributeOf(value, 'value')]));
    for (const name of ['location', 'mappingGroup']) distinctIds(childrenOf(analysis, name), problems);
    this.locations = idsOf(childrenOf(analysis, 'location'));
    this.mappingGroups = idsOf(childrenOf(analysis, 'mappingGroup'));
  }

  /** The attribute `value`, or what a defined value (`$name`) stands for; undefined where there is none of that name. */
  value(element: XmlElement): string | undefined {
    const text = attributeOf(element, 'value');
    if (!text.startsWith('$')) return text;
    const value = this.definedValues.get(text.slice(1));
    if (value === undefined) this.problems.warn(element, `There is no definedValue ${text.slice(1)}: this is null.`);
    return value;
  }

  /** Tells if there is none of this id. */
  mustKnow(place: Place, what: string, id: string, known: { has(id: string): boolean }): void {
    if (id !== '' && !known.has(id)) this.problems.add(place, `There is no ${what} ${id}.`);
  }
}

export function placeOf({ line, column }: Place): Place {
  return { line, column };
}

export function attributeOf({ attributes }: XmlElement, name: string): string {
  return attributes.get(name) ?? '';
}

export function isTrue(element: XmlElement, name: string, otherwise = false): boolean {
  const text = element.attributes.get(name);
  return text === undefined ? otherwise : text === 'true' || text === '1';
}

/** One of the words that the grammar allows there. */
export function wordOf<T extends string>(element: XmlElement, name: string): T | undefined {
  return element.attributes.get(name) as T | undefined;
}

export function childrenOf({ children }: XmlElement, ...names: string[]): XmlElement[] {
  return children.filter(({ name }) => names.includes(name));
}

export function childOf(element: XmlElement, ...names: string[]): XmlElement | undefined {
  return element.children.find(({ name }) => names.includes(name));
}

/** 0 for what is no whole number. */
export function wholeNumber(text: string): bigint {
  return /^\s*[-+]?\d{1,19}\s*$/.test(text) ? BigInt(text.replace('+', '')) : 0n;
}

export function idsOf(elements: readonly XmlElement[]): ReadonlySet<string> {
  return new Set(elements.map((element) => attributeOf(element, 'id')));
}

/** Ids may be given once. `what` they are of; without it, their elements. */
export function distinctIds(
  elements: readonly XmlElement[],
  problems: Problems,
  { attribute = 'id', what }: { attribute?: string; what?: string } = {},
): void {
  const seen = new Set<string>();
  for (const element of elements) {
    const id = attributeOf(element, attribute);
    if (id !== '' && seen.has(id)) {
      problems.add(element, `There is another ${what ?? `<${element.name}>`} with the ${attribute} ${id}.`);
    }
    seen.add(id);
  }
}

/** "A:B" */
export function splitIds(text: string): string[] {
  return text.split(':').filter((id) => id !== '');
}
