/**
 * A text of one line that is written in a language: a filter, a regular expression, a name out of the trace. The line wraps
 * where it is long. Behind the text lies a copy of it, which nobody sees but for the wave under the place of an error, and
 * which tells where the caret is.
 */
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { pointAt } from './caret.ts';
import { parameterOf, useFormContext, useProblems } from './form-context.ts';
import { type FieldElement, SuggestionList, useSuggestions } from './suggestion-list.tsx';

const LINE_BREAKS = /[\r\n]+/g;

export interface CodeTextProps {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  /** The whole field is one value, not an expression of several. */
  readonly whole: boolean;
  readonly mono: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly change: (value: string) => void;
}

export function CodeText({ id, value, label, whole, mono, attributes, change }: CodeTextProps) {
  const { left } = useFormContext();
  const field = useRef<HTMLTextAreaElement>(null);
  const shadow = useRef<HTMLDivElement>(null);
  const position = useProblems(id).find((problem) => problem.position !== undefined)?.position;
  const place = (caret: number) => (shadow.current ? pointAt(shadow.current, caret) : { left: 0, top: 0 });
  const suggestions = useSuggestions({ id, whole, change, place, field: field as RefObject<FieldElement | null> });

  function keys(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (suggestions.keys(event)) return;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) event.currentTarget.form?.requestSubmit();
  }

  return (
    <div className={mono ? 'code code-mono' : 'code'}>
      <div ref={shadow} className="code-shadow" aria-hidden="true">
        <Marked text={value} position={position} />
      </div>
      <textarea
        {...attributes}
        {...suggestions.attributes}
        ref={field}
        rows={1}
        value={value}
        onChange={({ target }) => {
          const text = target.value.replace(LINE_BREAKS, ' ');
          change(text);
          suggestions.typed(text, target.selectionStart);
        }}
        onKeyDown={keys}
        onSelect={suggestions.moved}
        onBlur={() => {
          suggestions.close();
          left(parameterOf(id));
        }}
      />
      <SuggestionList of={suggestions} label={label} />
    </div>
  );
}

/** The word at the position, or if the text ends there, a place behind it. */
function Marked({ text, position }: { readonly text: string; readonly position: number | undefined }) {
  if (position === undefined) return `${text} `;
  const at = Math.min(position, text.length);
  const length = (/^[\p{L}\p{N}_]+/u.exec(text.slice(at))?.[0] ?? text.charAt(at) ?? '').length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + length).replace(/^\s*$/, '\u00a0')}</mark>
      {`${text.slice(at + length)} `}
    </>
  );
}
