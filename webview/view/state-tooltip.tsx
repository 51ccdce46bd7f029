/** What is under the pointer: at once what the view knows itself, then what the server adds. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { FoundState } from '../chart/state-search.ts';
import { formatDuration } from '../time/duration.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export interface Tip {
  readonly state: FoundState;
  readonly time: number;
  /** CSS pixels in the window. */
  readonly x: number;
  readonly y: number;
  readonly path: readonly string[];
}

const ASK_AFTER = 90;
const AWAY = 14;

/** Told above; and ids, which the details have. */
const ELSEWHERE = /^(duration|start|start time|(call|trace|parent|project)_id)$/i;

type Pairs = readonly (readonly [string, string])[];

export function StateTooltip(props: { readonly tip: Tip; readonly outputId: string; readonly ownAxis: boolean }) {
  const { tip, outputId, ownAxis } = props;
  const { model } = useView();
  useSignal(model.timeMode);
  const element = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState<{ readonly key: string; readonly pairs: Pairs }>();
  const { entryId, start, end, label } = tip.state;
  const key = `${entryId} ${start} ${end}`;
  const time = useRef(tip.time);
  time.current = tip.time;

  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      model.host.tooltip(outputId, entryId, time.current, { start, end }).then(
        (pairs) => {
          if (!gone) setTold({ key: `${entryId} ${start} ${end}`, pairs });
        },
        () => {},
      );
    }, ASK_AFTER);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [model, outputId, entryId, start, end]);

  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    const left = tip.x + AWAY + width > innerWidth - 4 ? tip.x - AWAY - width : tip.x + AWAY;
    const top = tip.y + AWAY + height > innerHeight - 4 ? tip.y - AWAY - height : tip.y + AWAY;
    box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  });

  const pairs = told?.key === key ? told.pairs : [];
  return (
    <div ref={element} className="h-tooltip" aria-hidden="true">
      <div className="h-tooltip-name">{label ?? 'State'}</div>
      <dl>
        <Pair name="Duration" text={formatDuration(end - start)} />
        {!ownAxis && <Pair name="Start" text={model.timeText(start)} />}
        <Pair name="Row" text={tip.path.slice(-2).join(' › ')} />
        {pairs
          .filter(([name, text]) => text !== label && !ELSEWHERE.test(name))
          .map(([name, text]) => (
            <Pair key={name} name={name} text={text} />
          ))}
      </dl>
    </div>
  );
}

function Pair({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
