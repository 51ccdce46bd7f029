/**
 * How the generated form looks: one column, label above, help below the field, error in place. Elements are the
 * browser's own, styled by `form.css` with the editor's colours, so that screen readers and keys work as everywhere.
 */

import type { ThemeProps } from '@rjsf/core/lib/withTheme.js';
import type { ErrorListProps, FieldErrorProps, FieldTemplateProps } from '@rjsf/utils';
import { errorId } from '@rjsf/utils';
import { Description } from './description.tsx';
import { ArrayFields, ArrayItem, ObjectFields, RemoveButton } from './groups.tsx';
import { Checkbox, Input, Textarea } from './widgets.tsx';

function Field(props: FieldTemplateProps) {
  const { id, label, required, hidden, displayLabel, children, errors, description, rawErrors, schema, uiSchema } =
    props;
  const { fieldPathId, formData, disabled, onChange } = props;
  if (hidden) return <div hidden>{children}</div>;
  if (schema.type === 'object' || schema.type === 'array') {
    return (
      <div className="field field-group">
        {children}
        {errors}
      </div>
    );
  }
  const boolean = schema.type === 'boolean' && uiSchema?.['ui:widget'] === undefined;
  const inList = typeof fieldPathId.path.at(-1) === 'number';
  return (
    <div className={rawErrors?.length ? 'field field-invalid' : 'field'}>
      {displayLabel && !boolean && label && (
        <label htmlFor={id} className={inList ? 'unseen' : undefined}>
          {label}
          {!required && !inList && <span className="optional"> (optional)</span>}
        </label>
      )}
      {children}
      {errors}
      {!boolean && description}
      <Examples
        examples={Array.isArray(schema.examples) ? schema.examples : []}
        usable={!disabled && (formData === undefined || formData === '')}
        use={(example) => onChange(example, fieldPathId.path, undefined, id)}
      />
    </div>
  );
}

/** Shows what can be typed; a click takes it over while the field is empty. */
function Examples(props: { examples: readonly unknown[]; usable: boolean; use: (example: unknown) => void }) {
  const { examples, usable, use } = props;
  if (examples.length === 0) return null;
  return (
    <p className="examples">
      For example{' '}
      {examples.map((example) => (
        <button key={String(example)} type="button" disabled={!usable} onClick={() => use(example)}>
          {String(example)}
        </button>
      ))}
    </p>
  );
}

function FieldErrors({ errors = [], fieldPathId }: FieldErrorProps) {
  if (errors.length === 0) return null;
  return (
    <ul id={errorId(fieldPathId)} className="field-errors">
      {errors.map((error, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: errors have no identity of their own
        <li key={index}>{error}</li>
      ))}
    </ul>
  );
}

function ErrorSummary({ errors, schema }: ErrorListProps) {
  const titles = (schema.properties ?? {}) as Record<string, { title?: string } | undefined>;
  // What the server refuses comes with the bare name of the parameter.
  const line = ({ property, message, stack }: ErrorListProps['errors'][number]) => {
    const name = property?.slice(1) ?? '';
    return stack.startsWith('.') ? `${titles[name]?.title ?? name}: ${message}` : stack;
  };
  return (
    <div className="summary" role="alert">
      <strong>{errors.length === 1 ? 'One thing to correct:' : `${errors.length} things to correct:`}</strong>
      <ul>
        {errors.map((error) => (
          <li key={error.stack}>{line(error)}</li>
        ))}
      </ul>
    </div>
  );
}

export const theme: ThemeProps = {
  templates: {
    FieldTemplate: Field,
    FieldErrorTemplate: FieldErrors,
    ErrorListTemplate: ErrorSummary,
    DescriptionFieldTemplate: Description,
    BaseInputTemplate: Input,
    ObjectFieldTemplate: ObjectFields,
    ArrayFieldTemplate: ArrayFields,
    ArrayFieldItemTemplate: ArrayItem,
    ButtonTemplates: { RemoveButton },
  },
  widgets: { TextareaWidget: Textarea, CheckboxWidget: Checkbox },
};
