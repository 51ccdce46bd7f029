/**
 * Refs: texts that name an object, an op, a table or a call, and optionally a place in it. Outside they carry
 * `entity/project` (`weave:///`), in stores the internal project id (`weave-trace-internal:///`); all behind that is the
 * same. A project that the reader may not see reads `weave-private://///` and the rest.
 *
 * The values of steps are percent-encoded, all but letters, digits and `_.-~`; everything else stands as it is. A ref
 * round-trips if printing what was parsed gives the same text: only such a text is a ref.
 */
import { InvalidExternalRef, InvalidInternalRef } from '../errors.ts';

export const EXTERNAL = 'weave:///';
export const INTERNAL = 'weave-trace-internal:///';
/** Stands for scheme, entity and project. */
export const PRIVATE = 'weave-private://///';
export const ARTIFACT = 'wandb-artifact:///';

export interface Step {
  /** A member of an object (`attr`, `key`), a place in a list, a row of a table by its digest. */
  readonly edge: 'attr' | 'key' | 'index' | 'id';
  /** Decoded; of `index` decimal digits. */
  readonly value: string;
}

export type Ref =
  | {
      readonly kind: 'object' | 'op';
      readonly project: string;
      readonly name: string;
      readonly version: string;
      readonly extra: readonly Step[];
    }
  | { readonly kind: 'table'; readonly project: string; readonly digest: string }
  | { readonly kind: 'call'; readonly project: string; readonly id: string; readonly extra: readonly Step[] };

/** `project` is the internal id. Throws `InvalidInternalRef`. */
export function parseInternalRef(text: string): Ref {
  if (!text.startsWith(INTERNAL)) throw new InvalidInternalRef(`${shown(text)} does not begin with ${INTERNAL}`);
  const parts = text.slice(INTERNAL.length).split('/');
  const ref = parse(parts[0]!, parts.slice(1));
  if (typeof ref === 'string') throw new InvalidInternalRef(`${shown(text)}: ${ref}`);
  return ref;
}

/** `project` is `entity/project`. Throws `InvalidExternalRef`. */
export function parseExternalRef(text: string): Ref {
  if (!text.startsWith(EXTERNAL)) throw new InvalidExternalRef(`${shown(text)} does not begin with ${EXTERNAL}`);
  const parts = text.slice(EXTERNAL.length).split('/');
  const named = parts.length > 2 && parts[0] !== '' && parts[1] !== '';
  const ref = named ? parse(`${parts[0]}/${parts[1]}`, parts.slice(2)) : 'it has to name entity, project and kind';
  if (typeof ref === 'string') throw new InvalidExternalRef(`${shown(text)}: ${ref}`);
  return ref;
}

export function printInternalRef(ref: Ref): string {
  return INTERNAL + print(ref);
}

export function printExternalRef(ref: Ref): string {
  return EXTERNAL + print(ref);
}

/** Is it a ref as stores know them, that of an artifact of old among them? */
export function isInternalRef(text: string): boolean {
  if (text.startsWith(ARTIFACT)) return /^[^/]+(\/[^/]+){1,2}$/.test(text.slice(ARTIFACT.length));
  if (!text.startsWith(INTERNAL)) return false;
  const parts = text.slice(INTERNAL.length).split('/');
  return typeof parse(parts[0]!, parts.slice(1)) !== 'string';
}

/** For messages: a text from outside may be as long as a body. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

/** The ref, or what is wrong with it. */
function parse(project: string, [kind, name, ...rest]: readonly string[]): Ref | string {
  if (project === '') return 'the project is missing';
  if (kind !== 'object' && kind !== 'op' && kind !== 'table' && kind !== 'call') {
    return 'its kind is none of object, op, table, call';
  }
  if (name === undefined || name === '') return `it does not say which ${kind}`;
  if (kind === 'table') return rest.length === 0 ? { kind, project, digest: name } : 'nothing can follow a table';
  const extra = steps(rest);
  if (typeof extra === 'string') return extra;
  if (kind === 'call') return { kind, project, id: name, extra };
  const [object, version, ...more] = name.split(':');
  if (!object || !version || more.length > 0) return 'name and version have to be parted by one colon';
  return { kind, project, name: object, version, extra };
}

function steps(parts: readonly string[]): Step[] | string {
  if (parts.length % 2 !== 0) return 'the steps behind it have to be pairs';
  const steps: Step[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const edge = parts[at];
    if (edge !== 'attr' && edge !== 'key' && edge !== 'index' && edge !== 'id') {
      return 'a step is none of attr, key, index, id';
    }
    const value = decoded(parts[at + 1]!);
    if (value === undefined) return 'the value of a step is not percent-encoded';
    if (edge === 'index' && !/^-?\d+$/.test(value)) return 'an index is no integer';
    steps.push({ edge, value });
  }
  return steps;
}

function print(ref: Ref): string {
  const { kind, project } = ref;
  if (kind === 'table') return `${project}/table/${ref.digest}`;
  let text = `${project}/${kind}/${kind === 'call' ? ref.id : `${ref.name}:${ref.version}`}`;
  for (const step of ref.extra) text += `/${step.edge}/${encoded(step.value)}`;
  return text;
}

/** Undefined unless encoding gives the same text again. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return encoded(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function encoded(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
