/**
 * Suggestions while one types, as an editor completes: they come by themselves (then nothing is chosen, so that Enter and Tab
 * do what they always do, until ↓ or ↑ chooses one) or by Ctrl+Space. Enter and Tab take the chosen one, Esc closes.
 */
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { parameterOf, useFormContext } from './form-context.ts';
import { inserted, isComplete } from './suggestions.ts';

const DELAY_MS = 200;

export type FieldElement = HTMLTextAreaElement | HTMLInputElement;

interface Shown {
  readonly items: readonly string[];
  readonly active: number;
  /** The state of the field that they are for. */
  readonly text: string;
  readonly caret: number;
  readonly at: { readonly left: number; readonly top: number };
}

export type Suggestions = ReturnType<typeof useSuggestions>;

export function useSuggestions(of: {
  readonly id: string;
  readonly whole: boolean;
  readonly change: (text: string) => void;
  readonly place: (caret: number) => { readonly left: number; readonly top: number };
  readonly field: RefObject<FieldElement | null>;
}) {
  const { id, whole, change, place, field } = of;
  const { suggest, announce } = useFormContext();
  const [shown, setShown] = useState<Shown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Answers to earlier questions are not heard. */
  const asked = useRef(0);
  const caretTo = useRef<number>(undefined);

  // After the form has taken over the new text, which moves the caret to its end.
  useEffect(() => {
    if (caretTo.current === undefined) return;
    field.current?.setSelectionRange(caretTo.current, caretTo.current);
    caretTo.current = undefined;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  function close() {
    clearTimeout(timer.current);
    asked.current++;
    setShown(undefined);
  }

  async function ask(text: string, caret: number, wanted: boolean) {
    const question = ++asked.current;
    const items = await suggest(parameterOf(id), text.slice(0, caret)).catch(() => []);
    if (question !== asked.current || document.activeElement !== field.current) return;
    if (items.length === 0 || (!wanted && isComplete(text, caret, items, whole))) {
      setShown(undefined);
      if (wanted) announce('No suggestions.');
      return;
    }
    setShown({ items, active: wanted ? 0 : -1, text, caret, at: place(caret) });
    announce(`${items.length === 1 ? 'One suggestion' : `${items.length} suggestions`}.`);
  }

  function take(item: string) {
    if (!shown) return;
    const made = inserted(shown.text, shown.caret, item, whole);
    change(made.text);
    caretTo.current = made.caret;
    close();
  }

  function keys(event: KeyboardEvent<FieldElement>): boolean {
    const { key, ctrlKey, metaKey, altKey, currentTarget } = event;
    if (key === ' ' && ctrlKey) {
      event.preventDefault();
      clearTimeout(timer.current);
      void ask(currentTarget.value, currentTarget.selectionStart ?? 0, true);
      return true;
    }
    if (!shown || ctrlKey || metaKey || altKey) return false;
    const { items, active } = shown;
    const choose = (index: number) => setShown({ ...shown, active: (index + items.length) % items.length });
    if (key === 'ArrowDown') choose(active + 1);
    else if (key === 'ArrowUp') choose(active < 0 ? items.length - 1 : active - 1);
    else if (key === 'Escape') close();
    else if ((key === 'Enter' || (key === 'Tab' && !event.shiftKey)) && active >= 0) take(items[active]!);
    else return false;
    event.preventDefault();
    return true;
  }

  return {
    shown,
    keys,
    close,
    take,
    listId: `${id}__suggestions`,
    /** The text has changed by typing. */
    typed(text: string, caret: number | null) {
      clearTimeout(timer.current);
      setShown(undefined);
      timer.current = setTimeout(() => void ask(text, caret ?? text.length, false), DELAY_MS);
    },
    /** The caret was moved elsewhere. */
    moved({ currentTarget }: { readonly currentTarget: FieldElement }) {
      if (shown && currentTarget.selectionStart !== shown.caret) close();
    },
    attributes: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-expanded': shown !== undefined,
      'aria-controls': shown ? `${id}__suggestions` : undefined,
      'aria-activedescendant': shown && shown.active >= 0 ? `${id}__suggestion_${shown.active}` : undefined,
    } as const,
    optionId: (index: number) => `${id}__suggestion_${index}`,
  };
}

export function SuggestionList({ of, label }: { readonly of: Suggestions; readonly label: string }) {
  const list = useRef<HTMLDivElement>(null);
  const active = of.shown?.active ?? -1;
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  if (!of.shown) return null;
  const { items, at } = of.shown;
  return (
    <div
      ref={list}
      id={of.listId}
      className="suggestions"
      role="listbox"
      aria-label={`Suggestions for ${label}`}
      style={{ top: at.top + 2, ['--at' as string]: `${at.left}px` }}
    >
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which keeps the focus
        <div
          key={item}
          id={of.optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          title={item}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => of.take(item)}
        >
          {item}
        </div>
      ))}
    </div>
  );
}
