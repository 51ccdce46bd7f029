/** What a server under test is made of where it is to read real traces. */
import { configurationTypes } from '../../configurations/registry.ts';
import { findTraces } from '../../formats/find-traces.ts';
import { formats } from '../../formats/registry.ts';

export const REAL_PARTS = {
  formats,
  findTraces,
  configurationTypes,
  worker: new URL('../../engine/worker.ts', import.meta.url),
};
