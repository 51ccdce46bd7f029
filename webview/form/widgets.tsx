/** The elements to type into and choose from: the browser's own, with what a screen reader needs to know. */
import type { BaseInputTemplateProps, WidgetProps } from '@rjsf/utils';
import { descriptionId, enumOptionsDeselectValue, enumOptionsSelectValue, errorId, getInputProps } from '@rjsf/utils';
import { CodeText } from './code-text.tsx';
import { Description } from './description.tsx';
import { parameterOf, useFormContext, useProblems } from './form-context.ts';
import { PathText } from './path-text.tsx';

export function useFieldAttributes(id: string, props: WidgetProps) {
  const { required, disabled, readonly, placeholder, schema, label } = props;
  const failed = useProblems(id).length > 0;
  const described = [failed ? errorId(id) : '', schema.description ? descriptionId(id) : ''].filter(Boolean).join(' ');
  return {
    ...{ id, name: id, disabled, placeholder: placeholder || undefined, readOnly: readonly, spellCheck: false },
    ...(inList(id) ? { 'aria-label': label.replace(/-(\d+)$/, ' $1') } : {}),
    'aria-required': required || undefined,
    'aria-invalid': failed,
    'aria-describedby': described || undefined,
  } as const;
}

/** Items of a list have no label of their own to be seen. */
export const inList = (id: string): boolean => /\.\d+$/.test(id);

export function Input(props: BaseInputTemplateProps) {
  const { id, value, schema, type, options, onChange } = props;
  const { left } = useFormContext();
  const { step, min, max, type: kind } = getInputProps(schema, type, options);
  return (
    <input
      {...useFieldAttributes(id, props)}
      {...{ step, min, max, type: kind }}
      autoComplete="off"
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? options.emptyValue : target.value)}
      onBlur={() => left(parameterOf(id))}
    />
  );
}

/** Written in a language, or a name out of the trace. */
export function Code(props: WidgetProps) {
  const { id, value, schema, label, options, onChange } = props;
  const filter = schema.format === 'filter';
  const mono = filter || schema.format === 'regex';
  const attributes = useFieldAttributes(id, props);
  const change = (text: string) => onChange(text === '' ? options.emptyValue : text);
  return <CodeText {...{ id, label, attributes, change }} value={value ?? ''} whole={!filter} mono={mono} />;
}

export function Path(props: WidgetProps) {
  const { id, value, label, options, disabled, onChange } = props;
  const attributes = useFieldAttributes(id, props);
  const change = (text: string) => onChange(text === '' ? options.emptyValue : text);
  return <PathText {...{ id, label, attributes, change }} value={value ?? ''} disabled={disabled ?? false} />;
}

export function Select(props: WidgetProps) {
  const { id, value, options, schema, onChange } = props;
  const { left } = useFormContext();
  const { readOnly, placeholder: _, spellCheck: __, disabled, ...attributes } = useFieldAttributes(id, props);
  const offered = options.enumOptions ?? [];
  const chosen = offered.findIndex((option) => option.value === value);
  return (
    <select
      {...attributes}
      disabled={disabled || readOnly}
      value={chosen}
      onChange={({ target }) => onChange(offered[Number(target.value)]?.value ?? options.emptyValue)}
      onBlur={() => left(parameterOf(id))}
    >
      {(chosen < 0 || schema.default === undefined) && <option value={-1}>{props.required ? '' : '—'}</option>}
      {offered.map((option, index) => (
        <option key={String(option.value)} value={index}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** Several of a few: a box for each. */
export function Checkboxes({ id, value, disabled, readonly, options, onChange }: WidgetProps) {
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  const offered = options.enumOptions ?? [];
  return (
    <div className="boxes">
      {offered.map((option, index) => (
        <label key={String(option.value)} className="check">
          <input
            type="checkbox"
            id={index === 0 ? id : undefined}
            disabled={disabled || readonly}
            checked={chosen.includes(option.value)}
            onChange={({ target }) =>
              onChange((target.checked ? enumOptionsSelectValue : enumOptionsDeselectValue)(index, chosen, offered))
            }
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}

export function Checkbox(props: WidgetProps) {
  const { id, value, label, onChange, schema, options } = props;
  const { readOnly, placeholder: _, spellCheck: __, disabled, ...attributes } = useFieldAttributes(id, props);
  return (
    <>
      <label className="check">
        <input
          {...attributes}
          type="checkbox"
          disabled={disabled || readOnly}
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
        />
        <span>{label}</span>
      </label>
      <Description id={descriptionId(id)} description={options.description ?? schema.description} />
    </>
  );
}
