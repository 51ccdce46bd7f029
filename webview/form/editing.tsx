/**
 * The form once its content is known. Nothing typed is ever lost: a draft goes to the host as the user types, a refusal
 * leaves every field as it was and appears at the field that it names, and whoever changed the same thing elsewhere is
 * told of, not overwritten.
 */
// Not from the package's index: that reaches for a validator which compiles with eval.
import withTheme from '@rjsf/core/lib/withTheme.js';
import type { RJSFSchema } from '@rjsf/utils';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { FormContent, FormHost } from '../../client/configuration-messages.ts';
import { Conflict } from './conflict.tsx';
import { Summary } from './field-problems.tsx';
import { FormContextProvider, ID_PREFIX } from './form-context.ts';
import { Outcome } from './outcome.tsx';
import { PathText } from './path-text.tsx';
import { sentence } from './problems.ts';
import { schemaValidator } from './schema-validator.ts';
import { theme } from './theme.tsx';
import { uiSchemaOf } from './ui-schema.ts';
import { useEditing } from './use-editing.ts';
import { preview, thing } from './words.ts';

const ThemedForm = withTheme(theme);
const FORM = 'configuration-form';
const NAME = 'configuration-name';
const SAMPLE = 'configuration-sample';
const validator = schemaValidator();
/** Lists begin empty, and what nobody asked for is not sent. */
const DEFAULTS = {
  arrayMinItems: { populate: 'requiredOnly', mergeExtraDefaults: false },
  emptyObjectFields: 'skipEmptyDefaults',
} as const;

export function Editing({ content, host }: { readonly content: FormContent; readonly host: FormHost }) {
  const { type, edited } = content;
  const { title, description, sample: sampleLabel, ...fields } = type.schema as RJSFSchema;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the schema is part of the type
  const schema = useMemo<RJSFSchema>(() => fields, [type]);
  const uiSchema = useMemo(() => uiSchemaOf(schema), [schema]);
  const editing = useEditing(content, host, schema);
  const { parameters, name, sample, state, tried, problems, summary, said, conflict, notice } = editing;
  const [asking, setAsking] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  // The first field takes the focus, unless something is asked.
  useEffect(() => {
    if (root.current?.contains(document.activeElement)) return;
    root.current?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }, []);
  /** Where one was typing, for who goes on. */
  const last = useRef<HTMLElement>(undefined);
  useEffect(() => {
    if (!asking && document.activeElement === document.body) last.current?.focus();
  }, [asking]);
  const sending = state === 'sending';
  const about = description ?? type.description;

  function cancel() {
    if (editing.typed && !asking) setAsking(true);
    else void editing.cancel();
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void editing.submit();
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      if (asking) setAsking(false);
      else cancel();
    }
  }

  const context = useMemo(
    () => ({ ...editing.context, schema, problems, canBrowse: content.canBrowse === true }),
    [editing.context, schema, problems, content],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of all its fields
    <div
      ref={root}
      className="configuration"
      onKeyDown={keys}
      onFocus={({ target }) => {
        if (target.matches('input, select, textarea')) last.current = target;
      }}
    >
      <h1>{edited ? edited.configuration.name : (title ?? type.name)}</h1>
      <p className="help">{edited ? [title ?? type.name, about].filter(Boolean).join(': ') : about}</p>
      <FormContextProvider value={context}>
        {notice && (
          <p className="notice">
            <output>{notice.text}</output>{' '}
            <button type="button" className="link" onClick={notice.act}>
              {notice.offer}
            </button>
          </p>
        )}
        {editing.unkept !== undefined && (
          <p className="notice">
            <output>What you type is lost if you close this: it can’t be kept. {editing.unkept}</output>
          </p>
        )}
        {conflict && (
          <Conflict
            schema={schema}
            mine={{ name: name ?? conflict.configuration.name, parameters }}
            theirs={{ name: conflict.configuration.name, parameters: conflict.configuration.parameters ?? {} }}
            keepMine={() => void editing.keepMine()}
            takeTheirs={editing.takeTheirs}
          />
        )}
        <Summary problems={summary} schema={schema} />
        {editing.named && (
          <div className="field own-name">
            <label htmlFor={NAME}>Name</label>
            <input
              id={NAME}
              form={FORM}
              type="text"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={name ?? ''}
              aria-describedby={`${NAME}__description`}
              onChange={({ target }) => editing.setName(target.value)}
            />
            <p id={`${NAME}__description`} className="help">
              What lists call it. Where it is not changed, it follows the values if it was made of them.
            </p>
          </div>
        )}
        <ThemedForm
          {...{ schema, uiSchema, validator }}
          id={FORM}
          formData={parameters}
          idPrefix={ID_PREFIX}
          idSeparator="."
          noValidate
          noHtml5Validate
          showErrorList={false}
          experimental_defaultFormStateBehavior={DEFAULTS}
          onChange={({ formData }, id) => editing.change(formData, id)}
          onSubmit={() => void editing.submit()}
        >
          {typeof sampleLabel === 'string' && (
            <div className="field sample">
              <label htmlFor={SAMPLE}>
                {sampleLabel}
                <span className="optional"> (optional)</span>
              </label>
              <PathText
                id={SAMPLE}
                value={sample ?? ''}
                label={sampleLabel}
                attributes={{ 'aria-describedby': `${SAMPLE}__description` }}
                change={editing.setSample}
              />
              {sample && (
                <div className="field-errors" aria-live="polite">
                  {tried.errors
                    .filter(({ parameter }) => parameter === 'sample')
                    .map((problem) => (
                      <p key={problem.message}>{sentence(problem)}</p>
                    ))}
                </div>
              )}
              <p id={`${SAMPLE}__description`} className="help">
                A file on the server’s machine to try this on. It is not part of what is stored.
              </p>
            </div>
          )}
          <div className="foot">
            <Outcome
              sentence={preview(content, parameters, editing.named ? name : undefined)}
              tried={tried}
              schema={schema}
            />
            {asking ? (
              <div className="actions bar" role="alertdialog" aria-label="Discard what you typed?">
                <span>Discard what you typed?</span>
                {/* biome-ignore lint/a11y/noAutofocus: the question was just asked by a key */}
                <button type="button" className="primary" autoFocus onClick={() => void editing.cancel()}>
                  Discard
                </button>
                <button type="button" className="secondary" onClick={() => setAsking(false)}>
                  Keep editing
                </button>
              </div>
            ) : (
              <div className="actions bar">
                <button type="submit" className="primary" aria-disabled={sending}>
                  {edited ? 'Save changes' : `Create ${thing(type)}`}
                </button>
                <button type="button" className="secondary" onClick={cancel}>
                  Cancel
                </button>
                {sending && <span className="help">{edited ? 'Saving…' : 'Creating…'}</span>}
              </div>
            )}
          </div>
        </ThemedForm>
        <output className="unseen">{said}</output>
      </FormContextProvider>
    </div>
  );
}
