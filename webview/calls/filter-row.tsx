/** What the list is narrowed to. Text is asked for when the hand rests. */
import { useEffect, useRef, useState } from 'react';
import type { CallsQuestion, OpInfo } from '../../client/call-messages.ts';
import { IconButton } from '../view/icons.tsx';
import { STATUS_TEXT, STATUSES, startText } from './words.ts';

const REST_MS = 250;

export function FilterRow(props: {
  readonly question: CallsQuestion;
  readonly setQuestion: (question: CallsQuestion) => void;
  readonly ops: readonly OpInfo[];
  readonly toList: () => void;
}) {
  const { question, setQuestion, ops, toList } = props;
  const [typed, setTyped] = useState(question.text ?? '');
  const latest = useRef({ question, setQuestion });
  latest.current = { question, setQuestion };
  useEffect(() => setTyped(question.text ?? ''), [question.text]);

  const without = (...names: (keyof CallsQuestion)[]): CallsQuestion =>
    Object.fromEntries(
      Object.entries(latest.current.question).filter(([name]) => !names.includes(name as keyof CallsQuestion)),
    );
  const find = (text: string) => {
    const wanted = text.trim();
    if (wanted === (latest.current.question.text ?? '')) return;
    latest.current.setQuestion(wanted === '' ? without('text') : { ...latest.current.question, text: wanted });
  };
  const finding = useRef(find);
  finding.current = find;
  useEffect(() => {
    const timer = setTimeout(() => finding.current(typed), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  const isKnown = question.op === undefined || ops.some(({ op }) => op === question.op);
  return (
    <search className="filters">
      <input
        type="search"
        value={typed}
        placeholder="Find in names, inputs, output, exception"
        aria-label="Find calls by text"
        spellCheck={false}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(typed);
          else if (event.key === 'ArrowDown') toList();
          else if (event.key === 'Escape' && typed !== '') setTyped('');
          else return;
          event.preventDefault();
        }}
      />
      <select
        aria-label="Op"
        value={question.op ?? ''}
        onChange={({ target: { value } }) => setQuestion(value === '' ? without('op') : { ...question, op: value })}
      >
        <option value="">All ops</option>
        {!isKnown && <option value={question.op}>{question.op}</option>}
        {ops.map(({ op, name, calls, errors, running }) => (
          <option key={op} value={op}>
            {name} · {calls.toLocaleString()}
            {errors > 0 && ` · ${errors.toLocaleString()} ${errors === 1 ? 'error' : 'errors'}`}
            {running > 0 && ` · ${running.toLocaleString()} running`}
          </option>
        ))}
      </select>
      <fieldset className="chips" aria-label="Status">
        {STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            className={`chip status-${status}`}
            aria-pressed={question.status === status}
            onClick={() => setQuestion(question.status === status ? without('status') : { ...question, status })}
          >
            {STATUS_TEXT[status]}
          </button>
        ))}
        <button
          type="button"
          className="chip"
          aria-pressed={question.rootsOnly === true}
          title="Only calls that no other call made"
          onClick={() => setQuestion(question.rootsOnly ? without('rootsOnly') : { ...question, rootsOnly: true })}
        >
          Roots only
        </button>
        {question.traceId !== undefined && (
          <Taken name={`One trace`} title={question.traceId} drop={() => setQuestion(without('traceId'))} />
        )}
        {(question.from !== undefined || question.to !== undefined) && (
          <Taken name={timesText(question)} title="When they started" drop={() => setQuestion(without('from', 'to'))} />
        )}
      </fieldset>
    </search>
  );
}

/** A part of the question that came from elsewhere, and can only be dropped. */
function Taken({ name, title, drop }: { readonly name: string; readonly title: string; readonly drop: () => void }) {
  return (
    <span className="chip taken" title={title}>
      {name}
      <IconButton icon="close" title={`Do not narrow to: ${name}`} onClick={drop} />
    </span>
  );
}

function timesText({ from, to }: CallsQuestion): string {
  if (from === undefined) return `until ${startText(to!)}`;
  return to === undefined ? `since ${startText(from)}` : `${startText(from)} – ${startText(to)}`;
}
