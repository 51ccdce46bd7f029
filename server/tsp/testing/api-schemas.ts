/**
 * The specification as a referee: finds the operation of a request and validates the reply against the schema that the
 * specification gives for its status. The file is not part of the project; where it is missing, nothing is validated.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const FILE = resolve(import.meta.dirname, '../../../../shared/tsp/API.yaml');

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { readonly schema: object }> }>>;
}
interface Specification {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

export class ApiSchemas {
  readonly #paths: readonly { readonly pattern: RegExp; readonly operations: Readonly<Record<string, Operation>> }[];
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();
  /** Operations that have been answered with 200. */
  readonly answered = new Set<string>();

  /** Undefined where the specification is missing. */
  static load(): ApiSchemas | undefined {
    return existsSync(FILE) ? new ApiSchemas(parse(readFileSync(FILE, 'utf8')) as Specification) : undefined;
  }

  private constructor({ paths, components }: Specification) {
    // As written, these two admit nothing: a text is no object, and an integer is a number too.
    for (const name of ['StyleValue', 'MetadataValue']) {
      const { oneOf } = components.schemas[name]!;
      components.schemas[name] = { anyOf: oneOf };
    }
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', components });
    const literalFirst = Object.keys(paths).sort((a, b) => a.split('{').length - b.split('{').length);
    this.#paths = literalFirst.map((path) => ({
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
      operations: paths[path]!,
    }));
  }

  operations(): string[] {
    return this.#paths.flatMap(({ operations }) => Object.values(operations).map(({ operationId }) => operationId));
  }

  /** What is wrong with the reply; undefined if nothing, or if the operation is none of the specification's. */
  check(method: string, path: string, status: number, body: unknown): string | undefined {
    const found = this.#paths.find(({ pattern, operations }) => pattern.test(path) && operations[method.toLowerCase()]);
    const operation = found?.operations[method.toLowerCase()];
    // `outputs/config` is the ADR's, and no output of that name.
    if (!operation || status === 204 || /\/outputs\/config(\/|$)/.test(path)) return undefined;
    if (status === 200) this.answered.add(operation.operationId);
    const schema = operation.responses[status]?.content?.['application/json']?.schema;
    const reference = schema ?? (status >= 400 ? { $ref: '#/components/schemas/ErrorResponse' } : undefined);
    if (reference === undefined) return body === undefined ? undefined : `${status} has no body`;
    const text = JSON.stringify(reference).replaceAll('"#/', '"api#/');
    const validate = this.#compiled.get(text) ?? this.#ajv.compile(JSON.parse(text));
    this.#compiled.set(text, validate);
    return validate(body) ? undefined : `${operation.operationId} ${status}: ${this.#ajv.errorsText(validate.errors)}`;
  }
}
