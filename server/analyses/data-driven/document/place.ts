/** Where something stands in a document, and what is wrong there. */

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Place {
  readonly message: string;
}
