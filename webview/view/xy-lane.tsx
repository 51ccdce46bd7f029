/**
 * A lane of series: over the view's time, or over an axis of its own and then about the selected range, or else the view. The
 * tree is the legend: a box to show a series, a chip in its colour. Figures in it are about that range too.
 */
import { useEffect } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { formatDuration } from '../time/duration.ts';
import { span } from '../time/range.ts';
import { ColumnHeads, useTreeColumns } from './column-heads.tsx';
import { LaneFrame } from './lane-frame.tsx';
import type { Lane, Placed } from './lanes.ts';
import { LaneMessage, nothingText, Problem } from './problem.tsx';
import { SeriesTree } from './series-tree.tsx';
import { FilterBox } from './tree-tools.tsx';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';
import { XYOwnChart } from './xy-own-chart.tsx';
import { XYSource } from './xy-source.ts';
import { XYTimeChart } from './xy-time-chart.tsx';

/** ms: a range being drawn, or looked at, changes at every move of the hand. */
const REST = 250;

interface LaneProps {
  readonly lane: Lane;
  readonly placed: Placed;
  readonly output: OutputInfo;
}

export function XYLane(props: LaneProps) {
  const { lane, placed, output } = props;
  const { model } = useView();
  const source = useSource(() => new XYSource(model, output), `${output.id} ${output.type}`);
  if (source) return <Loaded {...props} source={source} />;
  return (
    <LaneFrame lane={lane} placed={placed} output={output}>
      {undefined}
    </LaneFrame>
  );
}

function Loaded(props: LaneProps & { readonly source: XYSource }) {
  const { lane, placed, output, source } = props;
  const { model, stage } = useView();
  const tree = useSignal(source.trees.tree);
  const treeProblem = useSignal(source.trees.problem);
  const problem = useSignal(source.problem);
  const checked = useSignal(source.checked);
  const theme = useSignal(stage.theme);
  const treeWidth = useSignal(model.treeWidth);
  const columns = useTreeColumns(source.trees, treeWidth);
  const ownAxis = output.type === 'TREE_GENERIC_XY';
  const message = treeProblem ?? problem;
  useFiguresOfPart(source, (tree?.headers.length ?? 0) > 1);
  return (
    <LaneFrame
      lane={lane}
      placed={placed}
      output={output}
      heads={columns.length > 0 && <ColumnHeads trees={source.trees} columns={columns} />}
      tools={<FilterBox trees={source.trees} label={`Filter series of ${output.name}`} />}
      status={<AxisNames source={source} ownAxis={ownAxis} />}
    >
      <SeriesTree source={source} columns={columns} height={placed.bodyHeight} width={treeWidth} theme={theme} />
      {ownAxis ? (
        <XYOwnChart source={source} placed={placed} output={output} />
      ) : (
        <XYTimeChart source={source} placed={placed} output={output} />
      )}
      {message ? (
        <Problem text={message} what={output.name} retry={() => source.refresh()} left={treeWidth} />
      ) : tree?.status === 'COMPLETED' && tree.entries.length === 0 ? (
        <LaneMessage left={treeWidth}>{nothingText(output)}</LaneMessage>
      ) : tree && checked.size === 0 ? (
        <LaneMessage left={treeWidth}>
          {tree.status === 'RUNNING' ? 'Waiting for the first series…' : 'Check a series in the tree to see it.'}
        </LaneMessage>
      ) : undefined}
    </LaneFrame>
  );
}

/** Asks for the tree's figures anew when the range that they are about has changed and the hand rests. */
function useFiguresOfPart(source: XYSource, hasFigures: boolean): void {
  const { model } = useView();
  useEffect(() => {
    if (!hasFigures) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      const { start, end } = source.part(model);
      source.trees.ask({ start: Math.floor(start), end: Math.ceil(end), samples: 2 });
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, REST);
    };
    ask();
    const stops = [model.range.subscribe(later), model.selection.subscribe(later)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [source, hasFigures, model]);
}

function AxisNames({ source, ownAxis }: { readonly source: XYSource; readonly ownAxis: boolean }) {
  const { model } = useView();
  const data = useSignal(source.data);
  const selection = useSignal(model.selection);
  const first = data?.series[0];
  if (ownAxis) {
    const axes = first ? `${first.yAxis.label} by ${first.xAxis.label.toLowerCase()}, ` : '';
    const selected = selection !== undefined && span(selection) > 0;
    return <span>{`${axes}${selected ? 'in the selected range' : 'in the visible range'}`}</span>;
  }
  // Of series of several kinds the tree tells what each is.
  if (!data || !first?.yAxis.label || data.series.some((each) => each.yAxis.label !== first.yAxis.label))
    return undefined;
  const step = source.counts && first.x && first.x.length > 1 ? first.x[1]! - first.x[0]! : undefined;
  const unit = first.yAxis.unit && first.yAxis.unit !== 'ns' ? ` (${first.yAxis.unit})` : '';
  return (
    <span>
      {first.yAxis.label}
      {step === undefined ? unit : ` per ${formatDuration(Math.round(step))}`}
    </span>
  );
}
