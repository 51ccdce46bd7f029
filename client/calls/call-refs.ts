/** Refs to ops and calls as they stand in calls, and the names by which the live experiment knows a project. */

export interface OpVersion {
  readonly project: string;
  readonly name: string;
  readonly digest: string;
}

const OP = /^weave:\/\/\/([^/]+\/[^/]+)\/op\/([^/:]+):([^/:]+)$/;
const TABLE = /^weave:\/\/\/([^/]+\/[^/]+)\/table\/([^/]+)$/;
const CALL = /^weave:\/\/\/([^/]+\/[^/]+)\/call\/([^/]+)$/;

/** Undefined for a plain name. */
export function opVersion(op: string): OpVersion | undefined {
  const [, project, name, digest] = OP.exec(op) ?? [];
  return digest === undefined ? undefined : { project: project!, name: decoded(name!), digest };
}

/** As `OpInfo.op`: what versions of an op have in common. */
export function withoutVersion(op: string): string {
  return OP.test(op) ? op.slice(0, op.lastIndexOf(':')) : op;
}

/** What a filter by op takes. */
export function allVersions(op: string): string {
  return op.startsWith('weave:///') ? `${op}:*` : op;
}

export function opName(op: string): string {
  return opVersion(op)?.name ?? op;
}

export function tableOf(ref: string): { readonly project: string; readonly digest: string } | undefined {
  const [, project, digest] = TABLE.exec(ref) ?? [];
  return digest === undefined ? undefined : { project: project!, digest };
}

export function callOf(ref: string): { readonly project: string; readonly id: string } | undefined {
  const [, project, id] = CALL.exec(ref) ?? [];
  return id === undefined ? undefined : { project: project!, id };
}

export function callRef(project: string, id: string): string {
  return `weave:///${project}/call/${id}`;
}

const CALLS_PATH = 'calls:';

/** The path of a project's trace among those of the Trace Server Protocol. */
export function tracePath(project: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(project));
  return CALLS_PATH + btoa(bytes).replaceAll('+', '-').replaceAll('/', '_');
}

/** Whether a trace of that protocol is a project. */
export function isTracePath(path: string): boolean {
  return path.startsWith(CALLS_PATH);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
