/**
 * The form of a configuration type, generated from the type's JSON Schema. It runs in a webview of its own and inside the
 * plain page; `FormHost` is all it knows of where it is.
 *
 * Nothing typed is ever lost: a draft goes to the host as the user types, and a refusal leaves every field as it was and
 * appears at the field that it names.
 */
// Not from the package's index: that reaches for a validator which compiles with eval.
import type Form from '@rjsf/core/lib/components/Form.js';
import withTheme from '@rjsf/core/lib/withTheme.js';
import type { ErrorSchema, RJSFSchema, UiSchema } from '@rjsf/utils';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FormHost, Refusal } from '../../client/messages.ts';
import { schemaValidator } from './schema-validator.ts';
import { theme } from './theme.tsx';
import { cause, preview, thing } from './words.ts';

type Parameters = Readonly<Record<string, unknown>>;
type Loaded = Awaited<ReturnType<FormHost['form']>>;

const ThemedForm = withTheme(theme);
/** Texts that may be longer than this get several lines. */
const LONG = 1000;
const ID_PREFIX = 'form';

export function ConfigurationForm({ host }: { host: FormHost }) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(() => {
    setFailure(undefined);
    host.form().then(setLoaded, (error: Error) => setFailure(error.message));
  }, [host]);
  useEffect(load, [load]);

  if (failure !== undefined) {
    return (
      <main className="configuration">
        <div className="summary" role="alert">
          <strong>The form could not be loaded.</strong>
          <p>{failure}</p>
        </div>
        <button type="button" className="secondary" onClick={load}>
          Try again
        </button>
      </main>
    );
  }
  if (loaded) return <LoadedForm {...loaded} host={host} />;
  return (
    <main className="configuration">
      <p className="help">Loading the form…</p>
    </main>
  );
}

/** The first field takes the focus. */
function uiSchemaOf(schema: RJSFSchema): UiSchema {
  const properties = Object.entries(schema.properties ?? {});
  const order = Array.isArray(schema.propertyOrder) ? { 'ui:order': [...schema.propertyOrder, '*'] } : {};
  const fields = properties.map(([name, property], index) => {
    const of = typeof property === 'object' ? (property as RJSFSchema) : {};
    const long = of.type === 'string' && !of.enum && (of.maxLength ?? 0) > LONG;
    return [
      name,
      { ...(index === 0 ? { 'ui:autofocus': true } : {}), ...(long ? { 'ui:widget': 'textarea', 'ui:rows': 2 } : {}) },
    ] as const;
  });
  return { ...order, ...Object.fromEntries(fields) };
}

function errorsOf(refusal: Refusal | undefined, schema: RJSFSchema): ErrorSchema {
  if (refusal === undefined) return {};
  const { message, detail, parameter } = refusal;
  // At a field only the cause is of use; alone, what failed is needed as well.
  if (parameter !== undefined && Object.hasOwn(schema.properties ?? {}, parameter)) {
    return { [parameter]: { __errors: [cause(refusal)] } } as ErrorSchema;
  }
  return { __errors: [[message, detail].filter(Boolean).join(': ')] } as ErrorSchema;
}

function LoadedForm({ type, output, draft, host }: Loaded & { host: FormHost }) {
  const [parameters, setParameters] = useState<Parameters>(draft ?? {});
  const [refusal, setRefusal] = useState<Refusal>();
  const [state, setState] = useState<'editing' | 'sending' | 'asking'>('editing');
  const [tried, setTried] = useState(false);
  const typed = useRef(draft !== undefined && Object.keys(draft).length > 0);
  const form = useRef<Form>(null);
  const { title, description, ...fields } = type.schema as RJSFSchema;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the schema is part of the type
  const schema = useMemo<RJSFSchema>(() => fields, [type]);
  const validator = useMemo(schemaValidator, []);
  const uiSchema = useMemo(() => uiSchemaOf(schema), [schema]);
  const extraErrors = useMemo(() => errorsOf(refusal, schema), [refusal, schema]);

  function change(next: Parameters, id: string | undefined) {
    setParameters(next);
    // Without an id the form itself has filled in defaults.
    if (id === undefined) return;
    typed.current = true;
    if (refusal && (refusal.parameter === undefined || id.startsWith(`${ID_PREFIX}_${refusal.parameter}`)))
      setRefusal(undefined);
    void host.saveDraft(next);
  }

  async function submit(sent: Parameters) {
    setState('sending');
    try {
      const answer = await host.submit(sent);
      if ('refusal' in answer) {
        setRefusal(answer.refusal);
        showRefusal(answer.refusal);
      }
    } catch (error) {
      setRefusal({ message: (error as Error).message });
    }
    setState('editing');
  }

  function cancel() {
    if (typed.current && state !== 'asking') setState('asking');
    else void host.cancel();
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (state !== 'sending') form.current?.submit();
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      if (state === 'asking') setState('editing');
      else cancel();
    }
  }

  return (
    <main className="configuration" onKeyDown={keys}>
      <h1>{title ?? type.name}</h1>
      <p className="help">{description ?? type.description}</p>
      <ThemedForm
        ref={form}
        {...{ schema, uiSchema, validator, extraErrors }}
        formData={parameters}
        idPrefix={ID_PREFIX}
        noHtml5Validate
        focusOnFirstError
        showErrorList="top"
        liveValidate={tried ? 'onChange' : undefined}
        disabled={state === 'sending'}
        onChange={({ formData }, id) => change(formData, id)}
        onError={() => setTried(true)}
        onSubmit={({ formData }) => void submit(formData)}
      >
        <p className="preview" aria-live="polite">
          {preview(type, output, parameters)}
        </p>
        {state === 'asking' ? (
          <div className="actions" role="alertdialog" aria-label="Discard what you typed?">
            <span>Discard what you typed?</span>
            {/* biome-ignore lint/a11y/noAutofocus: the question was just asked by a key */}
            <button type="button" className="primary" autoFocus onClick={() => void host.cancel()}>
              Discard
            </button>
            <button type="button" className="secondary" onClick={() => setState('editing')}>
              Keep editing
            </button>
          </div>
        ) : (
          <div className="actions">
            <button type="submit" className="primary" disabled={state === 'sending'}>
              Create {thing(type)}
            </button>
            <button type="button" className="secondary" onClick={cancel}>
              Cancel
            </button>
          </div>
        )}
      </ThemedForm>
    </main>
  );
}

/** Puts the cursor where the server stumbled. */
function showRefusal({ parameter, position }: Refusal) {
  if (parameter === undefined) return;
  requestAnimationFrame(() => {
    const field = document.getElementById(`${ID_PREFIX}_${parameter}`);
    field?.focus();
    const text = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text');
    if (position !== undefined && text) (field as HTMLInputElement).setSelectionRange(position, position);
  });
}
