/** The form's words that depend on what it makes. */
import type { ConfigTypeInfo, OutputInfo, Refusal } from '../../client/messages.ts';

/**
 * One of what the type's name lists: "Custom Flame Charts" → "custom flame chart". The schema's title, where there is
 * one, knows better. Words in capitals (XY, CPU) stay.
 */
export function thing(type: ConfigTypeInfo): string {
  const titled = typeof type.schema.title === 'string' ? type.schema.title : undefined;
  const name = titled ?? type.name.replace(/(?<=[^su])s$/, '');
  return name.replace(/\b\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase());
}

/** What will be created, in one line. */
export function preview(
  type: ConfigTypeInfo,
  output: OutputInfo,
  parameters: Readonly<Record<string, unknown>>,
): string {
  const named = [parameters.title, parameters.name].find((value) => typeof value === 'string' && value.trim() !== '');
  return `Creates ${named ? `“${named}”` : `a ${thing(type)}`} under “${output.name}”.`;
}

/** Why a field's value was refused, as a sentence; with the place in it if that is known. */
export function cause({ message, detail, position }: Refusal): string {
  const text = detail ?? message;
  const place = position === undefined ? '' : `, at character ${position + 1}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}${place}.`;
}
