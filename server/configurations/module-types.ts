/**
 * Configuration types that others bring: an ES module whose default export is a `ConfigurationType`, or a list of them.
 *
 * A module is code of the user's choice and may do anything; what is checked here is that a mistake in it is told as such,
 * and costs no more than its own types. So whatever a type throws becomes a refusal of the configuration, and an output
 * that it derives must have the id that is made of its parent's and its configuration's, as ours have.
 */
import { type Output, QueryError } from '../analyses/output.ts';
import { type ConfigurationType, SCOPES } from './configuration-type.ts';
import type { Parameters } from './parameters.ts';

/** ms: a module that awaits for ever is none. */
const PATIENCE = 10_000;

/** `href`: the module's address, of scheme `file:`. Throws an error that says what is wrong with it. */
export async function loadModuleTypes(href: string): Promise<readonly ConfigurationType[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not loaded within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    const { default: exported } = (await Promise.race([import(href), late])) as { default?: unknown };
    if (exported === undefined) throw new Error('it has no default export');
    const types: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
    if (types.length === 0) throw new Error('its default export is an empty list');
    return types.map(guarded);
  } finally {
    clearTimeout(timer);
  }
}

function guarded(exported: unknown): ConfigurationType {
  if (typeof exported !== 'object' || exported === null) {
    throw new Error('its default export is no configuration type, nor a list of them');
  }
  const type = exported as ConfigurationType;
  const { id } = type;
  if (typeof id !== 'string' || !/^[\w.:-]{1,200}$/.test(id)) {
    throw new Error('a type has no "id" of letters, digits, and ". : - _"');
  }
  checkShape(type);
  return {
    id,
    name: type.name,
    description: type.description,
    scope: type.scope,
    schema: type.schema,
    appliesTo: (output, itself) => {
      try {
        return typeof type.derive === 'function' && type.appliesTo(output, itself) === true;
      } catch {
        return false;
      }
    },
    check: (parameters) => refusing(() => type.check?.(parameters)),
    label: (parameters) => labelOf(type, parameters),
    ...(type.normalise && { normalise: (parameters) => refusing(() => type.normalise!(parameters)) }),
    ...(type.complete && { complete: (parameters, files) => refusing(() => type.complete!(parameters, files)) }),
    ...(type.derive && {
      derive: (parent, configuration) => {
        const output = refusing(() => type.derive!(parent, configuration));
        checkOutput(type, output, `${parent.descriptor.id}:${configuration.id}`);
        return output;
      },
    }),
    ...(type.provide && {
      provide: (experiment, configuration) => {
        const provided = type.provide!(experiment, configuration);
        if (typeof provided?.outputs !== 'function') throw new Error(`"${id}" provides no outputs()`);
        return {
          outputs: () => provided.outputs().map((output) => checkOutput(type, output)),
          close: () => provided.close?.(),
        };
      },
    }),
    ...(type.format && { format: (configuration) => type.format!(configuration) }),
    ...(type.suggest && { suggest: (parent, parameter, text) => type.suggest!(parent, parameter, text) }),
    ...(type.preview && { preview: (parent, parameters, sample) => type.preview!(parent, parameters, sample) }),
  };
}

function checkShape(type: ConfigurationType): void {
  const of = `the type "${type.id}"`;
  for (const member of ['name', 'description'] as const) {
    if (typeof type[member] !== 'string' || type[member] === '') throw new Error(`${of} has no text "${member}"`);
  }
  if (!SCOPES.includes(type.scope)) throw new Error(`"scope" of ${of} is none of ${SCOPES.join(', ')}`);
  if (typeof type.schema !== 'object' || type.schema === null) throw new Error(`${of} has no object "schema"`);
  for (const member of [
    'appliesTo',
    'check',
    'label',
    'normalise',
    'complete',
    'derive',
    'provide',
    'format',
    'suggest',
    'preview',
  ] as const) {
    if (type[member] !== undefined && typeof type[member] !== 'function') {
      throw new Error(`"${member}" of ${of} is no function`);
    }
  }
  if (!type.derive && !type.provide && !type.format)
    throw new Error(`${of} has none of "derive", "provide" and "format"`);
  if (type.derive && !type.appliesTo) throw new Error(`${of} has a "derive" but no "appliesTo"`);
}

/** `id`: what it must have; any if absent. */
function checkOutput(type: ConfigurationType, output: Output, id?: string): Output {
  const { descriptor, status } = output ?? {};
  if (typeof descriptor?.id !== 'string' || typeof descriptor.type !== 'string') {
    throw new QueryError(`"${type.id}" makes an output without a descriptor of id and type`);
  }
  if (id !== undefined && descriptor.id !== id) {
    throw new QueryError(`"${type.id}" gives its output the id "${descriptor.id}", not "${id}"`);
  }
  if (typeof status !== 'string') throw new QueryError(`"${type.id}" makes an output without a status`);
  return output;
}

function labelOf(type: ConfigurationType, parameters: Parameters): { name: string; description: string } {
  const known = refusing(() => type.label?.(parameters));
  const title = typeof parameters.title === 'string' && parameters.title !== '' ? parameters.title : type.name;
  return { name: String(known?.name ?? title), description: String(known?.description ?? type.description) };
}

/** What it throws as a mistake in the configuration, with the parameter and position if it says so. */
function refusing<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    // What the server itself threw, by way of the files that it lends, says more.
    if (error instanceof QueryError || (error as { status?: unknown })?.status !== undefined) throw error;
    const { message = String(error), parameter, position } = (error ?? {}) as Partial<QueryError>;
    throw new QueryError(
      message,
      typeof parameter === 'string' ? parameter : undefined,
      typeof position === 'number' ? position : undefined,
    );
  }
}
