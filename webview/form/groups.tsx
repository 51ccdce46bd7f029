/**
 * Fields made of fields: objects and lists. A list is worked by keys: a new item takes the focus, a removed one hands it to
 * its neighbour, a moved one keeps it (Alt+↑ and Alt+↓ move the item that one is in).
 */
import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  IconButtonProps,
  ObjectFieldTemplateProps,
} from '@rjsf/utils';
import { buttonId, descriptionId } from '@rjsf/utils';
import { type KeyboardEvent, useRef } from 'react';
import { Description } from './description.tsx';
import { FieldProblems } from './field-problems.tsx';
import { parameterOf, useFormContext } from './form-context.ts';

const FIELDS = 'input, select, textarea';
/** Until the form has laid out what was changed. */
const afterwards = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));

export function ObjectFields({ title, description, properties, fieldPathId, ...rest }: ObjectFieldTemplateProps) {
  const fields = properties.map(({ content }) => content);
  const item = typeof fieldPathId.path.at(-1) === 'number';
  if (fieldPathId.path.length === 0) return <>{fields}</>;
  const addable = Boolean(rest.schema.additionalProperties) && !rest.readonly && !rest.disabled;
  const content = (
    <>
      {!item && <Description id={descriptionId(fieldPathId)} description={description} />}
      <FieldProblems id={fieldPathId.$id} value={undefined} />
      {fields}
      {addable && (
        <button type="button" className="secondary" onClick={rest.onAddProperty}>
          Add an entry
        </button>
      )}
    </>
  );
  // The item of a list is a group of its own already.
  if (item) return <div id={fieldPathId.$id}>{content}</div>;
  return (
    <fieldset id={fieldPathId.$id}>
      {title && <legend>{title}</legend>}
      {content}
    </fieldset>
  );
}

export function ArrayFields(props: ArrayFieldTemplateProps) {
  const { title, schema, items, canAdd, onAddClick, fieldPathId, disabled, required } = props;
  const { announce } = useFormContext();
  const list = useRef<HTMLFieldSetElement>(null);
  const minimum = Number(schema.minItems ?? 0);
  function add() {
    onAddClick();
    afterwards(() => {
      const added = [...(list.current?.querySelectorAll<HTMLElement>(':scope > .item') ?? [])].at(-1);
      added?.querySelector<HTMLElement>(FIELDS)?.focus();
      announce(`Item ${items.length + 1} added.`);
    });
  }
  return (
    <fieldset id={fieldPathId.$id} ref={list} className="list">
      <legend>
        {title}
        {!required && minimum === 0 && <span className="optional"> (optional)</span>}
      </legend>
      <Description id={descriptionId(fieldPathId)} description={schema.description} />
      <FieldProblems id={fieldPathId.$id} value={undefined} />
      {items}
      {canAdd && (
        <button
          type="button"
          id={buttonId(fieldPathId, 'add')}
          className="secondary small add"
          disabled={disabled}
          onClick={add}
        >
          + Add<span className="unseen"> to {title}</span>
        </button>
      )}
    </fieldset>
  );
}

export function ArrayItem({ children, buttonsProps, index, totalItems, schema }: ArrayFieldItemTemplateProps) {
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem, disabled, fieldPathId } =
    buttonsProps;
  const { announce } = useFormContext();
  const item = useRef<HTMLDivElement>(null);
  const name = `${schema.title ?? 'Item'} ${index + 1}`;
  const compound = schema.type === 'object' || schema.type === 'array';

  function move(by: 1 | -1) {
    const [list, focused] = [item.current?.parentElement, document.activeElement];
    // What had the focus in this item has it in the same item at its new place.
    const within = [...(item.current?.querySelectorAll(`${FIELDS}, button`) ?? [])].indexOf(focused as Element);
    (by < 0 ? onMoveUpItem : onMoveDownItem)();
    afterwards(() => {
      const moved = list?.querySelectorAll(':scope > .item')[index + by];
      const same = moved?.querySelectorAll<HTMLElement>(`${FIELDS}, button`)[within];
      const usable = same && !(same as HTMLButtonElement).disabled ? same : moved?.querySelector<HTMLElement>(FIELDS);
      usable?.focus();
      announce(`Moved to place ${index + by + 1} of ${totalItems}.`);
    });
  }

  function remove() {
    const list = item.current?.parentElement;
    onRemoveItem();
    afterwards(() => {
      const left = [...(list?.querySelectorAll<HTMLElement>(':scope > .item') ?? [])];
      const neighbour = left[Math.min(index, left.length - 1)]?.querySelector<HTMLElement>(FIELDS);
      (neighbour ?? list?.querySelector<HTMLElement>(':scope > .add'))?.focus();
      announce(`Removed. ${left.length} left.`);
    });
  }

  function keys(event: KeyboardEvent) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (!event.altKey || by === 0 || event.ctrlKey || event.shiftKey || event.metaKey || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (by < 0 ? hasMoveUp : hasMoveDown) move(by);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an item of a single field is no fieldset
    <div
      ref={item}
      className={compound ? 'item item-compound' : 'item'}
      role="group"
      aria-label={name}
      data-parameter={parameterOf(fieldPathId.$id)}
      onKeyDown={keys}
    >
      {compound && <div className="item-name">{name}</div>}
      <div className="item-field">{children}</div>
      <div className="item-buttons">
        {totalItems > 1 && (
          <>
            <IconButton sign="↑" label={`Move ${name} up`} disabled={disabled || !hasMoveUp} onClick={() => move(-1)} />
            <IconButton
              sign="↓"
              label={`Move ${name} down`}
              disabled={disabled || !hasMoveDown}
              onClick={() => move(1)}
            />
          </>
        )}
        {hasRemove && <IconButton sign="✕" label={`Remove ${name}`} disabled={disabled ?? false} onClick={remove} />}
      </div>
    </div>
  );
}

function IconButton(props: { sign: string; label: string; disabled: boolean; onClick: () => void }) {
  const { sign, label, ...rest } = props;
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
