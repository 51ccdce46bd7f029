/** The form's words that depend on what it makes or changes. */
import type { FormContent } from '../../client/configuration-messages.ts';
import type { ConfigTypeInfo, Parameters } from '../../client/messages.ts';

/**
 * One of what the type's name lists: "Custom Flame Charts" → "custom flame chart". The schema's title, where there is
 * one, knows better. Words in capitals (XY, CPU) stay.
 */
export function thing(type: ConfigTypeInfo): string {
  const titled = typeof type.schema.title === 'string' ? type.schema.title : undefined;
  const name = (titled ?? type.name.replace(/(?<=[^su])s$/, '')).replace(/analyse(s?)$/i, 'analysis');
  return name.replace(/\b\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase());
}

/** What will be created or changed, in one line. */
export function preview({ type, output, edited }: FormContent, parameters: Parameters, name?: string): string {
  const named = [name, parameters.title, parameters.name].find((value) => typeof value === 'string' && value.trim());
  if (edited) {
    const changes = `Changes “${named ?? edited.configuration.name}”`;
    const { uses, traces = [] } = edited;
    if (uses.length + traces.length === 0) return `${changes}, which nothing uses now.`;
    const anew = uses.length > 0 ? ` ${usedBy(uses)} will be made anew.` : '';
    return `${changes}.${anew}${traces.length > 0 ? ` ${tracesRead(traces)} will be read again.` : ''}`;
  }
  const made = named ? `“${named}”` : withArticle(thing(type));
  return output ? `Creates ${made} under “${output.name}”.` : `Creates ${made}, for all traces that it fits.`;
}

/** "an XY chart", "statistics": letters that are spelt out begin with a vowel's sound more often than they are one. */
const withArticle = (name: string): string =>
  /[^sui]s$/.test(name) ? name : `${/^([aeiou]|[AEFHILMNORSX](\p{Lu}|\b))/u.test(name) ? 'an' : 'a'} ${name}`;

function usedBy(uses: readonly { readonly outputName: string; readonly experimentName: string }[]): string {
  const [first] = uses;
  return uses.length === 1 ? `“${first?.outputName}” in “${first?.experimentName}”` : `The ${uses.length} outputs`;
}

function tracesRead(traces: readonly { readonly name: string }[]): string {
  return traces.length === 1 ? `“${traces[0]?.name}”` : `The ${traces.length} traces`;
}
