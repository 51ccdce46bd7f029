/**
 * What a form is about, as it comes back with the window: text by name, since it travels in the page's attributes. One
 * form for each subject; its draft is kept under the same key.
 */
import type { Parameters } from '../../client/messages.ts';

export interface FormSubject {
  readonly type: string;
  /** Both or neither; absent where the type's scope is global, or only the configuration is edited. */
  readonly experiment?: string;
  readonly output?: string;
  /** Id of the configuration that is edited. */
  readonly edited?: string;
  /** Values to begin with, as JSON. */
  readonly parameters?: string;
  /** Path of a file to try it on. */
  readonly sample?: string;
}

const NAMES = ['type', 'experiment', 'output', 'edited', 'parameters', 'sample'] as const;

export const beginningWith = (parameters: Parameters | undefined): { readonly parameters?: string } =>
  parameters === undefined ? {} : { parameters: JSON.stringify(parameters) };

export const keyOf = (subject: FormSubject): string => JSON.stringify(NAMES.map((name) => subject[name] ?? ''));

/** Undefined if it is none. */
export function subjectFrom(state: unknown): FormSubject | undefined {
  const known = (state ?? {}) as Readonly<Record<string, unknown>>;
  const texts = NAMES.flatMap((name) => (typeof known[name] === 'string' ? [[name, known[name]] as const] : []));
  const subject = Object.fromEntries(texts);
  return subject.type ? (subject as unknown as FormSubject) : undefined;
}

export function initialParameters({ parameters }: FormSubject): { readonly parameters?: Parameters } {
  try {
    return parameters === undefined ? {} : { parameters: JSON.parse(parameters) as Parameters };
  } catch {
    return {};
  }
}
