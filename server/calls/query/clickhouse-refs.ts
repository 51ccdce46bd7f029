/**
 * Refs of objects taken apart in ClickHouse, where a query goes through them: which object, which place in it, which row
 * of a table that is there. What counts as a ref is what `../refs/ref.ts` parses.
 */
import { INTERNAL } from '../refs/ref.ts';
import { coding, quoted } from './clickhouse-json.ts';

/** All bytes that are encoded, and none that is not. */
const ENCODED = `(?:[A-Za-z0-9_.~-]|%(?:[01][0-9A-F]|2[0-9ABCF]|3[A-F]|40|5[B-E]|60|7[BCDF]|[89A-F][0-9A-F]))*`;
const STEPS = `(?:/(?:attr|key|id)/${ENCODED}|/index/-?[0-9]+)*`;
const OBJECT = quoted(`^${INTERNAL}[^/]+/(?:object|op)/[^/:]+:[^/:]+${STEPS}$`);
const TABLE = quoted(`^${INTERNAL}([^/]+)/table/[^/]+$`);

/** `text` says a ref of an object, or of an op. */
export function isObjectRef(text: string): string {
  return `(match(${text}, ${OBJECT}) AND isValidUTF8(decodeURLComponent(${text})))`;
}

/** `name:version`, '' if it is in another project. */
export function objectKey(ref: string, project: string): string {
  return `if(extract(${ref}, ${quoted(`^${INTERNAL}([^/]+)/`)}) = ${project}, extract(${ref}, ${quoted(`^${INTERNAL}[^/]+/[a-z]+/([^/]+)`)}), '')`;
}

/** The digest of the row, '' if it refers to none. */
export function rowKey(ref: string): string {
  const row = `extract(${ref}, '/id/([^/]*)')`;
  return `if(match(${ref}, '/id/.*/id/'), '', decodeURLComponent(${row}))`;
}

export function refersToRow(ref: string): string {
  return `match(${ref}, '/id/')`;
}

export function isTableOf(text: string, project: string): string {
  return `(extract(${text}, ${TABLE}) = ${project})`;
}

/** Up to the row, as `rawBySteps` takes them. */
export function stepsToRow(ref: string): string {
  return steps(`extract(${ref}, ${quoted('^[^:]+:///[^/]+/[a-z]+/[^/]+((?:/(?:attr|key|index)/[^/]*)*)')})`);
}

export function stepsBehindRow(ref: string): string {
  return steps(`extract(${ref}, '/id/[^/]*(.*)$')`);
}

function steps(extra: string): string {
  return `arrayMap(p -> if(p[2] = 'index', if(length(p[3]) > 10, '-1', toString(toInt64OrZero(p[3]))), concat('.', ${coding('decodeURLComponent(p[3])')})),
    arrayMap(t -> splitByChar('/', t), extractAll(${extra}, '/[a-z]+/[^/]*')))`;
}
