/**
 * The filter of a lane: a sign that opens into a field. What is typed is checked while one types; what makes no sense is
 * told with its place, and what was filtered before stays until it does. It is kept with the layout.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { OutputFilter, OutputInfo, Refusal } from '../../client/messages.ts';
import { IconButton } from './icons.tsx';
import { messageOf } from './trace-model.ts';
import { useView } from './view-context.ts';

/** From the last key to the question, ms. */
const PAUSE = 250;

export function FilterField(props: {
  readonly output: OutputInfo;
  readonly filter: OutputFilter | undefined;
  /** What a filter is asked for here, as an example. */
  readonly example: string;
}) {
  const { output, filter, example } = props;
  const { model } = useView();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(filter?.text ?? '');
  const [mode, setMode] = useState(filter?.mode ?? 'hide');
  const [problem, setProblem] = useState<Refusal>();
  const [isTyping, setTyping] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(0);

  useEffect(() => {
    const show = () => {
      setOpen(true);
      input.current?.select();
    };
    return model.opensFilter(output.id, show);
  }, [model, output.id]);
  // At once: what is typed next belongs here.
  useLayoutEffect(() => {
    if (open) input.current?.select();
  }, [open]);
  useEffect(() => () => clearTimeout(waiting.current), []);

  const apply = useCallback(
    async (next: OutputFilter) => {
      clearTimeout(waiting.current);
      const mine = ++latest.current;
      if (next.text.trim() === '') {
        setProblem(undefined);
        model.changeLane(output.id, { filter: undefined });
        return;
      }
      let found: Refusal | undefined;
      try {
        found = await model.host.filterProblem(output.id, next.text);
      } catch (error) {
        found = { message: messageOf(error) };
      }
      if (mine !== latest.current) return;
      setProblem(found);
      if (found === undefined) model.changeLane(output.id, { filter: next });
      else model.spoken.set(`The filter makes no sense: ${found.detail ?? found.message}`);
    },
    [model, output.id],
  );

  const clear = () => {
    setText('');
    void apply({ text: '', mode });
    setOpen(false);
  };

  if (!open && text === '') {
    return <IconButton icon="funnel" title={`Filter ${output.name} (L)`} onClick={() => setOpen(true)} />;
  }
  return (
    <span className={`h-lane-filter${problem ? ' h-wrong' : ''}`} data-own-keys>
      <input
        ref={input}
        type="text"
        value={text}
        placeholder={example}
        aria-label={`Filter of ${output.name}`}
        aria-invalid={problem !== undefined}
        spellCheck={false}
        onChange={(event) => {
          const typed = event.target.value;
          setText(typed);
          setProblem(undefined);
          clearTimeout(waiting.current);
          waiting.current = setTimeout(() => void apply({ text: typed, mode }), PAUSE);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void apply({ text, mode });
          else if (event.key === 'Escape') {
            event.stopPropagation();
            clear();
          }
        }}
        onFocus={() => setTyping(true)}
        onBlur={(event) => {
          setTyping(false);
          // On to the choice beside it is not away from it.
          const within =
            event.relatedTarget instanceof Node && event.currentTarget.parentNode?.contains(event.relatedTarget);
          if (text === '' && !within) setOpen(false);
        }}
      />
      <label className="h-filter-others" title="What becomes of what does not match">
        Others:
        <select
          value={mode}
          onChange={(event) => {
            const next = event.target.value === 'dim' ? 'dim' : 'hide';
            setMode(next);
            void apply({ text, mode: next });
          }}
        >
          <option value="hide">hidden</option>
          <option value="dim">dimmed</option>
        </select>
      </label>
      <IconButton icon="close" title="Clear the filter (Esc)" onClick={clear} />
      {problem && isTyping && <Wrong text={text} problem={problem} at={input.current?.getBoundingClientRect()} />}
    </span>
  );
}

/** Below the field: what is wrong, and a caret below where. */
function Wrong(props: { readonly text: string; readonly problem: Refusal; readonly at: DOMRect | undefined }) {
  const { text, problem, at } = props;
  const { position } = problem;
  const from = Math.max(0, (position ?? 0) - 24);
  // Above all lanes, none of which lets anything out.
  return createPortal(
    <div className="h-filter-wrong" role="alert" style={{ left: at?.left ?? 0, top: (at?.bottom ?? 0) + 4 }}>
      {position !== undefined && (
        <pre aria-hidden="true">
          {`${from > 0 ? '…' : ''}${text.slice(from, from + 56)}\n${' '.repeat(position - from + (from > 0 ? 1 : 0))}^`}
        </pre>
      )}
      {problem.detail ?? problem.message}
    </div>,
    document.body,
  );
}
