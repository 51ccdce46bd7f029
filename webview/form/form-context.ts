/** What fields of the form know of it, however deep they are nested. */
import type { RJSFSchema } from '@rjsf/utils';
import { createContext, useContext } from 'react';
import type { FormHost } from '../../client/configuration-messages.ts';
import type { ParameterProblem } from '../../client/messages.ts';

/** An element's id is this and the parameter: `form.specifiers.0.inRegex`. */
export const ID_PREFIX = 'form';
export const parameterOf = (id: string): string => id.slice(ID_PREFIX.length + 1);
export const idOf = (parameter: string): string => (parameter === '' ? ID_PREFIX : `${ID_PREFIX}.${parameter}`);

export interface FormContext {
  readonly schema: RJSFSchema;
  readonly problems: readonly ParameterProblem[];
  readonly canBrowse: boolean;
  readonly browse: FormHost['browse'];
  readonly loadText: FormHost['loadText'];
  readonly suggest: (parameter: string, text: string) => Promise<readonly string[]>;
  readonly left: (parameter: string) => void;
  /** Says something to those who do not see the form. */
  readonly announce: (text: string) => void;
}

const Context = createContext<FormContext | undefined>(undefined);
export const FormContextProvider = Context.Provider;

export function useFormContext(): FormContext {
  const context = useContext(Context);
  if (!context) throw new Error('A field stands outside of its form.');
  return context;
}

export function useProblems(id: string): readonly ParameterProblem[] {
  const parameter = parameterOf(id);
  return useFormContext().problems.filter((problem) => problem.parameter === parameter);
}
