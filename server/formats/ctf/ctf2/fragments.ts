/**
 * CTF 2's metadata: a sequence of JSON fragments, each of which declares one thing. Follows CTF2-SPEC-2.0; spellings of
 * its drafts (a clock named instead of identified, a trace's UUID) are read too.
 */
import { FormatError } from '../../reader.ts';
import type { DeclaredClock, DeclaredEvent, DeclaredStream, DeclaredTrace } from '../declared-trace.ts';
import type { DeclaredType } from '../declared-types.ts';
import { FieldClasses } from './field-classes.ts';
import { JsonObject } from './json-object.ts';
import { jsonSequence } from './json-sequence.ts';

/** Throws a `FormatError` that tells the fragment and the path in it. */
export function declaredByJson(text: string, file: string): DeclaredTrace {
  const fragments = new Fragments();
  let first = true;
  for (const { value, line } of jsonSequence(text, file)) {
    const fragment = new JsonObject(value, `line ${line}, the fragment`, file);
    fragments.add(new JsonObject(value, `line ${line}, ${fragment.text('type')}`, file), first);
    first = false;
  }
  if (first) throw new FormatError('the metadata has no fragment', file);
  return fragments;
}

class Fragments implements DeclaredTrace {
  readonly version = 2;
  readonly order = undefined;
  uuid: string | undefined;
  environment: ReadonlyMap<string, bigint | string> = new Map();
  readonly clocks: DeclaredClock[] = [];
  packetHeader: DeclaredType | undefined;
  readonly streams: DeclaredStream[] = [];
  readonly events: DeclaredEvent[] = [];
  readonly #classes = new FieldClasses();
  #hasTrace = false;

  add(json: JsonObject, first: boolean): void {
    const type = json.text('type');
    if (first !== (type === 'preamble')) {
      throw json.error(first ? 'is the first fragment, which must be the preamble' : 'is a second one');
    }
    if (type === 'preamble') this.#preamble(json);
    else if (type === 'field-class-alias') this.#alias(json);
    else if (type === 'trace-class') this.#trace(json);
    else if (type === 'clock-class') this.#clock(json);
    else if (type === 'data-stream-class') this.#stream(json);
    else if (type === 'event-record-class') this.#event(json);
    else throw json.error('is no type of a fragment');
  }

  #preamble(json: JsonObject): void {
    const version = json.optionalBig('version');
    if (version !== 2n) throw json.error(`tells version ${version} of CTF, of which 1.8 and 2 are known`);
    const uuid = json.list('uuid');
    if (uuid.length === 0) return;
    const bytes = uuid.map((byte) => Number(json.big(byte, 'uuid')));
    if (bytes.length !== 16 || bytes.some((byte) => byte < 0 || byte > 255))
      throw json.error('must be 16 bytes', 'uuid');
    this.uuid = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  #alias(json: JsonObject): void {
    const name = json.text('name');
    if (!this.#classes.declare(name, this.#classes.at(json, 'field-class')))
      throw json.error(`is the second one that is called ${name}`);
  }

  #trace(json: JsonObject): void {
    if (this.#hasTrace) throw json.error('is a second one');
    if (this.streams.length > 0) throw json.error('comes after a data-stream-class');
    this.#hasTrace = true;
    this.packetHeader = this.#classes.optional(json, 'packet-header-field-class');
    this.environment = new Map(
      json.entries('environment').map(([name, value]) => {
        return [name, typeof value === 'string' ? value : json.big(value, `environment.${name}`)];
      }),
    );
  }

  #clock(json: JsonObject): void {
    const name = json.optionalText('name');
    const key = json.optionalText('id') ?? name ?? '';
    if (this.clocks.some((clock) => clock.key === key)) throw json.error(`is the second one with the id ${key}`);
    const offset = json.object('offset-from-origin');
    this.clocks.push({
      key,
      name: name ?? key,
      uid: json.optionalText('uid'),
      frequency: json.optionalBig('frequency') ?? missing(json, 'frequency'),
      seconds: offset?.optionalBig('seconds') ?? 0n,
      cycles: offset?.optionalBig('cycles') ?? 0n,
      origin: originOf(json),
      precision: json.optionalBig('precision'),
      accuracy: json.optionalBig('accuracy'),
    });
  }

  #stream(json: JsonObject): void {
    const clock = json.optionalText('default-clock-class-id') ?? json.optionalText('default-clock-class-name');
    if (clock !== undefined && !this.clocks.some(({ key }) => key === clock))
      throw json.error(`has the clock ${clock}, but no clock class before it has this id`);
    this.streams.push({
      id: json.integer('id', 0, Number.MAX_SAFE_INTEGER, 0),
      clock,
      packetContext: this.#classes.optional(json, 'packet-context-field-class'),
      eventHeader: this.#classes.optional(json, 'event-record-header-field-class'),
      eventContext: this.#classes.optional(json, 'event-record-common-context-field-class'),
    });
  }

  #event(json: JsonObject): void {
    const stream = json.integer('data-stream-class-id', 0, Number.MAX_SAFE_INTEGER, 0);
    this.events.push({
      id: json.integer('id', 0, Number.MAX_SAFE_INTEGER, 0),
      stream,
      name: json.optionalText('name') ?? json.optionalText('uid'),
      context: this.#classes.optional(json, 'specific-context-field-class'),
      payload: this.#classes.optional(json, 'payload-field-class'),
    });
  }
}

function missing(json: JsonObject, key: string): never {
  throw json.error(`has no ${key}`);
}

/** A named origin as namespace, name and unique id. */
function originOf(json: JsonObject): string | undefined {
  const origin = json.raw('origin');
  if (origin === undefined || typeof origin === 'string') return origin;
  const object = json.object('origin')!;
  const parts = [object.optionalText('namespace'), object.text('name'), object.text('uid')];
  return parts.filter((part) => part !== undefined).join(' ');
}
