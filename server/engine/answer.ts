/**
 * One data question to one output, answered as a ready HTTP reply: status and bytes, which are the protocol's JSON, or for
 * our own viewer, where a model has columns, a frame of them. Whatever goes wrong becomes a reply too: the user's mistake
 * 400 (always JSON), anything else `FAILED` with the reason, as the protocol has it.
 */
import { type Later, type LinesModel, type Output, QueryError, type Status } from '../analyses/output.ts';
import { stringifyJson } from '../json.ts';
import * as encode from './encode.ts';
import { frameArrows, frameLines, frameStates, frameXY } from './encode-frame.ts';
import { FRAME_TYPE, FrameWriter } from './frame-writer.ts';
import { JsonWriter } from './json-writer.ts';
import { MissingParameter, type Parameters } from './parameters.ts';
import type { Operation } from './protocol.ts';
import * as questions from './questions.ts';

export interface Answer {
  readonly status: number;
  readonly body: ArrayBuffer;
  /** Media type of the body; JSON if absent. */
  readonly type?: string;
}

interface Writers {
  json(out: JsonWriter): void;
  /** Returns the model in the frame's header. Absent where JSON is all there is. */
  frame?(out: FrameWriter): Readonly<Record<string, unknown>>;
  /** There is more to come, whatever the output's status is: this says how far it is. */
  readonly unfinished?: string | undefined;
}
type Ask = (output: Output, parameters: Parameters, signal: AbortSignal) => Later<Writers>;

const EMPTY_TREE = { headers: [], entries: [] };
const EMPTY_STATES = { looks: [], rows: [] };
const EMPTY_XY = { title: '', series: [] };
const EMPTY_LINES: LinesModel = { size: 0, lowIndex: 0, columnIds: [], lines: [] };

const askTree =
  (timeGraph: boolean): Ask =>
  async (output, parameters, signal) => {
    const tree = (await output.tree?.(questions.treeQuery(parameters), signal)) ?? EMPTY_TREE;
    return { json: (out) => encode.writeTree(out, tree, timeGraph) };
  };

const askXY: Ask = async (output, parameters, signal) => {
  const query = questions.seriesQuery(parameters);
  const model = (await output.xy?.(query, signal)) ?? EMPTY_XY;
  return { json: (out) => encode.writeXY(out, model), frame: (out) => frameXY(out, model) };
};

const ASK: Readonly<Record<Operation, Ask>> = {
  'data/tree': askTree(false),
  'XY/tree': askTree(false),
  'genericXY/tree': askTree(false),
  'timeGraph/tree': askTree(true),
  'XY/xy': askXY,
  'genericXY/xy': askXY,
  'timeGraph/states': async (output, parameters, signal) => {
    const query = questions.statesQuery(parameters);
    const states = (await output.states?.(query, signal)) ?? EMPTY_STATES;
    return { json: (out) => encode.writeStates(out, states), frame: (out) => frameStates(out, states) };
  },
  'timeGraph/arrows': async (output, parameters, signal) => {
    const query = questions.arrowsQuery(parameters);
    const arrows = (await output.arrows?.(query, signal)) ?? [];
    return { json: (out) => encode.writeArrows(out, arrows), frame: (out) => frameArrows(out, arrows) };
  },
  'timeGraph/tooltip': async (output, parameters) => {
    const query = questions.tooltipQuery(parameters);
    const pairs = (await output.tooltip?.(query)) ?? new Map<string, string>();
    return { json: (out) => encode.writeTooltip(out, pairs) };
  },
  'table/columns': (output) => ({ json: (out) => encode.writeColumns(out, output.columns?.() ?? []) }),
  'table/lines': async (output, parameters, signal) => {
    const query = questions.linesQuery(parameters);
    const lines = (await output.lines?.(query, signal)) ?? EMPTY_LINES;
    const { done, of } = lines.filtered ?? { done: 0, of: 0 };
    return {
      json: (out) => encode.writeLines(out, lines),
      frame: (out) => frameLines(out, lines),
      unfinished: done < of ? `Filtering: ${Math.floor((100 * done) / of)} %` : undefined,
    };
  },
  style: (output) => ({ json: (out) => encode.writeStyles(out, output.styles?.() ?? {}) }),
  annotationCategories: (output) => ({
    json: (out) => encode.writeCategories(out, output.annotationCategories?.() ?? []),
  }),
  annotations: async (output, parameters, signal) => {
    const query = questions.annotationsQuery(parameters);
    const byCategory = (await output.annotations?.(query, signal)) ?? new Map();
    return { json: (out) => encode.writeAnnotations(out, byCategory) };
  },
};

const STATUS_TEXT: Readonly<Record<Status, string>> = {
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

/** `framed`: the client takes frames. */
export async function answer(
  operation: Operation,
  output: Output,
  parameters: Parameters,
  signal: AbortSignal,
  framed = false,
): Promise<Answer> {
  // The status is taken before the model: a model may turn out fuller than its status says, never emptier.
  let { status, statusMessage = STATUS_TEXT[output.status] } = output;
  try {
    // CANCELLED: what was read until then is answered.
    if (status === 'FAILED') return withoutModel(status, statusMessage, framed);
    const write = await ASK[operation](output, parameters, signal);
    if (write.unfinished !== undefined) [status, statusMessage] = ['RUNNING', write.unfinished];
    if (framed && write.frame !== undefined) {
      const frame = new FrameWriter();
      const model = write.frame(frame);
      return { status: 200, body: frame.finish({ status, statusMessage, model }), type: FRAME_TYPE };
    }
    const out = new JsonWriter();
    out.write(`{"status":"${status}","statusMessage":${JSON.stringify(statusMessage)},"model":`);
    write.json(out);
    out.write('}');
    return { status: 200, body: out.finish() };
  } catch (error) {
    if (signal.aborted) return withoutModel('CANCELLED', STATUS_TEXT.CANCELLED, framed);
    if (error instanceof QueryError) return { status: 400, body: bytes(refusalBody(error)) };
    return withoutModel('FAILED', (error as Error).message, framed);
  }
}

/** A `GenericResponse` that only says how it stands. */
export function withoutModel(status: Status, statusMessage: string, framed = false): Answer {
  if (framed) return { status: 200, body: new FrameWriter().finish({ status, statusMessage }), type: FRAME_TYPE };
  return { status: 200, body: bytes({ status, statusMessage }) };
}

/** There is no such output in this experiment. */
export function noSuchOutput(outputId: string): Answer {
  return {
    status: 405,
    body: bytes({ title: 'Analysis cannot run', detail: `This experiment has no output "${outputId}".` }),
  };
}

/** The protocol's `ErrorResponse` for a mistake of the user, with the culprit where it is known. */
export function refusalBody(error: QueryError): Record<string, unknown> {
  const { parameter, position } = error;
  return {
    title: error instanceof MissingParameter ? 'Missing query parameters' : 'Invalid query parameters',
    detail: error.message,
    ...(parameter === undefined ? {} : { parameter }),
    ...(position === undefined ? {} : { position }),
  };
}

function bytes(value: unknown): ArrayBuffer {
  return new TextEncoder().encode(stringifyJson(value)).buffer as ArrayBuffer;
}
