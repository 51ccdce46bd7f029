/** A lane with the events as a table. */
import { useEffect, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { EventsSource } from './events-source.ts';
import { EventsTable } from './events-table.tsx';
import { IconButton } from './icons.tsx';
import { LaneFrame } from './lane-frame.tsx';
import type { Lane, Placed } from './lanes.ts';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';

const NATURAL = 264;

export function EventsLane(props: { readonly lane: Lane; readonly placed: Placed; readonly output: OutputInfo }) {
  const { lane, placed, output } = props;
  const { model, stage } = useView();
  const source = useSource(() => new EventsSource(model, output.id), output.id);
  const [searching, setSearching] = useState(false);
  useEffect(() => {
    const painter = { range: () => model.range.value, onTime: false, wanted: () => NATURAL, grows: true };
    return stage.register(output.id, painter);
  }, [model, stage, output.id]);
  return (
    <LaneFrame
      lane={lane}
      placed={placed}
      output={output}
      wide
      tools={
        <IconButton
          icon="search"
          title="Search in columns"
          pressed={searching}
          onClick={() => {
            if (searching) source?.search.set({});
            setSearching(!searching);
          }}
        />
      }
      status={source && <Status source={source} />}
    >
      {source && <EventsTable source={source} placed={placed} output={output} searching={searching} />}
    </LaneFrame>
  );
}

function Status({ source }: { readonly source: EventsSource }) {
  useSignal(source.version);
  const problem = useSignal(source.searchProblem);
  const size = source.pages.size;
  return (
    <span>
      {problem ? <span className="h-error-text">{problem}</span> : size > 0 ? `${size.toLocaleString()} lines` : ''}
    </span>
  );
}
