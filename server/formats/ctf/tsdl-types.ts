/**
 * Reads TSDL's types, and the blocks in which they are declared. Names of types are looked up where they are used, in C's
 * lexical scopes, so the order of declarations matters as it does there.
 *
 * Nesting is limited, so that hostile text can't exhaust the stack.
 */
import { type DeclaredField, type DeclaredType, type FieldPath, isAlignment, LONGEST } from './declared-types.ts';
import type { TsdlCursor } from './tsdl-cursor.ts';
import { enumerators } from './tsdl-enumerators.ts';
import { type AttributeValue, bitFieldOf, floatOf, integerOf } from './tsdl-scalars.ts';
import { TypeScope } from './tsdl-scope.ts';

const MAX_DEPTH = 64;
const C_WORDS = new Set('char short int long float double signed unsigned void _Bool _Complex _Imaginary'.split(' '));

/** The statements of one block: `key = value` and `key := type`. */
export interface Block {
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly types: ReadonlyMap<string, DeclaredType>;
  /** Index of its first character in the text, for errors. */
  readonly at: number;
}

export class TypeParser {
  readonly #cursor: TsdlCursor;
  #depth = 0;

  constructor(cursor: TsdlCursor) {
    this.#cursor = cursor;
  }

  #deeper<T>(work: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw this.#cursor.error(`types are nested more than ${MAX_DEPTH} deep`);
    const result = work();
    this.#depth--;
    return result;
  }

  /** The statements up to the closing brace; the opening one has been read. */
  block(scope: TypeScope, at: number, anyKey = false): Block {
    const values = new Map<string, AttributeValue>();
    const types = new Map<string, DeclaredType>();
    while (!this.#cursor.accept('}')) {
      if (this.#cursor.accept(';')) continue;
      if (!anyKey && this.#startsDeclaration()) {
        this.declaration(scope);
        continue;
      }
      const key =
        this.#cursor.token.kind === 'string' ? this.#cursor.string() : this.#cursor.path('an attribute').join('.');
      if (this.#cursor.accept('=')) values.set(key, this.#cursor.value());
      else {
        this.#cursor.expect(':=');
        types.set(key, this.#abstractType(scope));
      }
      this.#cursor.expect(';');
    }
    return { values, types, at };
  }

  #startsDeclaration(): boolean {
    const word = this.#cursor.token.text;
    if (this.#cursor.token.kind !== 'name') return false;
    if (word === 'typedef' || word === 'typealias') return true;
    const compound = word === 'struct' || word === 'variant' || word === 'enum';
    return compound && !['=', ':=', '.'].some((mark) => this.#cursor.nextIs(mark));
  }

  declaration(scope: TypeScope): void {
    const at = this.#cursor.token.at;
    if (this.#cursor.accept('typealias')) {
      const type = this.#abstractType(scope);
      this.#cursor.expect(':=');
      this.#declare(scope, this.#aliasName(), type, at);
    } else if (this.#cursor.accept('typedef')) {
      const type = this.#type(scope);
      do {
        const field = this.#declarator(type);
        this.#declare(scope, field.name, field.type, at);
      } while (this.#cursor.accept(','));
    } else {
      if (!this.#startsDeclaration()) throw this.#cursor.error(`unexpected ${this.#cursor.token.text}`);
      this.#type(scope);
    }
    this.#cursor.expect(';');
  }

  #declare(scope: TypeScope, name: string, type: DeclaredType, at: number): void {
    if (!scope.declare(name, type)) throw this.#cursor.error(`${name} is declared twice`, at);
  }

  #aliasName(): string {
    const words: string[] = [];
    while (this.#cursor.token.kind === 'name' || this.#cursor.token.text === '*') {
      if (this.#cursor.token.text !== 'const') words.push(this.#cursor.token.text);
      this.#cursor.advance();
    }
    if (words.length === 0)
      throw this.#cursor.error(`expected the name of a type instead of ${this.#cursor.token.text}`);
    return words.join(' ');
  }

  /** A type where no field's name follows. */
  #abstractType(scope: TypeScope): DeclaredType {
    return this.#dimensions(this.#type(scope));
  }

  #type(scope: TypeScope): DeclaredType {
    return this.#deeper(() => this.#typeSpecifiers(scope));
  }

  #typeSpecifiers(scope: TypeScope): DeclaredType {
    while (this.#cursor.accept('const'));
    const { at, text } = this.#cursor.token;
    const word = this.#cursor.name('a type');
    const reason = (message: string, where = at) => this.#cursor.error(message, where);
    const attributes = () => this.block(scope, at).values;
    if (word === 'integer' && this.#cursor.accept('{')) return integerOf(attributes(), reason);
    if (word === 'floating_point' && this.#cursor.accept('{')) return floatOf(attributes(), reason);
    if (word === 'string') {
      if (this.#cursor.accept('{')) attributes();
      return { kind: 'string', encoding: 'utf-8' };
    }
    if (word === 'struct') return this.#struct(scope);
    if (word === 'variant') return this.#variant(scope);
    if (word === 'enum') return this.#enum(scope);
    const words = [text];
    if (C_WORDS.has(word)) while (C_WORDS.has(this.#cursor.token.text)) words.push(this.#cursor.name('a type'));
    while (this.#cursor.accept('const'));
    while (this.#cursor.accept('*')) words.push('*');
    const type = scope.find(words.join(' '));
    if (type === undefined) throw this.#cursor.error(`no type is called ${words.join(' ')}`, at);
    return type;
  }

  #struct(scope: TypeScope): DeclaredType {
    const at = this.#cursor.token.at;
    const name = this.#cursor.token.text === '{' ? undefined : `struct ${this.#cursor.name('the name of a struct')}`;
    if (!this.#cursor.accept('{')) return this.#known(scope, name, at);
    const fields = this.#fields(new TypeScope(scope));
    let align = 1;
    if (this.#cursor.token.text === 'align' && this.#cursor.nextIs('(')) {
      this.#cursor.advance();
      this.#cursor.advance();
      const value = Number(this.#cursor.number());
      if (!isAlignment(value))
        throw this.#cursor.error(`${value} is not an alignment: a power of two up to 65536 is needed`);
      align = value;
      this.#cursor.expect(')');
    }
    const type: DeclaredType = { kind: 'struct', fields, align };
    if (name !== undefined) this.#declare(scope, name, type, at);
    return type;
  }

  #variant(scope: TypeScope): DeclaredType {
    const at = this.#cursor.token.at;
    const named = this.#cursor.token.text !== '{' && this.#cursor.token.text !== '<';
    const name = named ? `variant ${this.#cursor.name('the name of a variant')}` : undefined;
    let selector: FieldPath | undefined;
    if (this.#cursor.accept('<')) {
      selector = { from: 'anywhere', path: this.#cursor.path('the name of a tag') };
      this.#cursor.expect('>');
    }
    if (this.#cursor.accept('{')) {
      const options = this.#fields(new TypeScope(scope)).map((field) => ({ ...field, ranges: undefined }));
      const type: DeclaredType = { kind: 'variant', selector, options };
      if (name !== undefined) this.#declare(scope, name, type, at);
      return type;
    }
    const known = this.#known(scope, name, at);
    return selector === undefined || known.kind !== 'variant' ? known : { ...known, selector };
  }

  #known(scope: TypeScope, name: string | undefined, at: number): DeclaredType {
    const type = name === undefined ? undefined : scope.find(name);
    if (type === undefined) throw this.#cursor.error(`no type is called ${name}`, at);
    return type;
  }

  #fields(scope: TypeScope): DeclaredField[] {
    const fields: DeclaredField[] = [];
    const names = new Set<string>();
    while (!this.#cursor.accept('}')) {
      if (this.#cursor.token.text === 'typedef' || this.#cursor.token.text === 'typealias') {
        this.declaration(scope);
        continue;
      }
      const type = this.#type(scope);
      if (this.#cursor.accept(';')) continue;
      do {
        const at = this.#cursor.token.at;
        const field = this.#declarator(type);
        if (names.has(field.name)) throw this.#cursor.error(`a second field is called ${field.name}`, at);
        names.add(field.name);
        fields.push(field);
      } while (this.#cursor.accept(','));
      this.#cursor.expect(';');
    }
    return fields;
  }

  #declarator(type: DeclaredType): DeclaredField {
    while (this.#cursor.accept('*'));
    const at = this.#cursor.token.at;
    const name = this.#cursor.name('the name of a field');
    if (!this.#cursor.accept(':')) return { name, type: this.#dimensions(type) };
    return {
      name,
      type: bitFieldOf(type, Number(this.#cursor.number()), (message) => this.#cursor.error(message, at)),
    };
  }

  /** `type[2][n]` is an array of two sequences. */
  #dimensions(type: DeclaredType): DeclaredType {
    if (!this.#cursor.accept('[')) return type;
    return this.#deeper(() => {
      const at = this.#cursor.token.at;
      const length = this.#cursor.token.kind === 'name' ? this.#cursor.path('a length') : Number(this.#cursor.number());
      this.#cursor.expect(']');
      const element = this.#dimensions(type);
      const encoding = isCharacter(element) ? 'utf-8' : undefined;
      const common = { element, align: 1, encoding } as const;
      if (typeof length !== 'number')
        return { kind: 'sequence', ...common, length: { from: 'anywhere', path: length } };
      if (length < 0 || length > LONGEST) throw this.#cursor.error(`an array can't have ${length} elements`, at);
      return { kind: 'array', ...common, length, roles: [] };
    });
  }

  #enum(scope: TypeScope): DeclaredType {
    const at = this.#cursor.token.at;
    const named = this.#cursor.token.text !== '{' && this.#cursor.token.text !== ':';
    const name = named ? `enum ${this.#cursor.name('the name of an enum')}` : undefined;
    let container: DeclaredType | undefined;
    if (this.#cursor.accept(':')) container = this.#type(scope);
    if (!this.#cursor.accept('{')) return this.#known(scope, name, at);
    container ??= scope.find('int');
    if (container?.kind !== 'integer') throw this.#cursor.error('an enum needs an integer type', at);
    const type: DeclaredType = { ...container, labels: enumerators(this.#cursor, container) };
    if (name !== undefined) this.#declare(scope, name, type, at);
    return type;
  }
}

function isCharacter(type: DeclaredType): boolean {
  return type.kind === 'integer' && type.character && type.size === 8 && type.align <= 8;
}
