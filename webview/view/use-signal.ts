import { useSyncExternalStore } from 'react';
import type { Signal } from './signal.ts';

/** The signal's value; the component renders again when it changes. */
export const useSignal = <T>(signal: Signal<T>): T => useSyncExternalStore(signal.subscribe, signal.read);
