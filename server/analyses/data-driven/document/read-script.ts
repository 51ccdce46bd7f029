/**
 * Scripts of values: which form a text has, and the function that it makes. Three forms are understood: an expression;
 * statements, whose last value counts; the body of a function, which returns.
 *
 * Scripts are parsed here and never run: only the sandbox runs them. Cost: some 10 µs a script.
 */
import { compileFunction, Script } from 'node:vm';
import type { ScriptInput } from './analysis-parts.ts';
import type { XmlElement } from './elements.ts';
import { attributeOf, type Scope } from './scope.ts';

const MOST_CHARACTERS = 10_000;

/** JavaScript of a function of the inputs, in their order; '' of what is wrong, which is told. */
export function readScript(element: XmlElement, inputs: readonly ScriptInput[], { problems }: Scope): string {
  const text = attributeOf(element, 'value');
  const names = inputs.map(({ name }) => name);
  const wrong = mistakeIn(text, names);
  if (wrong !== undefined) {
    problems.add(element, wrong);
    return '';
  }
  return `(function (${names.join(', ')}) { ${bodyOf(text, names)}\n})`;
}

function mistakeIn(text: string, names: readonly string[]): string | undefined {
  if (text.trim() === '') return 'A stateValue of type script needs a value: the script.';
  if (text.length > MOST_CHARACTERS) return `A script has ${MOST_CHARACTERS} characters at the most.`;
  const wrong = names.find((name) => !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  if (wrong !== undefined) {
    return `The id of a stateValue in a script is a name in JavaScript, which “${wrong.slice(0, 30)}” is not.`;
  }
  if (new Set(names).size < names.length) return 'Two of the stateValues in the script have the same id.';
  if (isBody(`return (${text}\n)`, names)) return undefined;
  const mistake = refusal(() => new Script(text));
  if (mistake === undefined || isBody(text, names)) return undefined;
  return `The script is no JavaScript: ${mistake}.`;
}

function bodyOf(text: string, names: readonly string[]): string {
  const expression = `return (${text}\n)`;
  if (isBody(expression, names)) return expression;
  return refusal(() => new Script(text)) === undefined ? `return eval(${JSON.stringify(text)})` : text;
}

function isBody(text: string, names: readonly string[]): boolean {
  return refusal(() => compileFunction(text, names)) === undefined;
}

/** What the parser says. */
function refusal(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
