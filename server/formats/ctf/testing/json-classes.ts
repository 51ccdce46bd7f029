/** CTF 2's field classes in short, for tests. */
export type Class = string | { readonly [property: string]: unknown };

/** Little-endian unless it says otherwise. */
export const bits = (type: string, length: number, rest = {}) => ({
  type: `fixed-length-${type}`,
  length,
  'byte-order': 'little-endian',
  ...rest,
});
export const uint = (length: number, rest = {}) => bits('unsigned-integer', length, rest);
export const u8 = uint(8, { alignment: 8 });
export const BE = { 'byte-order': 'big-endian' };
export const FIRST = { 'bit-order': 'first-to-last' };
export const LAST = { 'bit-order': 'last-to-first' };
export const text = (type: string, rest = {}) => ({ type: `${type}-string`, ...rest });
export const at = (...path: (string | null)[]) => ({ path });
export const payload = (...path: string[]) => ({ origin: 'event-record-payload', path });
const members = (fields: Readonly<Record<string, Class>>) =>
  Object.entries(fields).map(([name, field]) => ({ name, 'field-class': field }));
export const struct = (fields: Readonly<Record<string, Class>>, rest = {}) => ({
  type: 'structure',
  'member-classes': members(fields),
  ...rest,
});
export const array = (length: number, element: Class, rest = {}) => ({
  type: 'static-length-array',
  length,
  'element-field-class': element,
  ...rest,
});
export const list = (length: object, element: Class, rest = {}) => ({
  type: 'dynamic-length-array',
  'length-field-location': length,
  'element-field-class': element,
  ...rest,
});
export const optional = (selector: object, content: Class, ranges?: readonly (readonly number[])[]) => ({
  type: 'optional',
  'selector-field-location': selector,
  'selector-field-ranges': ranges,
  'field-class': content,
});
export const variant = (
  selector: object,
  ...options: readonly [ranges: number[][], field: Class, name?: string][]
) => ({
  type: 'variant',
  'selector-field-location': selector,
  options: options.map(([ranges, field, name]) => ({ name, 'selector-field-ranges': ranges, 'field-class': field })),
});
