import type { ConfigurationInfo, Parameters } from './messages.ts';

/** As a form begins with them: a title is the present name, which renaming leaves behind so that nothing is made anew. */
export function titledParameters({ name, parameters = {} }: ConfigurationInfo): Parameters {
  return typeof parameters.title === 'string' ? { ...parameters, title: name } : parameters;
}
