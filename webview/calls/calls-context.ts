/** What all parts of the page need: whom to ask, what it is about, and how to go on. */
import { createContext, useContext } from 'react';
import type { CallsHost } from '../../client/call-messages.ts';

export interface CallsPageParts {
  readonly host: CallsHost;
  readonly project: string;
  /** Changes with everything in the project. */
  readonly revision: string | undefined;
  /** Shows another call. */
  readonly go: (id: string) => void;
  /** A word on what was done; read aloud. */
  readonly tell: (text: string) => void;
  /** What fails is told, and leaves everything as it is. */
  readonly attempt: (act: () => Promise<unknown>) => void;
  /** Something was changed here: what is shown is asked for anew. */
  readonly changed: () => void;
}

export const CallsContext = createContext<CallsPageParts | undefined>(undefined);

export function useCalls(): CallsPageParts {
  const parts = useContext(CallsContext);
  if (!parts) throw new Error('This stands outside of the page of calls.');
  return parts;
}
