/**
 * What the JSON Schemas of all types have in common. Forms, checks and the flat descriptors that older clients know are made
 * of them.
 */

interface ObjectSchema {
  readonly title?: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  /** Keywords of ours, see `configuration-type.ts`. */
  readonly [keyword: string]: unknown;
}

/** An object of these properties and no others. Forms show them in their order here. */
export function objectSchema(of: ObjectSchema) {
  return { type: 'object', additionalProperties: false, propertyOrder: Object.keys(of.properties), ...of } as const;
}

export function parametersSchema(of: ObjectSchema) {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...objectSchema(of) } as const;
}

/** The name that the user gives to what is made. */
export function titleProperty(description: string, example: string) {
  return { title: 'Title', description, type: 'string', minLength: 1, maxLength: 200, examples: [example] } as const;
}

interface ParameterDescriptor {
  readonly keyName: string;
  readonly description: string;
  readonly dataType: 'STRING' | 'NUMBER';
  readonly required: boolean;
}

/** The first level of a schema, for clients that know no schemas. */
export function parameterDescriptors(schema: Readonly<Record<string, unknown>>): ParameterDescriptor[] {
  const { properties = {}, required = [] } = schema as Partial<ObjectSchema>;
  return Object.entries(properties).map(([keyName, property]) => {
    const { title = '', description = title, type } = (property ?? {}) as Readonly<Record<string, unknown>>;
    const isNumber = type === 'integer' || type === 'number';
    return {
      keyName,
      description: String(description),
      dataType: isNumber ? 'NUMBER' : 'STRING',
      required: Array.isArray(required) && required.includes(keyName),
    };
  });
}
