/** The elements to type into: the browser's own, with what a screen reader needs to know. */
import type { BaseInputTemplateProps, WidgetProps } from '@rjsf/utils';
import { descriptionId, errorId, getInputProps } from '@rjsf/utils';
import { Description } from './description.tsx';

const describedBy = (id: string, failed: boolean) =>
  failed ? `${errorId(id)} ${descriptionId(id)}` : descriptionId(id);

export function Input(props: BaseInputTemplateProps) {
  const { id, value, schema, type, options } = props;
  const { step, min, max, type: kind } = getInputProps(schema, type, options);
  return <input {...{ step, min, max, type: kind }} value={value ?? ''} {...shared(id, props)} autoComplete="off" />;
}

export function Textarea(props: WidgetProps) {
  const { id, value, options } = props;
  return <textarea rows={Number(options.rows ?? 3)} value={value ?? ''} {...shared(id, props)} />;
}

function shared(id: string, props: WidgetProps) {
  const { required, disabled, readonly, autofocus, placeholder, options, rawErrors, onChange, onBlur, onFocus } = props;
  const failed = Boolean(rawErrors?.length);
  type Edit = { readonly target: { readonly value: string } };
  return {
    ...{ id, name: id, disabled, placeholder, readOnly: readonly, autoFocus: autofocus, spellCheck: false },
    'aria-required': required,
    'aria-invalid': failed,
    'aria-describedby': describedBy(id, failed),
    onChange: ({ target }: Edit) => onChange(target.value === '' ? options.emptyValue : target.value),
    onBlur: ({ target }: Edit) => onBlur(id, target.value),
    onFocus: ({ target }: Edit) => onFocus(id, target.value),
  };
}

export function Checkbox({ id, value, disabled, readonly, label, onChange, schema, options, rawErrors }: WidgetProps) {
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
