/** What all parts of one trace view share: its state, and the stage that draws it. */
import { createContext, useContext } from 'react';
import type { Stage } from './stage.ts';
import type { TraceModel } from './trace-model.ts';

export interface View {
  readonly model: TraceModel;
  readonly stage: Stage;
}

export const ViewContext = createContext<View | undefined>(undefined);

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('A part of the trace view stands outside of it.');
  return view;
}
