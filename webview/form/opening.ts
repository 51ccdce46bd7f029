/** What a form begins with: what was typed last time, else what is edited, else what is proposed. */
import type { FormContent, Parameters, StoredConfiguration } from '../../client/messages.ts';

interface Values {
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
  /** Its name is not simply its title, and so has a field of its own. */
  readonly named: boolean;
}

export function begin({ edited, parameters = {}, draft }: FormContent): Begin {
  const of = edited?.configuration;
  const fresh = { parameters: of?.parameters ?? parameters, name: of?.name, sample: undefined, etag: edited?.etag };
  const values = draft ? { sample: undefined, name: of?.name, etag: edited?.etag, ...draft } : fresh;
  const changed = edited !== undefined && draft?.etag !== undefined && draft.etag !== edited.etag;
  const same = JSON.stringify([values.name, values.parameters]) === JSON.stringify([fresh.name, fresh.parameters]);
  return {
    values: changed && same ? fresh : values,
    fresh,
    restored: !same,
    conflict: changed && !same ? edited : undefined,
    named: of !== undefined && of.parameters?.title !== of.name,
  };
}
