/** Which kind of lane an output gets. */
import type { OutputInfo } from '../../client/messages.ts';
import { DataTreeLane } from './data-tree-lane.tsx';
import { EventsLane } from './events-lane.tsx';
import { LaneFrame } from './lane-frame.tsx';
import type { Lane, Placed } from './lanes.ts';
import { LaneMessage } from './problem.tsx';
import { TimeGraphLane } from './time-graph-lane.tsx';
import { XYLane } from './xy-lane.tsx';

export function LaneOf(props: {
  readonly lane: Lane;
  readonly placed: Placed;
  readonly output: OutputInfo | undefined;
}) {
  const { lane, placed, output } = props;
  if (!output)
    return (
      <LaneFrame lane={lane} placed={placed} output={undefined}>
        <LaneMessage left={0}>This output is not offered, or not yet: the trace may still be indexed.</LaneMessage>
      </LaneFrame>
    );
  const all = { lane, placed, output };
  switch (output.type) {
    case 'TIME_GRAPH':
    case 'GANTT_CHART':
      return <TimeGraphLane {...all} />;
    case 'TREE_TIME_XY':
    case 'TREE_GENERIC_XY':
      return <XYLane {...all} />;
    case 'TABLE':
      return <EventsLane {...all} />;
    case 'DATA_TREE':
      return <DataTreeLane {...all} />;
    default:
      return (
        <LaneFrame {...all}>
          <LaneMessage left={0}>This output groups others; it has no data of its own.</LaneMessage>
        </LaneFrame>
      );
  }
}
