/** Names of TSDL's types, in C's lexical scopes. */
import type { DeclaredType } from './declared-types.ts';

export class TypeScope {
  readonly #parent: TypeScope | undefined;
  readonly #types = new Map<string, DeclaredType>();

  constructor(parent?: TypeScope) {
    this.#parent = parent;
  }
  find(name: string): DeclaredType | undefined {
    return this.#types.get(name) ?? this.#parent?.find(name);
  }
  /** False if the name is taken in this scope. */
  declare(name: string, type: DeclaredType): boolean {
    if (this.#types.has(name)) return false;
    this.#types.set(name, type);
    return true;
  }
}
