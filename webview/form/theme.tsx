/**
 * How the generated form looks: one column, label above, help below the field, error in place. Elements are the
 * browser's own, styled by `form.css` with the editor's colours, so that screen readers and keys work as everywhere.
 */

import type { ThemeProps } from '@rjsf/core';
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  BaseInputTemplateProps,
  ErrorListProps,
  FieldErrorProps,
  FieldTemplateProps,
  IconButtonProps,
  ObjectFieldTemplateProps,
  WidgetProps,
} from '@rjsf/utils';
import { buttonId, descriptionId, errorId, examplesId, getInputProps } from '@rjsf/utils';
import type { ReactNode } from 'react';

const describedBy = (id: string, failed: boolean) =>
  failed ? `${errorId(id)} ${descriptionId(id)}` : descriptionId(id);

function Field(props: FieldTemplateProps) {
  const { id, label, required, hidden, displayLabel, children, errors, description, rawErrors, schema, uiSchema } =
    props;
  if (hidden) return <div hidden>{children}</div>;
  const group = schema.type === 'object' || schema.type === 'array';
  const boolean = schema.type === 'boolean' && uiSchema?.['ui:widget'] === undefined;
  if (group) return <div className="field field-group">{children}</div>;
  return (
    <div className={rawErrors?.length ? 'field field-invalid' : 'field'}>
      {displayLabel && !boolean && label && (
        <label htmlFor={id}>
          {label}
          {!required && <span className="optional"> (optional)</span>}
        </label>
      )}
      {children}
      {errors}
      {!boolean && description}
    </div>
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

function ErrorSummary({ errors }: ErrorListProps) {
  return (
    <div className="summary" role="alert">
      <strong>{errors.length === 1 ? 'One thing to correct:' : `${errors.length} things to correct:`}</strong>
      <ul>
        {errors.map(({ stack }) => (
          <li key={stack}>{stack}</li>
        ))}
      </ul>
    </div>
  );
}

function Description({ id, description }: { id: string; description?: ReactNode }) {
  if (!description) return null;
  return (
    <p id={id} className="help">
      {description}
    </p>
  );
}

function Input(props: BaseInputTemplateProps) {
  const { id, value, required, disabled, readonly, autofocus, placeholder, schema, type, options, rawErrors } = props;
  const { step, min, max, type: kind } = getInputProps(schema, type, options);
  const examples = Array.isArray(schema.examples) ? schema.examples.map(String) : [];
  return (
    <>
      <input
        {...{ id, name: id, step, min, max, disabled, placeholder, readOnly: readonly, type: kind }}
        value={value ?? ''}
        // biome-ignore lint/a11y/noAutofocus: the form opens because the user asked to type into it
        autoFocus={autofocus}
        aria-required={required}
        aria-invalid={Boolean(rawErrors?.length)}
        aria-describedby={describedBy(id, Boolean(rawErrors?.length))}
        list={examples.length > 0 ? examplesId(id) : undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => props.onChange(target.value === '' ? options.emptyValue : target.value)}
        onBlur={({ target }) => props.onBlur(id, target.value)}
        onFocus={({ target }) => props.onFocus(id, target.value)}
      />
      {examples.length > 0 && (
        <datalist id={examplesId(id)}>
          {examples.map((example) => (
            <option key={example} value={example} />
          ))}
        </datalist>
      )}
      <Examples {...{ id, examples, value, use: props.onChange }} />
    </>
  );
}

/** Shows what can be typed; a click takes it over while the field is empty. */
function Examples({ examples, value, use }: { examples: string[]; value: unknown; use: (value: string) => void }) {
  if (examples.length === 0) return null;
  const taken = value !== undefined && value !== '';
  return (
    <p className="examples">
      For example{' '}
      {examples.map((example) => (
        <button key={example} type="button" disabled={taken} onClick={() => use(example)}>
          {example}
        </button>
      ))}
    </p>
  );
}

function Textarea(props: WidgetProps) {
  const { id, value, required, disabled, readonly, autofocus, placeholder, options, rawErrors, schema } = props;
  const examples = Array.isArray(schema.examples) ? schema.examples.map(String) : [];
  return (
    <>
      <textarea
        {...{ id, name: id, disabled, placeholder, readOnly: readonly, rows: Number(options.rows ?? 3) }}
        value={value ?? ''}
        // biome-ignore lint/a11y/noAutofocus: the form opens because the user asked to type into it
        autoFocus={autofocus}
        aria-required={required}
        aria-invalid={Boolean(rawErrors?.length)}
        aria-describedby={describedBy(id, Boolean(rawErrors?.length))}
        spellCheck={false}
        onChange={({ target }) => props.onChange(target.value === '' ? options.emptyValue : target.value)}
        onBlur={({ target }) => props.onBlur(id, target.value)}
      />
      <Examples {...{ examples, value, use: props.onChange }} />
    </>
  );
}

function Checkbox({ id, value, disabled, readonly, label, onChange, schema, options, rawErrors }: WidgetProps) {
  return (
    <>
      <label className="check">
        <input
          type="checkbox"
          {...{ id, name: id, checked: value === true, disabled: disabled || readonly }}
          aria-describedby={describedBy(id, Boolean(rawErrors?.length))}
          onChange={({ target }) => onChange(target.checked)}
        />
        <span>{label}</span>
      </label>
      <Description id={descriptionId(id)} description={options.description ?? schema.description} />
    </>
  );
}

function ObjectFields({
  title,
  description,
  properties,
  fieldPathId,
  canExpand,
  ...rest
}: ObjectFieldTemplateProps & { canExpand?: boolean }) {
  const fields = properties.map(({ content }) => content);
  if (fieldPathId.path.length === 0) return <>{fields}</>;
  const addable = Boolean(rest.schema.additionalProperties) && !rest.readonly && !rest.disabled;
  return (
    <fieldset id={fieldPathId.$id}>
      {title && <legend>{title}</legend>}
      <Description id={descriptionId(fieldPathId)} description={description} />
      {fields}
      {addable && (
        <button type="button" className="secondary" onClick={rest.onAddProperty}>
          Add an entry
        </button>
      )}
    </fieldset>
  );
}

function ArrayFields({ title, schema, items, canAdd, onAddClick, fieldPathId, disabled }: ArrayFieldTemplateProps) {
  return (
    <fieldset id={fieldPathId.$id}>
      {title && <legend>{title}</legend>}
      <Description id={descriptionId(fieldPathId)} description={schema.description} />
      {items}
      {canAdd && (
        <button
          type="button"
          id={buttonId(fieldPathId, 'add')}
          className="secondary"
          {...{ disabled, onClick: onAddClick }}
        >
          Add
        </button>
      )}
    </fieldset>
  );
}

function ArrayItem({ children, buttonsProps, index }: ArrayFieldItemTemplateProps) {
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem, disabled } = buttonsProps;
  const button = (shown: boolean, sign: string, act: string, onClick: () => void) =>
    shown && <IconButton {...{ disabled, onClick, sign }} label={`${act} ${index + 1}`} />;
  return (
    <div className="item">
      <div className="item-field">{children}</div>
      {button(hasMoveUp, '↑', 'Move up item', onMoveUpItem)}
      {button(hasMoveDown, '↓', 'Move down item', onMoveDownItem)}
      {button(hasRemove, '✕', 'Remove item', onRemoveItem)}
    </div>
  );
}

function IconButton({
  sign,
  label,
  ...rest
}: {
  sign: string;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button type="button" className="icon" title={label} aria-label={label} {...rest}>
      {sign}
    </button>
  );
}

const removeButton = ({ onClick, disabled }: IconButtonProps) => (
  <button type="button" className="icon" title="Remove" aria-label="Remove" {...{ onClick, disabled }}>
    ✕
  </button>
);

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
    ButtonTemplates: { RemoveButton: removeButton },
  },
  widgets: { TextareaWidget: Textarea, CheckboxWidget: Checkbox },
};
