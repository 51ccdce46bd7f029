/** The picked call: what it is, where it stands, and what is known of it under tabs. The tab stays when one goes to another. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { CallDetail as Detail } from '../../client/call-messages.ts';
import { CallHeader } from './call-header.tsx';
import { useCalls } from './calls-context.ts';
import { CodeTab } from './code-tab.tsx';
import { Exception } from './exception.tsx';
import { FeedbackTab } from './feedback-tab.tsx';
import { Failure, Loading } from './told.tsx';
import { TraceTab } from './trace-tab.tsx';
import { UsageTab } from './usage-tab.tsx';
import { useAsked } from './use-asked.ts';
import { JsonView } from './values/json-view.tsx';

type Tab = 'exception' | 'values' | 'attributes' | 'summary' | 'feedback' | 'code' | 'trace';

export function CallDetail({ id: wanted }: { readonly id: string }) {
  const { host, project, revision } = useCalls();
  const [chosen, setChosen] = useState<Tab>();
  const asked = useAsked(`${project} ${wanted}`, revision, () =>
    host.callDetail(project, wanted).then((found) => found ?? 'gone'),
  );
  // The former one stays until the next is there: nothing flickers from call to call.
  const last = useRef<Detail | 'gone'>(undefined);
  last.current = asked.value ?? last.current;
  const call = last.current;
  const trace = call === undefined || call === 'gone' ? undefined : call.traceId;
  const wantsTrace = chosen === 'trace' || (typeof call === 'object' && call.parentId !== undefined);
  const calls = useAsked(
    trace === undefined || !wantsTrace ? undefined : `${project} ${trace}`,
    chosen === 'trace' ? revision : undefined,
    () => host.callsOfTrace(project, trace!),
  );

  if (asked.problem !== undefined) return <Failure what="This call" problem={asked.problem} retry={asked.retry} />;
  if (call === undefined) return <Loading isSlow={asked.isSlow} />;
  if (call === 'gone')
    return <p className="help nothing">This call is not there (any more). Pick another one in the list.</p>;

  const { id } = call;
  const tabs = tabsOf(call);
  const tab = tabs.find((each) => each.id === chosen)?.id ?? tabs[0]!.id;
  return (
    <>
      <CallHeader call={call} trace={calls.value} />
      <Tabs tabs={tabs} tab={tab} choose={setChosen} />
      <div
        className={`tab-panel tab-${tab}`}
        id="call-panel"
        role="tabpanel"
        aria-labelledby={`call-tab-${tab}`}
        key={tab === 'trace' ? tab : `${tab} ${id}`}
      >
        {tab === 'exception' && <Exception text={call.exception ?? ''} />}
        {tab === 'values' && (
          <div className="values">
            <JsonView name="inputs" title="Inputs" text={call.inputs} />
            {call.output === undefined ? (
              <section className="json" aria-label="Output">
                <header>
                  <h3>Output</h3>
                </header>
                <p className="help">{noOutput(call)}</p>
              </section>
            ) : (
              <JsonView name="output" title="Output" text={call.output} />
            )}
          </div>
        )}
        {tab === 'attributes' && <JsonView name="attributes" title="Attributes" text={call.attributes} />}
        {tab === 'summary' && <UsageTab call={call} />}
        {tab === 'feedback' && <FeedbackTab call={call} />}
        {tab === 'code' && <CodeTab id={id} />}
        {tab === 'trace' && <TraceTab id={id} asked={calls} />}
      </div>
    </>
  );
}

function noOutput({ status, exception }: Detail): string {
  if (status === 'running') return 'It runs still.';
  return exception === undefined ? 'It gave none.' : 'It failed before it gave one.';
}

interface TabName {
  readonly id: Tab;
  readonly name: string;
}

function tabsOf({ exception, feedback }: Detail): readonly TabName[] {
  return [
    ...(exception === undefined ? [] : [{ id: 'exception', name: 'Exception' } as const]),
    { id: 'values', name: 'Inputs / Output' },
    { id: 'trace', name: 'Trace' },
    { id: 'summary', name: 'Summary' },
    { id: 'attributes', name: 'Attributes' },
    { id: 'feedback', name: feedback.length === 0 ? 'Feedback' : `Feedback (${feedback.length})` },
    { id: 'code', name: 'Code' },
  ];
}

function Tabs(props: { readonly tabs: readonly TabName[]; readonly tab: Tab; readonly choose: (tab: Tab) => void }) {
  const { tabs, tab, choose } = props;
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is chosen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  const keys = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    choose(tabs[(to + tabs.length) % tabs.length]!.id);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label="What is known of the call" onKeyDown={keys}>
      {tabs.map(({ id, name }) => (
        <button
          key={id}
          id={`call-tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === tab}
          aria-controls="call-panel"
          tabIndex={id === tab ? 0 : -1}
          onClick={() => choose(id)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
