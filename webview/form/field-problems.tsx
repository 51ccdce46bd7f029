/** What is wrong with a field, below it; and all that is wrong, on top, each a link to its field. */
import { errorId, type RJSFSchema } from '@rjsf/utils';
import type { ParameterProblem } from '../../client/messages.ts';
import { goTo } from './caret.ts';
import { idOf, useFormContext, useProblems } from './form-context.ts';
import { inLabels, labelOf, lineOf, sentence } from './problems.ts';

export function FieldProblems({ id, value }: { readonly id: string; readonly value: unknown }) {
  const problems = useProblems(id);
  const { schema } = useFormContext();
  return (
    <div id={errorId(id)} className="field-errors" aria-live="polite">
      {problems.map((problem) => (
        <p key={problem.message}>
          {sentence({ ...problem, message: inLabels(schema, problem.message) }, value)}
          {problem.position !== undefined && typeof value === 'string' && value.includes('\n') && (
            <>
              {' '}
              <button type="button" className="link" onClick={() => focusProblem(problem)}>
                Go to line {lineOf(value, problem.position).line}
              </button>
            </>
          )}
        </p>
      ))}
    </div>
  );
}

export function Summary(props: { readonly problems: readonly ParameterProblem[]; readonly schema: RJSFSchema }) {
  const { problems, schema } = props;
  if (problems.length === 0) return null;
  return (
    <div className="summary" role="alert">
      <strong>{problems.length === 1 ? 'One thing to correct:' : `${problems.length} things to correct:`}</strong>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.parameter} ${problem.message}`}>
            {problem.parameter === '' ? (
              sentence(problem)
            ) : (
              <>
                <button type="button" className="link" onClick={() => focusProblem(problem)}>
                  {labelOf(schema, problem.parameter)}
                </button>
                : {sentence({ message: inLabels(schema, problem.message) })}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the cursor where the server stumbled; in a group of fields, on the first of what can take it. */
export function focusProblem({ parameter, position }: Pick<ParameterProblem, 'parameter' | 'position'>): void {
  const field = parameter === '' ? null : document.getElementById(idOf(parameter));
  if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text')) {
    if (position === undefined) field.focus();
    else goTo(field, position);
  } else if (field?.matches('input, select')) field.focus();
  else field?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
}
