/**
 * What the document says of the trace, outside its events, for display: scalars by their key, and the scalars one level
 * below by both keys (`metadata.os-name`).
 */
import type { DocumentScanner } from './document-scanner.ts';

const MAX_PROPERTIES = 200;
const MAX_TEXT = 1000;

export function documentProperties(document: Pick<DocumentScanner, 'form' | 'values'>): Map<string, string> {
  const properties = new Map<string, string>();
  const add = (name: string, value: unknown) => {
    if (value === null || typeof value === 'object' || properties.size >= MAX_PROPERTIES) return;
    const text = String(value);
    properties.set(name, text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
  };
  add('form', document.form === 'array' ? 'array of events' : 'object');
  for (const [key, json] of document.values) {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      continue; // only for display: what is no JSON is left out
    }
    if (typeof value !== 'object' || value === null) add(key, value);
    else if (!Array.isArray(value)) for (const [inner, scalar] of Object.entries(value)) add(`${key}.${inner}`, scalar);
  }
  return properties;
}
