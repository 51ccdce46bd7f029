/** The state of a form that is filled in: values, what is wrong with them, the draft, and what came of sending them. */
import type { RJSFSchema } from '@rjsf/utils';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { FormContent, FormHost } from '../../client/configuration-messages.ts';
import type { ParameterProblem, Parameters } from '../../client/messages.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { focusProblem } from './field-problems.tsx';
import { parameterOf } from './form-context.ts';
import { begin, draftOf, moreOf, type Values, valuesOf } from './form-values.ts';
import { notFilledSince, refusalProblems, schemaProblems, shownProblems } from './problems.ts';
import { useAttempt } from './use-attempt.ts';

export function useEditing(content: FormContent, host: FormHost, schema: RJSFSchema) {
  const start = useMemo(() => begin(content), [content]);
  const [values, setValues] = useState(start.values);
  const [refusal, setRefusal] = useState<readonly ParameterProblem[]>([]);
  const [state, setState] = useState<'editing' | 'sending'>('editing');
  const [submitted, setSubmitted] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [conflict, setConflict] = useState(start.conflict);
  const [said, setSaid] = useState('');
  const [replaced, setReplaced] = useState<Values>();
  const [typed, setTyped] = useState(start.restored);
  const [restored, setRestored] = useState(start.restored);
  const [unkept, setUnkept] = useState<string>();
  const keeper = useMemo(() => new DraftKeeper((draft) => host.saveDraft(draft), setUnkept), [host]);
  const { parameters, sample } = values;
  const tried = useAttempt(host, parameters, sample);
  /** As they are now, for what is called later. */
  const now = useRef({ values, conflict, sending: false });
  now.current = { ...now.current, values, conflict };
  const toFocus = useRef<ParameterProblem>(undefined);

  useEffect(() => {
    const flush = () => keeper.flush();
    addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      flush();
    };
  }, [keeper]);

  const problems = useMemo(
    () =>
      shownProblems(
        { schema: schemaProblems(schema, parameters), attempt: notFilledSince(tried, parameters), refusal },
        parameters,
        submitted,
        left,
      ),
    [schema, parameters, tried, refusal, submitted, left],
  );

  function update(change: Partial<Values>) {
    const next = { ...now.current.values, ...change };
    now.current.values = next;
    setValues(next);
    setTyped(true);
    setReplaced(undefined);
    keeper.keep(draftOf(next));
  }

  function change(next: Parameters, id: string | undefined) {
    // Without an id the form itself has filled in defaults.
    if (id === undefined) {
      now.current.values = { ...now.current.values, parameters: next };
      setValues(now.current.values);
      return;
    }
    const parameter = parameterOf(id);
    setRefusal((last) => last.filter((problem) => problem.parameter !== '' && !isWithin(problem.parameter, parameter)));
    update({ parameters: next });
  }

  // Once what is wrong is shown.
  useEffect(() => {
    if (state === 'sending' || !toFocus.current) return;
    focusProblem(toFocus.current);
    toFocus.current = undefined;
  });

  /** Fields stay usable meanwhile: what is disabled loses the focus. */
  async function submit() {
    if (now.current.sending) return;
    const wrong = schemaProblems(schema, now.current.values.parameters);
    setSubmitted(true);
    if (wrong.length > 0) {
      toFocus.current = wrong[0];
      setRefusal([]);
      return;
    }
    now.current.sending = true;
    setState('sending');
    const sent = now.current.values;
    keeper.end();
    try {
      const answer = await host.submit(sent.parameters, moreOf(sent, start));
      if ('refusal' in answer) {
        const told = refusalProblems(answer.refusal);
        setRefusal(told);
        toFocus.current = told[0];
      } else if ('conflict' in answer) setConflict(answer.conflict);
      else return;
    } catch (error) {
      setRefusal([{ parameter: '', message: (error as Error).message }]);
    }
    now.current.sending = false;
    setState('editing');
    keeper.again(draftOf(now.current.values));
  }

  async function cancel() {
    try {
      await host.cancel();
    } catch (error) {
      setRefusal([{ parameter: '', message: (error as Error).message }]);
    }
  }

  async function keepMine() {
    const over = now.current.conflict;
    setConflict(undefined);
    update({ etag: over?.etag });
    if (submitted) await submit();
  }

  function takeTheirs() {
    const theirs = now.current.conflict;
    if (!theirs) return;
    const mine = now.current.values;
    setConflict(undefined);
    update(valuesOf(theirs));
    setReplaced({ ...mine, etag: theirs.etag });
    setRefusal([]);
  }

  function startOver() {
    const mine = now.current.values;
    update(start.fresh);
    setReplaced(mine);
    setTyped(false);
    setRestored(false);
  }

  const notice =
    replaced !== undefined
      ? { text: 'What you had typed was replaced.', offer: 'Bring it back', act: () => update(replaced) }
      : restored && !conflict
        ? { text: 'What you typed last time is back.', offer: 'Start over', act: startOver }
        : undefined;

  const context = useMemo(
    () => ({
      browse: (what: 'file' | 'folder') => host.browse(what),
      loadText: () => host.loadText(),
      suggest: async (parameter: string, text: string) => {
        const { values: asked } = now.current;
        const more = { suggest: { parameter, text }, ...(asked.sample ? { sample: asked.sample } : {}) };
        return (await host.attempt(asked.parameters, more)).suggestions ?? [];
      },
      left: (parameter: string) => setLeft((last) => (last.has(parameter) ? last : new Set([...last, parameter]))),
      announce: setSaid,
    }),
    [host],
  );

  return {
    ...values,
    named: start.named,
    ...{ state, typed, unkept, tried, problems, said, conflict, notice, context },
    /** On top stands what is wrong once it was sent. */
    summary: submitted || refusal.length > 0 ? problems : [],
    change,
    setName: (name: string) => update({ name }),
    setSample: (path: string) => update({ sample: path }),
    ...{ submit, cancel, keepMine, takeTheirs },
  };
}

/** "specifiers.0.inRegex" is within "specifiers.0.inRegex", "specifiers.0" and "specifiers". */
const isWithin = (parameter: string, group: string): boolean =>
  parameter === group || parameter.startsWith(`${group}.`) || group.startsWith(`${parameter}.`);
