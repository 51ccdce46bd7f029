/**
 * The events by which LTTng-UST tells which binaries a process has mapped: a list of all when tracing begins and whenever
 * a program starts (`statedump`), then what is loaded and unloaded (`dl` for what the program asks for, `lib` for what
 * comes of it). Names are those of LTTng-UST since 2.4.
 */
import type { EventType } from '../../formats/reader.ts';

export const NONE = 0;
/** A list begins; what was known before no longer holds. */
export const START = 1;
/** Something is mapped. */
export const MAPPED = 2;
/** It was asked for by the program: it may be there already. */
export const OPENED = 3;
/** The program doesn't need it any more. */
export const CLOSED = 4;
export const UNMAPPED = 5;
export const BUILD_ID = 6;
export const DEBUG_LINK = 7;

const KINDS: ReadonlyMap<string, number> = new Map([
  ['lttng_ust_statedump:start', START],
  ['lttng_ust_statedump:bin_info', MAPPED],
  ['lttng_ust_statedump:soinfo', MAPPED],
  ['lttng_ust_statedump:build_id', BUILD_ID],
  ['lttng_ust_statedump:debug_link', DEBUG_LINK],
  ['lttng_ust_dl:dlopen', OPENED],
  ['lttng_ust_dl:dlmopen', OPENED],
  ['lttng_ust_dl:dlclose', CLOSED],
  ['lttng_ust_dl:build_id', BUILD_ID],
  ['lttng_ust_dl:debug_link', DEBUG_LINK],
  ['lttng_ust_lib:load', MAPPED],
  ['lttng_ust_lib:unload', UNMAPPED],
  ['lttng_ust_lib:build_id', BUILD_ID],
  ['lttng_ust_lib:debug_link', DEBUG_LINK],
]);

/** What an event of this type tells of mappings. */
export function mappingKind({ name, fields }: EventType): number {
  const kind = KINDS.get(name) ?? NONE;
  return kind <= START || fields.some((field) => field.name === 'baddr') ? kind : NONE;
}

/** Events that tell an address of code by a field of their own: a function that is entered or left. */
export const CYG_PROFILE = /^lttng_ust_cyg_profile(?:_fast)?:func_(?:entry|exit)$/;
