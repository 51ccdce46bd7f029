/**
 * Does a tree of elements follow the grammar? Tells of every element and attribute that is unknown, missing, misplaced or
 * one too many. Whatever is wrong, the walk goes on. Unknown elements right below the root are extensions of others:
 * nobody looks into them.
 */
import type { XmlElement } from './elements.ts';
import { type AttributeRule, GRAMMAR, IGNORED, type Kind, type Sequence, type Slot } from './grammar.ts';
import type { Problems } from './problems.ts';

/** Of all elements of the language. */
const OWN_NAMES = new Set(
  Object.values(GRAMMAR)
    .flatMap(({ sequences }) => sequences.flatMap(({ slots }) => slots.flatMap(({ names }) => Object.keys(names))))
    .map((name) => name.toLowerCase()),
);

export function checkElements(root: XmlElement, problems: Problems): void {
  if (root.name !== 'tmfxml') problems.add(root, `The root element is <${root.name}>, it should be <tmfxml>.`);
  else checkElement(root, GRAMMAR.tmfxml!, problems);
}

function checkElement(element: XmlElement, kind: Kind, problems: Problems): void {
  checkAttributes(element, kind.attributes, problems);
  if (element.text !== undefined) {
    problems.add(element, `<${element.name}> has no text of its own: “${element.text}” is not expected.`);
  }
  for (const [child, name] of checkOrder(element, sequenceOf(element, kind), problems)) {
    if (name !== IGNORED) checkElement(child, GRAMMAR[name]!, problems);
    else problems.warn(child, `<${child.name}> in <${element.name}> has no effect.`);
  }
}

function checkAttributes(element: XmlElement, rules: Kind['attributes'], problems: Problems): void {
  const { name, attributes } = element;
  for (const [attribute, value] of attributes) {
    const rule = Object.hasOwn(rules, attribute) ? rules[attribute]! : undefined;
    if (rule !== undefined) {
      const wrong = wrongValue(value, rule);
      if (wrong !== undefined) problems.add(element, `${attribute} of <${name}> ${wrong}.`);
      else if (rule.ignored) problems.warn(element, `${attribute} of <${name}> has no effect.`);
      continue;
    }
    const known = Object.keys(rules);
    const choice = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    problems.add(element, `<${name}> has no attribute ${brief(attribute)}; ${choice}.`);
  }
  for (const [attribute, { required }] of Object.entries(rules)) {
    if (required && !attributes.has(attribute)) {
      problems.add(element, `<${name}> lacks the attribute ${attribute}.`);
    }
  }
}

function wrongValue(value: string, { required, mayBeEmpty, oneOf, integer, color }: AttributeRule): string | undefined {
  if (oneOf !== undefined && !oneOf.includes(value)) {
    return `is “${brief(value)}”, it should be one of ${oneOf.join(', ')}`;
  }
  if (integer && !/^\s*[-+]?\d{1,19}\s*$/.test(value)) return `is “${brief(value)}”, it should be a whole number`;
  if (color && !/^\s*#[\da-f]{6}\s*$/i.test(value)) return `is “${brief(value)}”, which is no colour: write #RRGGBB`;
  return required && !mayBeEmpty && value === '' ? 'is empty' : undefined;
}

function sequenceOf({ children: [first] }: XmlElement, { sequences }: Kind): Sequence {
  return sequences.find(({ slots: [slot] }) => first !== undefined && slot && kindIn(slot, first)) ?? sequences[0]!;
}

/** Walks through the slots; hands out the children that are known here, with their kinds. */
function* checkOrder(
  element: XmlElement,
  { slots, again }: Sequence,
  problems: Problems,
): Generator<readonly [XmlElement, string]> {
  let at = 0;
  let count = 0;
  for (const child of element.children) {
    const known = slots.find((slot) => kindIn(slot, child) !== undefined);
    if (known === undefined) {
      if (isExtension(element, child)) {
        problems.warn(child, `<${child.name}> is an element of another language; nothing comes of it here.`);
      } else problems.add(child, `<${child.name}> is not expected in <${element.name}>; ${expected(slots)}.`);
      continue;
    }
    yield [child, kindIn(known, child)!];
    const to = next(slots, at, child) ?? (again === undefined ? undefined : next(slots, again, child));
    if (to === undefined) {
      problems.add(
        child,
        `<${child.name}> stands too late in <${element.name}>: it comes before ${names(slots[at]!)}.`,
      );
      continue;
    }
    for (const missing of between(slots, at, count, to, again)) {
      problems.add(child, `<${element.name}> lacks ${names(missing)} before <${child.name}>.`);
    }
    count = to === at ? count + 1 : 1;
    at = to;
    const { most } = slots[at]!;
    if (count === most + 1) problems.add(child, `<${element.name}> has more than ${most} ${names(slots[at]!)}.`);
  }
  for (const missing of between(slots, at, count, slots.length, again)) {
    problems.add(
      element,
      `<${element.name}> lacks ${names(missing)}${count > 0 && again !== undefined ? ' at its end' : ''}.`,
    );
  }
}

/** The first slot from `from` on that takes this element. */
function next(slots: readonly Slot[], from: number, child: XmlElement): number | undefined {
  for (let at = from; at < slots.length; at++) if (kindIn(slots[at]!, child) !== undefined) return at;
  return undefined;
}

/** Slots that have too few when the walk goes from one (with `count` so far) on to another. */
function between(slots: readonly Slot[], at: number, count: number, to: number, again: number | undefined): Slot[] {
  if (slots.length === 0 || to === at) return [];
  const passed = to > at ? slots.slice(at + 1, to) : [...slots.slice(at + 1), ...slots.slice(again, to)];
  const own = slots[at]!;
  return [...(count < own.least ? [own] : []), ...passed.filter(({ least }) => least > 0)];
}

function kindIn({ names }: Slot, { name }: XmlElement): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** Of another language, and not a slip of the pen. */
function isExtension(parent: XmlElement, { name }: XmlElement): boolean {
  return parent.name === 'tmfxml' && !OWN_NAMES.has(name.toLowerCase());
}

function expected(slots: readonly Slot[]): string {
  return slots.length === 0 ? 'nothing is' : `it has ${slots.map(names).join(', ')}`;
}

function names(slot: Slot): string {
  return Object.keys(slot.names)
    .map((name) => `<${name}>`)
    .join(' or ');
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
