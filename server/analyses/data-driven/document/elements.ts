/**
 * XML text as a tree of elements, each with its place. Strict: what is not well-formed, or not to be trusted, ends the
 * reading with one problem. A document type declaration is refused, and with it entities of its own and anything
 * external; size and depth are bounded. Namespaces are tolerated: names count without prefix, attributes with a prefix
 * (`xsi:…`) not at all.
 */
import { SaxesParser } from 'saxes';
import type { Place } from './place.ts';
import type { Problems } from './problems.ts';

/** Checked on the thread that answers HTTP: a real document of this size takes it some 50 ms. */
const MOST_CHARACTERS = 256 * 1024;
const MOST_DEPTH = 64;
/** Elements and attributes: what a real document of that size has, while `<a/>` again and again has three times as many. */
const MOST_PARTS = 20_000;
const LONGEST_NAME = 200;

export interface XmlElement extends Place {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The first text in it that is more than space. */
  text?: string;
}

/** Places of characters, asked for in their order. */
class LineCounter {
  readonly #text: string;
  #line = 1;
  /** Of the line's first character, and of the next line's. */
  #start = 0;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#after(0);
  }

  place(offset: number): Place {
    while (this.#next <= offset) {
      this.#line++;
      this.#start = this.#next;
      this.#next = this.#after(this.#start);
    }
    return { line: this.#line, column: Math.max(0, offset - this.#start) + 1 };
  }

  #after(start: number): number {
    return this.#text.indexOf('\n', start) + 1 || Number.POSITIVE_INFINITY;
  }
}

class Refusal extends Error {}

/** The root; undefined if the text can't be read, which `problems` then tell. */
export function readElements(text: string, problems: Problems): XmlElement | undefined {
  if (text.length > MOST_CHARACTERS) {
    problems.add({ line: 1, column: 1 }, 'The document is longer than 256 KiB.');
    return undefined;
  }
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: (XmlElement & { children: XmlElement[]; attributes: Map<string, string> })[] = [];
  let root: XmlElement | undefined;
  let place: Place = { line: 1, column: 1 };
  const here = (): Place => ({ line: parser.line, column: parser.columnIndex + 1 });
  const lines = new LineCounter(text);
  /** Where what ends here began. */
  const since = (mark: string): Place => lines.place(text.lastIndexOf(mark, parser.position - 1));
  const refuse = (at: Place, message: string): never => {
    problems.add(at, message);
    throw new Refusal();
  };
  parser.on('error', ({ message }) => refuse(here(), sentence(message)));
  parser.on('doctype', () => refuse(since('<!DOCTYPE'), 'A document type declaration (DOCTYPE) is not allowed.'));
  let parts = 0;
  const count = (name: string): void => {
    if (name.length > LONGEST_NAME) refuse(here(), `A name may have ${LONGEST_NAME} characters at the most.`);
    if (++parts > MOST_PARTS) refuse(here(), `A document may have ${MOST_PARTS} elements and attributes at the most.`);
  };
  parser.on('attribute', ({ name }) => count(name));
  parser.on('opentagstart', ({ name }) => {
    place = since('<');
    count(name);
    if (open.length === MOST_DEPTH) refuse(place, `Elements may be nested ${MOST_DEPTH} deep at the most.`);
  });
  parser.on('opentag', ({ local, attributes }) => {
    const own = Object.values(attributes).filter(({ prefix }) => prefix === '');
    const element = {
      name: local,
      ...place,
      attributes: new Map(own.map(({ local, value }) => [local, value])),
      children: [],
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const heed = (text: string): void => {
    const parent = open.at(-1);
    if (parent !== undefined && text.trim() !== '') parent.text ??= brief(text.trim());
  };
  parser.on('text', heed);
  parser.on('cdata', heed);
  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  }
  return root;
}

/** Without the place that the parser puts before it. */
function sentence(message: string): string {
  const text = message.replace(/^(?:[^:]*:)?\d+:\d+: /, '').replace(/\.$/, '');
  return `The text is not well-formed XML: ${text}.`;
}

function brief(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}
