/** Experiments and traces as the protocol shows them: as an engine tells while one runs, else with the figures of last time. */
import type { Status } from '../analyses/output.ts';
import type { Progress } from '../engine/experiment-engine.ts';
import type { TraceProgress } from '../engine/protocol.ts';
import { replyMap } from '../json.ts';
import type { StoredExperiment, StoredTrace } from '../workspace/workspace.ts';

export interface TraceModel {
  readonly UUID: string;
  readonly name: string;
  readonly path: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly nbEvents: number;
  readonly indexingStatus: 'RUNNING' | 'COMPLETED' | 'CLOSED';
  readonly properties: Readonly<Record<string, string>>;
}

export interface ExperimentModel extends Omit<TraceModel, 'path' | 'properties'> {
  readonly traces: readonly TraceModel[];
}

/** `progress`: of its engine, if it has one. */
export function experimentModel(experiment: StoredExperiment, progress: Progress | undefined): ExperimentModel {
  const traces = experiment.traces.map((trace) => traceModel(trace, progress, trace.offset));
  const seen = traces.filter(({ start, end }) => start !== 0n || end !== 0n);
  const first = (a: bigint, b: bigint): bigint => (a < b ? a : b);
  const last = (a: bigint, b: bigint): bigint => (a > b ? a : b);
  return {
    UUID: experiment.uuid,
    name: experiment.name,
    start: seen.length === 0 ? 0n : seen.map(({ start }) => start).reduce(first),
    end: seen.length === 0 ? 0n : seen.map(({ end }) => end).reduce(last),
    nbEvents: traces.reduce((sum, { nbEvents }) => sum + nbEvents, 0),
    indexingStatus: progress === undefined ? 'CLOSED' : indexingStatus(progress.status),
    traces,
  };
}

/** `offset`: of the trace in the experiment, 0 for the trace by itself. */
export function traceModel(trace: StoredTrace, progress: Progress | undefined, offset = 0n): TraceModel {
  const now: TraceProgress | undefined = progress?.traces.find(({ uuid }) => uuid === trace.uuid);
  const figures = trace.figures;
  return {
    UUID: trace.uuid,
    name: trace.name,
    path: trace.path,
    ...(now === undefined ? span(figures, offset) : span(now, offset - now.offset)),
    nbEvents: now?.nbEvents ?? figures.events,
    indexingStatus: progress === undefined ? 'CLOSED' : indexingStatus(now?.status ?? progress.status),
    properties: replyMap(Object.entries(now?.properties ?? figures.properties)),
  };
}

/** Begin and end moved by `offset`, unless they aren't known. */
export function span(
  { start, end }: Pick<TraceModel, 'start' | 'end'>,
  offset: bigint,
): Pick<TraceModel, 'start' | 'end'> {
  return start === 0n && end === 0n ? { start, end } : { start: start + offset, end: end + offset };
}

/** The protocol knows no failed indexing: what has ended, has ended. Why it failed is in the notices and in every answer. */
function indexingStatus(status: Status): 'RUNNING' | 'COMPLETED' {
  return status === 'RUNNING' ? 'RUNNING' : 'COMPLETED';
}
