/**
 * An XML element as a record: its attributes are fields, its children with text are, and their attributes and children.
 * Only the five entities of XML itself are known.
 */
import { SaxesParser } from 'saxes';
import { MemberParser } from './member-parser.ts';

const DEEPEST = 16;
const TOO_DEEP = `this element holds elements within elements, more than ${DEEPEST} deep`;
const NOT_WELL_FORMED = 'this element is no well-formed XML';

export class XmlParser extends MemberParser {
  protected override addAll(text: string): string | undefined {
    const parser = new SaxesParser({ position: false });
    /** Names of the open elements below the record; their texts so far. */
    const names: string[] = [];
    const texts: string[] = [];
    let isBroken = false;
    const addText = (part: string): void => {
      texts[texts.length - 1] += part;
    };
    parser.on('error', () => {
      isBroken = true;
    });
    parser.on('opentag', (tag) => {
      if (texts.length > 0) names.push(tag.name);
      texts.push('');
      if (names.length > DEEPEST) throw new RangeError(TOO_DEEP);
      const prefix = names.map((name) => `${name}.`).join('');
      for (const [name, value] of Object.entries(tag.attributes)) this.add(prefix + name, value);
    });
    parser.on('text', (part) => {
      if (texts.length > 0) addText(part);
    });
    parser.on('cdata', addText);
    parser.on('closetag', () => {
      const own = texts.pop()!.trim();
      if (own !== '') this.add(names.join('.') || 'text', own);
      names.pop();
    });
    try {
      parser.write(text).close();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return TOO_DEEP;
    }
    return isBroken ? NOT_WELL_FORMED : undefined;
  }
}
