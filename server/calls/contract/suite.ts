/** All checks, in one list. */
import type { Check } from './asking.ts';
import { BAD_INPUT } from './checks/bad-input.ts';
import { CALLS } from './checks/calls.ts';
import { DIFFERENCES_OF_CALLS } from './checks/differences-of-calls.ts';
import { DIFFERENCES_OF_OBJECTS } from './checks/differences-of-objects.ts';
import { EXPANSION } from './checks/expansion.ts';
import { FEEDBACK_AND_COSTS } from './checks/feedback-and-costs.ts';
import { FILTERS } from './checks/filters.ts';
import { OBJECTS } from './checks/objects.ts';
import { QUERIES } from './checks/queries.ts';
import { RANDOM_PROGRAMS } from './checks/random-programs.ts';
import { REFS } from './checks/refs.ts';
import { TABLES_AND_FILES } from './checks/tables-and-files.ts';
import { VALUES } from './checks/values.ts';

export const CHECKS: readonly Check[] = [
  ...CALLS,
  ...FILTERS,
  ...QUERIES,
  ...EXPANSION,
  ...OBJECTS,
  ...REFS,
  ...TABLES_AND_FILES,
  ...FEEDBACK_AND_COSTS,
  ...VALUES,
  ...BAD_INPUT,
  ...DIFFERENCES_OF_CALLS,
  ...DIFFERENCES_OF_OBJECTS,
  ...RANDOM_PROGRAMS,
];
