/**
 * A text of many lines: XML, or lines of a log. With line numbers, a wave under the place of each error, and its content from
 * a file if that is wanted. Of a long text only the lines with errors are laid out twice.
 */
import type { WidgetProps } from '@rjsf/utils';
import { useRef, useState } from 'react';
import { parameterOf, useFormContext, useProblems } from './form-context.ts';
import { lineOf } from './problems.ts';
import { useFieldAttributes } from './widgets.tsx';

const MOST_ROWS = 16;
const FEWEST_ROWS = 6;

export function LongText(props: WidgetProps) {
  const { id, label, options, onChange, disabled } = props;
  const value: string = props.value ?? '';
  const { left, loadText, announce } = useFormContext();
  const [failure, setFailure] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLDivElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const attributes = useFieldAttributes(id, props);
  const positions = useProblems(id).flatMap(({ position }) => position ?? []);
  const lines = value.split('\n');
  const rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, lines.length + 1));
  const set = (text: string) => onChange(text === '' ? options.emptyValue : text);

  function follow() {
    if (!field.current || !behind.current || !gutter.current) return;
    const { scrollTop, scrollLeft } = field.current;
    behind.current.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
    gutter.current.scrollTop = scrollTop;
  }

  async function load() {
    try {
      const loaded = await loadText();
      if (!loaded) return;
      set(loaded.text);
      setFailure(undefined);
      announce(`${loaded.name} was loaded.`);
    } catch (error) {
      setFailure((error as Error).message);
    }
  }

  return (
    <>
      <div className="long">
        <div
          ref={gutter}
          className="long-gutter"
          aria-hidden="true"
          style={{ width: `${Math.max(2, String(lines.length).length)}ch` }}
        >
          {lines.map((_, index) => index + 1).join('\n')}
        </div>
        <div className="long-body">
          <div ref={behind} className="long-behind" aria-hidden="true">
            {[...new Set(positions)].map((position) => (
              <ErrorLine key={position} {...{ lines, position }} text={value} />
            ))}
          </div>
          <textarea
            {...attributes}
            ref={field}
            rows={rows}
            wrap="off"
            value={value}
            onScroll={follow}
            onChange={({ target }) => set(target.value)}
            onBlur={() => left(parameterOf(id))}
          />
        </div>
      </div>
      <div className="beside">
        <button type="button" className="secondary small" disabled={disabled} onClick={() => void load()}>
          Load from file…<span className="unseen"> ({label})</span>
        </button>
        {failure && <span role="alert">{failure}</span>}
      </div>
    </>
  );
}

function ErrorLine(props: { readonly lines: readonly string[]; readonly text: string; readonly position: number }) {
  const { lines, text, position } = props;
  const { line, column } = lineOf(text, position);
  const content = lines[line - 1] ?? '';
  const length = /^[\p{L}\p{N}_:-]+/u.exec(content.slice(column - 1))?.[0].length ?? 1;
  return (
    <div style={{ top: `calc(var(--line) * ${line - 1})` }}>
      {content.slice(0, column - 1)}
      <mark>{content.slice(column - 1, column - 1 + length).replace(/^\s*$/, '\u00a0')}</mark>
    </div>
  );
}
