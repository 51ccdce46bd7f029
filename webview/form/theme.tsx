/**
 * How the generated form looks: one column, label above, help below the field, error in place. Elements are the
 * browser's own, styled by `form.css` with the editor's colours, so that screen readers and keys work as everywhere.
 */

import type { ThemeProps } from '@rjsf/core/lib/withTheme.js';
import type { FieldTemplateProps } from '@rjsf/utils';
import { Description } from './description.tsx';
import { FieldProblems } from './field-problems.tsx';
import { useProblems } from './form-context.ts';
import { ArrayFields, ArrayItem, ObjectFields, RemoveButton } from './groups.tsx';
import { LongText } from './long-text.tsx';
import { Checkbox, Checkboxes, Code, Input, inList, Path, Select } from './widgets.tsx';

/** Fields below which the server's word comes and goes while one types: something always stands there. */
const LIVE = new Set(['filter', 'regex']);

function Field(props: FieldTemplateProps) {
  const { id, label, required, hidden, displayLabel, children, description, schema, uiSchema } = props;
  const { fieldPathId, formData, disabled, onChange } = props;
  const failed = useProblems(id).length > 0;
  if (hidden) return <div hidden>{children}</div>;
  const boxes = uiSchema?.['ui:widget'] === 'checkboxes';
  if ((schema.type === 'object' || schema.type === 'array') && !boxes) {
    return <div className={schema.type === 'array' ? 'field field-group' : 'field-group'}>{children}</div>;
  }
  const boolean = schema.type === 'boolean' && uiSchema?.['ui:widget'] === undefined;
  const item = inList(id);
  const live = LIVE.has(String(schema.format)) && fieldPathId.path.length === 1;
  return (
    <div className={['field', failed ? 'field-invalid' : '', live ? 'field-live' : ''].filter(Boolean).join(' ')}>
      {displayLabel && !boolean && !item && label && (
        <label htmlFor={id}>
          {label}
          {!required && <span className="optional"> (optional)</span>}
        </label>
      )}
      {children}
      <div className="beneath">
        <FieldProblems id={id} value={formData} />
        {live && !failed && <p className="help">Ctrl+Space shows suggestions.</p>}
      </div>
      {!boolean && description}
      <Examples
        examples={Array.isArray(schema.examples) && !item ? schema.examples : []}
        names={Array.isArray(schema.exampleNames) ? schema.exampleNames : []}
        usable={!disabled}
        use={(example) => {
          const field = document.getElementById(id);
          field?.focus();
          if (!typed(field, String(example))) onChange(example, fieldPathId.path, undefined, id);
        }}
      />
    </div>
  );
}

/** What is longer is shown when it is asked for. */
const SHORT = 80;

/** As if somebody had typed it, so that Ctrl+Z brings back what was there; false where nothing is typed. */
function typed(field: HTMLElement | null, text: string): boolean {
  if (!(field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text')))
    return false;
  field.select();
  return document.execCommand('insertText', false, text);
}

/** Shows what can be typed; a click takes it over. `names`: what they are for, in their order, where they need it. */
function Examples(props: {
  readonly examples: readonly unknown[];
  readonly names: readonly unknown[];
  readonly usable: boolean;
  readonly use: (example: unknown) => void;
}) {
  const { names, usable, use } = props;
  const examples = props.examples
    .map((example, index) => ({ example, name: typeof names[index] === 'string' ? names[index] : undefined }))
    .filter(({ example }) => typeof example !== 'object');
  const isShort = ({ example, name }: { readonly example: unknown; readonly name: string | undefined }) =>
    name === undefined && String(example).length <= SHORT && !String(example).includes('\n');
  const [short, long] = [examples.filter(isShort), examples.filter((each) => !isShort(each))];
  const button = (each: (typeof examples)[number]) => (
    <button
      key={String(each.example)}
      type="button"
      title="Use this (Ctrl+Z brings back what was there)"
      disabled={!usable}
      onClick={() => use(each.example)}
    >
      {isShort(each) ? String(each.example) : <pre>{String(each.example)}</pre>}
    </button>
  );
  return (
    <>
      {short.length > 0 && <p className="examples">For example {short.map(button)}</p>}
      {long.length > 0 && (
        <details className="examples">
          <summary>{long.length === 1 ? 'An example' : `${long.length} examples`}</summary>
          {long.map((each) => (
            <div key={String(each.example)}>
              {each.name && <p>{each.name}</p>}
              {button(each)}
            </div>
          ))}
        </details>
      )}
    </>
  );
}

export const theme: ThemeProps = {
  templates: {
    FieldTemplate: Field,
    FieldErrorTemplate: () => null,
    DescriptionFieldTemplate: Description,
    BaseInputTemplate: Input,
    ObjectFieldTemplate: ObjectFields,
    ArrayFieldTemplate: ArrayFields,
    ArrayFieldItemTemplate: ArrayItem,
    ButtonTemplates: { RemoveButton },
  },
  widgets: {
    CheckboxWidget: Checkbox,
    CheckboxesWidget: Checkboxes,
    SelectWidget: Select,
    code: Code,
    long: LongText,
    path: Path,
  },
};
