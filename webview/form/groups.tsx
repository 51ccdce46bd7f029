/** Fields made of fields: objects and lists. */
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  IconButtonProps,
  ObjectFieldTemplateProps,
} from '@rjsf/utils';
import { buttonId, descriptionId } from '@rjsf/utils';
import { Description } from './description.tsx';

export function ObjectFields({ title, description, properties, fieldPathId, ...rest }: ObjectFieldTemplateProps) {
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

export function ArrayFields({
  title,
  schema,
  items,
  canAdd,
  onAddClick,
  fieldPathId,
  disabled,
}: ArrayFieldTemplateProps) {
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

export function ArrayItem({ children, buttonsProps, index }: ArrayFieldItemTemplateProps) {
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

export const RemoveButton = ({ onClick, disabled }: IconButtonProps) => (
  <button type="button" className="icon" title="Remove" aria-label="Remove" {...{ onClick, disabled }}>
    ✕
  </button>
);
