/** The values of a form: what it begins with, what is kept of it as a draft, and what is sent. */
import type { Draft, FormContent, StoredConfiguration, SubmittedWith } from '../../client/configuration-messages.ts';
import type { Parameters } from '../../client/messages.ts';
import { titledParameters } from '../../client/titled-parameters.ts';

export interface Values {
  readonly parameters: Parameters;
  readonly name: string | undefined;
  readonly sample: string | undefined;
  /** Of the state that the changes are to be made to. */
  readonly etag: string | undefined;
}

export interface Begin {
  readonly values: Values;
  /** Without the draft. */
  readonly fresh: Values;
  /** Something was typed last time. */
  readonly restored: boolean;
  /** It has been changed since the draft was begun, and otherwise than in the draft. */
  readonly conflict: StoredConfiguration | undefined;
  /** It has no title, and so its name has a field of its own. */
  readonly named: boolean;
}

/** What was typed last time, else what is edited, else what is proposed. */
export function begin({ edited, parameters = {}, sample, draft }: FormContent): Begin {
  const of = edited?.configuration;
  const fresh = {
    parameters: of ? titledParameters(of) : parameters,
    name: of?.name,
    sample,
    etag: edited?.etag,
  };
  const values = draft ? { sample, name: of?.name, etag: edited?.etag, ...draft } : fresh;
  const changed = edited !== undefined && draft?.etag !== undefined && draft.etag !== edited.etag;
  const same = JSON.stringify([values.name, values.parameters]) === JSON.stringify([fresh.name, fresh.parameters]);
  return {
    values: changed && same ? fresh : values,
    fresh,
    restored: !same,
    conflict: changed && !same ? edited : undefined,
    named: of !== undefined && typeof of.parameters?.title !== 'string',
  };
}

export function valuesOf({ configuration, etag }: StoredConfiguration): Values {
  return { parameters: titledParameters(configuration), name: configuration.name, sample: undefined, etag };
}

export function draftOf({ parameters, name, sample, etag }: Values): Draft {
  return {
    parameters,
    ...(name === undefined ? {} : { name }),
    ...(sample ? { sample } : {}),
    ...(etag === undefined ? {} : { etag }),
  };
}

/** A name that was not touched is left to the server: it may be made of the values, which are others now. */
export function moreOf({ parameters, name, etag, sample }: Values, { named, fresh }: Begin): SubmittedWith {
  const { title } = parameters;
  const own = name === fresh.name ? undefined : name;
  const sent = named ? own : typeof title === 'string' ? title : undefined;
  return {
    ...(sent?.trim() ? { name: sent.trim() } : {}),
    ...(etag === undefined ? {} : { etag }),
    ...(sample ? { sample } : {}),
  };
}
