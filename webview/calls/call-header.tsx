/** What is said of a call whatever tab is open: where it stands in its trace, its figures, and the ways to others. */
import type { CallDetail, CallRow } from '../../client/call-messages.ts';
import { callRef } from '../../client/calls/call-refs.ts';
import { IconButton, type IconName } from '../view/icons.tsx';
import { useCalls } from './calls-context.ts';
import { Status } from './status.tsx';
import { parentsOf } from './trace-tree.ts';
import { useAsked } from './use-asked.ts';
import { useNow } from './use-revision.ts';
import { copyText } from './values/copy.ts';
import { costText, exactCost, exactTime, latencyText, startText, tokensTitle } from './words.ts';

/** Of a long way down: the first and the last. */
const LAST_PARENTS = 3;

export function CallHeader({
  call,
  trace,
}: {
  readonly call: CallDetail;
  readonly trace: readonly CallRow[] | undefined;
}) {
  const { host, project, tell, attempt } = useCalls();
  const now = useNow(call.status === 'running');
  const op = opText(call);
  const figures: readonly (readonly [string, string, string?])[] = [
    ['Started', startText(call.startedAt), exactTime(call.startedAt)],
    ['Latency', latencyText(call, now)],
    ...(call.tokens ? [['Tokens', call.tokens.total.toLocaleString(), tokensTitle(call)] as const] : []),
    ...(call.cost === undefined ? [] : [['Cost', costText(call.cost), exactCost(call.cost)] as const]),
    ...(call.user === undefined ? [] : [['User', call.user] as const]),
    ...(op === undefined ? [] : [['Op', op, call.op] as const]),
    ...(call.threadId === undefined ? [] : [['Thread', call.threadId] as const]),
    ...(call.runId === undefined ? [] : [['Run', call.runId] as const]),
  ];
  const copy = async (what: string, text: string) => {
    tell((await copyText(text)) ? `Copied the ${what}.` : 'The clipboard can’t be used here.');
  };
  return (
    <header className="call-header">
      <Breadcrumb call={call} trace={trace} />
      <div className="call-title">
        <h2>{call.name}</h2>
        <Status status={call.status} withText />
        <span className="spring" />
        <Ways id={call.id} />
        <IconButton
          icon="timeGraph"
          title="Show in the flame chart"
          onClick={() => attempt(() => host.showCallInTrace(project, call.id))}
        />
      </div>
      <dl className="figures">
        {figures.map(([name, text, title]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={title ?? text}>{text}</dd>
          </div>
        ))}
        <div className="call-id">
          <dt>Id</dt>
          <dd title={call.id}>{call.id}</dd>
          <IconButton icon="copy" title="Copy the id" onClick={() => void copy('id', call.id)} />
          <IconButton icon="path" title="Copy the ref" onClick={() => void copy('ref', callRef(project, call.id))} />
        </div>
      </dl>
    </header>
  );
}

function Breadcrumb({ call, trace }: { readonly call: CallDetail; readonly trace: readonly CallRow[] | undefined }) {
  const { go } = useCalls();
  if (call.parentId === undefined || trace === undefined) return undefined;
  const parents = parentsOf(trace, call.id);
  const hidden = Math.max(0, parents.length - LAST_PARENTS - 1);
  const shown = hidden > 1 ? [parents[0]!, ...parents.slice(-LAST_PARENTS)] : parents;
  return (
    <nav className="breadcrumb" aria-label="Parents in the trace">
      {shown.map((parent, i) => (
        <span key={parent.id}>
          {hidden > 1 && i === 1 && <span className="help">… {hidden.toLocaleString()} … › </span>}
          <button type="button" className="link" onClick={() => go(parent.id)}>
            {parent.name}
          </button>
          <span aria-hidden="true"> › </span>
        </span>
      ))}
    </nav>
  );
}

const WAYS = [
  {
    key: 'previousPeer',
    icon: 'left',
    title: 'Previous call of the same op (K)',
    none: 'No earlier call of the same op',
  },
  { key: 'nextPeer', icon: 'right', title: 'Next call of the same op (J)', none: 'No later call of the same op' },
  {
    key: 'previousSibling',
    icon: 'up',
    title: 'Previous call beside it (Shift + K)',
    none: 'None before it beside it',
  },
  { key: 'nextSibling', icon: 'down', title: 'Next call beside it (Shift + J)', none: 'None after it beside it' },
] as const satisfies readonly { key: string; icon: IconName; title: string; none: string }[];

/** To the calls beside it. The page's keys press these buttons, by their names. */
function Ways({ id }: { readonly id: string }) {
  const { host, project, revision, go } = useCalls();
  const { value } = useAsked(`${project} ${id}`, revision, () => host.callNeighbours(project, id));
  return (
    <span className="ways">
      {WAYS.map(({ key, icon, title, none }) => {
        const to = value?.[key];
        return (
          <span key={key} data-way={key}>
            <IconButton
              icon={icon}
              title={to === undefined ? none : title}
              disabled={to === undefined}
              onClick={() => to && go(to)}
            />
          </span>
        );
      })}
    </span>
  );
}

/** Undefined where the name says it. */
function opText({ op, name }: CallDetail): string | undefined {
  const short = op.split('/').at(-1) ?? op;
  return short === name ? undefined : short;
}
