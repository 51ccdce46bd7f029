/**
 * A checked document of the XML language of data-driven analyses, as facts about it and nothing of XML any more: what
 * state providers and patterns do with events, and which views show their attributes.
 *
 * Invariants: every reference within the document holds (locations, tests, actions, state machines, targets, mapping
 * groups); values stand where names of defined values were written; times are ns. Every part knows where it was
 * written.
 */
import type { StateProvider } from './document/analysis-parts.ts';
import { checkElements } from './document/check-elements.ts';
import { readElements } from './document/elements.ts';
import type { Pattern } from './document/pattern-parts.ts';
import type { Problem } from './document/place.ts';
import { Problems } from './document/problems.ts';
import { readDocument } from './document/read-document.ts';
import type { Callstack, TimeGraphView, XyView } from './document/view-parts.ts';

export type * from './document/analysis-parts.ts';
export type * from './document/pattern-parts.ts';
export type * from './document/place.ts';
export type * from './document/view-parts.ts';

/** A document that can't be used: 1 to 20 problems and warnings, in order of their places. */
export class DocumentError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}`).join('\n'));
    this.name = 'DocumentError';
    this.problems = problems;
  }
}

export interface XmlDocument {
  readonly stateProviders: readonly StateProvider[];
  readonly patterns: readonly Pattern[];
  readonly timeGraphViews: readonly TimeGraphView[];
  readonly xyViews: readonly XyView[];
  readonly callstacks: readonly Callstack[];
  /** What in it does nothing. */
  readonly warnings: readonly Problem[];
}

/**
 * Throws a `DocumentError`. Cost: linear in the text, which is 256 KiB at the most.
 */
export function parseDocument(text: string): XmlDocument {
  const problems = new Problems();
  const root = readElements(text, problems);
  if (root !== undefined) checkElements(root, problems);
  const document = root && readDocument(root, problems);
  if (document === undefined || problems.any) throw new DocumentError(problems.all);
  return { ...document, warnings: problems.warnings };
}
