/**
 * Reads TSDL into blocks and declared types, in one pass: names of types are looked up where they are used, in C's
 * lexical scopes, so the order of declarations matters as it does there.
 *
 * Nesting is limited, so that hostile text can't exhaust the stack.
 */
import {
  type DeclaredField,
  type DeclaredType,
  type FieldPath,
  type IntegerType,
  isAlignment,
  type LabelledRange,
  LONGEST,
} from './declared-types.ts';
import { metadataError, type Token, tokenize } from './tsdl-lexer.ts';
import { type AttributeValue, bitFieldOf, floatOf, integerOf } from './tsdl-scalars.ts';

const MAX_DEPTH = 64;
const C_WORDS = new Set('char short int long float double signed unsigned void _Bool _Complex _Imaginary'.split(' '));
const BLOCKS = new Set(['trace', 'env', 'clock', 'stream', 'event', 'callsite']);

/** The statements of one block: `key = value` and `key := type`. */
export interface Block {
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly types: ReadonlyMap<string, DeclaredType>;
  /** Index of its first character in the text, for errors. */
  readonly at: number;
}

export interface TsdlBlocks {
  readonly trace: Block | undefined;
  readonly environment: ReadonlyMap<string, AttributeValue>;
  readonly clocks: readonly Block[];
  readonly streams: readonly Block[];
  readonly events: readonly Block[];
}

class Scope {
  readonly #parent: Scope | undefined;
  readonly #types = new Map<string, DeclaredType>();

  constructor(parent?: Scope) {
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

/** The blocks of `text`. Throws a `FormatError` with file, line and column. */
export function parseTsdl(text: string, file: string): TsdlBlocks {
  return new Parser(text, file).blocks();
}

class Parser {
  readonly #text: string;
  readonly #file: string;
  readonly #tokens: Generator<Token, void, undefined>;
  #token: Token;
  #following: Token;
  #depth = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.#tokens = tokenize(text, file);
    const first = this.#tokens.next().value!;
    this.#token = first;
    this.#following = this.#tokens.next().value ?? first;
  }

  blocks(): TsdlBlocks {
    const root = new Scope();
    const blocks = new Map<string, Block[]>([...BLOCKS].map((name) => [name, []]));
    while (this.#token.kind !== 'end') {
      const word = this.#token.text;
      const start = this.#token.at;
      if (this.#token.kind === 'name' && BLOCKS.has(word) && this.#nextIs('{')) {
        this.#advance();
        this.#advance();
        blocks.get(word)!.push(this.#block(new Scope(root), start, word === 'env'));
        this.#accept(';');
      } else if (!this.#accept(';')) this.#declaration(root);
    }
    const traces = blocks.get('trace')!;
    if (traces.length > 1) throw this.#error('a second trace block', traces[1]!.at);
    const environment = new Map(blocks.get('env')!.flatMap((block) => [...block.values]));
    return {
      trace: traces[0],
      environment,
      clocks: blocks.get('clock')!,
      streams: blocks.get('stream')!,
      events: blocks.get('event')!,
    };
  }

  #advance(): void {
    this.#token = this.#following;
    this.#following = this.#tokens.next().value ?? this.#token;
  }

  /** Is `text` the token after the current one? */
  #nextIs(text: string): boolean {
    return this.#following.text === text && this.#following.kind !== 'string';
  }

  #error(message: string, at = this.#token.at): Error {
    return metadataError(message, this.#file, this.#text, at);
  }

  #accept(text: string): boolean {
    if (this.#token.text !== text || this.#token.kind === 'string') return false;
    this.#advance();
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw this.#error(`expected ${text} instead of ${this.#token.text}`);
  }

  #name(what: string): string {
    const token = this.#token;
    if (token.kind !== 'name') throw this.#error(`expected ${what} instead of ${token.text}`);
    this.#advance();
    return token.text;
  }

  #deeper<T>(work: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw this.#error(`types are nested more than ${MAX_DEPTH} deep`);
    const result = work();
    this.#depth--;
    return result;
  }

  /** The statements up to the closing brace; the opening one has been read. */
  #block(scope: Scope, at: number, anyKey = false): Block {
    const values = new Map<string, AttributeValue>();
    const types = new Map<string, DeclaredType>();
    while (!this.#accept('}')) {
      if (this.#accept(';')) continue;
      if (!anyKey && this.#startsDeclaration()) {
        this.#declaration(scope);
        continue;
      }
      const key = this.#token.kind === 'string' ? this.#string() : this.#path('an attribute').join('.');
      if (this.#accept('=')) values.set(key, this.#value());
      else {
        this.#expect(':=');
        types.set(key, this.#abstractType(scope));
      }
      this.#expect(';');
    }
    return { values, types, at };
  }

  #startsDeclaration(): boolean {
    const word = this.#token.text;
    if (this.#token.kind !== 'name') return false;
    if (word === 'typedef' || word === 'typealias') return true;
    const compound = word === 'struct' || word === 'variant' || word === 'enum';
    return compound && !['=', ':=', '.'].some((mark) => this.#nextIs(mark));
  }

  #string(): string {
    let text = '';
    while (this.#token.kind === 'string') {
      text += this.#token.text;
      this.#advance();
    }
    return text;
  }

  #path(what: string): string[] {
    const path = [this.#name(what)];
    while (this.#accept('.') || this.#accept('->')) path.push(this.#name('a name'));
    return path;
  }

  #value(): AttributeValue {
    if (this.#token.kind === 'string') return this.#string();
    if (this.#token.kind === 'name') return this.#path('a value').join('.');
    return this.#number();
  }

  #number(): bigint {
    let sign = 1n;
    while (this.#token.text === '-' || this.#token.text === '+') {
      if (this.#token.text === '-') sign = -sign;
      this.#advance();
    }
    const token = this.#token;
    if (token.kind !== 'number') throw this.#error(`expected a value instead of ${token.text}`);
    this.#advance();
    return sign * token.value;
  }

  #declaration(scope: Scope): void {
    const at = this.#token.at;
    if (this.#accept('typealias')) {
      const type = this.#abstractType(scope);
      this.#expect(':=');
      this.#declare(scope, this.#aliasName(), type, at);
    } else if (this.#accept('typedef')) {
      const type = this.#type(scope);
      do {
        const field = this.#declarator(type);
        this.#declare(scope, field.name, field.type, at);
      } while (this.#accept(','));
    } else {
      if (!this.#startsDeclaration()) throw this.#error(`unexpected ${this.#token.text}`);
      this.#type(scope);
    }
    this.#expect(';');
  }

  #declare(scope: Scope, name: string, type: DeclaredType, at: number): void {
    if (!scope.declare(name, type)) throw this.#error(`${name} is declared twice`, at);
  }

  #aliasName(): string {
    const words: string[] = [];
    while (this.#token.kind === 'name' || this.#token.text === '*') {
      if (this.#token.text !== 'const') words.push(this.#token.text);
      this.#advance();
    }
    if (words.length === 0) throw this.#error(`expected the name of a type instead of ${this.#token.text}`);
    return words.join(' ');
  }

  /** A type where no field's name follows. */
  #abstractType(scope: Scope): DeclaredType {
    return this.#dimensions(this.#type(scope));
  }

  #type(scope: Scope): DeclaredType {
    return this.#deeper(() => this.#typeSpecifiers(scope));
  }

  #typeSpecifiers(scope: Scope): DeclaredType {
    while (this.#accept('const'));
    const { at, text } = this.#token;
    const word = this.#name('a type');
    const reason = (message: string, where = at) => this.#error(message, where);
    const attributes = () => this.#block(scope, at).values;
    if (word === 'integer' && this.#accept('{')) return integerOf(attributes(), reason);
    if (word === 'floating_point' && this.#accept('{')) return floatOf(attributes(), reason);
    if (word === 'string') {
      if (this.#accept('{')) attributes();
      return { kind: 'string', encoding: 'utf-8' };
    }
    if (word === 'struct') return this.#struct(scope);
    if (word === 'variant') return this.#variant(scope);
    if (word === 'enum') return this.#enum(scope);
    const words = [text];
    if (C_WORDS.has(word)) while (C_WORDS.has(this.#token.text)) words.push(this.#name('a type'));
    while (this.#accept('const'));
    while (this.#accept('*')) words.push('*');
    const type = scope.find(words.join(' '));
    if (type === undefined) throw this.#error(`no type is called ${words.join(' ')}`, at);
    return type;
  }

  #struct(scope: Scope): DeclaredType {
    const at = this.#token.at;
    const name = this.#token.text === '{' ? undefined : `struct ${this.#name('the name of a struct')}`;
    if (!this.#accept('{')) return this.#known(scope, name, at);
    const fields = this.#fields(new Scope(scope));
    let align = 1;
    if (this.#token.text === 'align' && this.#nextIs('(')) {
      this.#advance();
      this.#advance();
      const value = Number(this.#number());
      if (!isAlignment(value)) throw this.#error(`${value} is not an alignment: a power of two up to 65536 is needed`);
      align = value;
      this.#expect(')');
    }
    const type: DeclaredType = { kind: 'struct', fields, align };
    if (name !== undefined) this.#declare(scope, name, type, at);
    return type;
  }

  #variant(scope: Scope): DeclaredType {
    const at = this.#token.at;
    const named = this.#token.text !== '{' && this.#token.text !== '<';
    const name = named ? `variant ${this.#name('the name of a variant')}` : undefined;
    let selector: FieldPath | undefined;
    if (this.#accept('<')) {
      selector = { from: 'anywhere', path: this.#path('the name of a tag') };
      this.#expect('>');
    }
    if (this.#accept('{')) {
      const options = this.#fields(new Scope(scope)).map((field) => ({ ...field, ranges: undefined }));
      const type: DeclaredType = { kind: 'variant', selector, options };
      if (name !== undefined) this.#declare(scope, name, type, at);
      return type;
    }
    const known = this.#known(scope, name, at);
    return selector === undefined || known.kind !== 'variant' ? known : { ...known, selector };
  }

  #known(scope: Scope, name: string | undefined, at: number): DeclaredType {
    const type = name === undefined ? undefined : scope.find(name);
    if (type === undefined) throw this.#error(`no type is called ${name}`, at);
    return type;
  }

  #fields(scope: Scope): DeclaredField[] {
    const fields: DeclaredField[] = [];
    const names = new Set<string>();
    while (!this.#accept('}')) {
      if (this.#token.text === 'typedef' || this.#token.text === 'typealias') {
        this.#declaration(scope);
        continue;
      }
      const type = this.#type(scope);
      if (this.#accept(';')) continue;
      do {
        const at = this.#token.at;
        const field = this.#declarator(type);
        if (names.has(field.name)) throw this.#error(`a second field is called ${field.name}`, at);
        names.add(field.name);
        fields.push(field);
      } while (this.#accept(','));
      this.#expect(';');
    }
    return fields;
  }

  #declarator(type: DeclaredType): DeclaredField {
    while (this.#accept('*'));
    const at = this.#token.at;
    const name = this.#name('the name of a field');
    if (!this.#accept(':')) return { name, type: this.#dimensions(type) };
    return { name, type: bitFieldOf(type, Number(this.#number()), (message) => this.#error(message, at)) };
  }

  /** `type[2][n]` is an array of two sequences. */
  #dimensions(type: DeclaredType): DeclaredType {
    if (!this.#accept('[')) return type;
    return this.#deeper(() => {
      const at = this.#token.at;
      const length = this.#token.kind === 'name' ? this.#path('a length') : Number(this.#number());
      this.#expect(']');
      const element = this.#dimensions(type);
      const encoding = isCharacter(element) ? 'utf-8' : undefined;
      const common = { element, align: 1, encoding } as const;
      if (typeof length !== 'number')
        return { kind: 'sequence', ...common, length: { from: 'anywhere', path: length } };
      if (length < 0 || length > LONGEST) throw this.#error(`an array can't have ${length} elements`, at);
      return { kind: 'array', ...common, length, roles: [] };
    });
  }

  #enum(scope: Scope): DeclaredType {
    const at = this.#token.at;
    const named = this.#token.text !== '{' && this.#token.text !== ':';
    const name = named ? `enum ${this.#name('the name of an enum')}` : undefined;
    let container: DeclaredType | undefined;
    if (this.#accept(':')) container = this.#type(scope);
    if (!this.#accept('{')) return this.#known(scope, name, at);
    container ??= scope.find('int');
    if (container?.kind !== 'integer') throw this.#error('an enum needs an integer type', at);
    const type: DeclaredType = { ...container, labels: this.#enumerators(container) };
    if (name !== undefined) this.#declare(scope, name, type, at);
    return type;
  }

  #enumerators(container: IntegerType): LabelledRange[] {
    const ranges: LabelledRange[] = [];
    let low = 0n;
    while (!this.#accept('}')) {
      const label = this.#token.kind === 'string' ? this.#string() : this.#name('a label');
      const at = this.#token.at;
      if (this.#accept('=')) low = this.#number();
      const high = this.#accept('...') ? this.#number() : low;
      if (high < low) throw this.#error(`the range ${low} ... ${high} is upside down`, at);
      ranges.push({ label, low, high });
      low = high + 1n;
      if (!this.#accept(',') && this.#token.text !== '}')
        throw this.#error(`expected , instead of ${this.#token.text}`);
    }
    return container.signed ? ranges : ranges.map((range) => unsignedRange(range, container.size));
  }
}

function isCharacter(type: DeclaredType): boolean {
  return type.kind === 'integer' && type.character && type.size === 8 && type.align <= 8;
}

/** Some writers tell labels of unsigned enums as negative numbers. */
function unsignedRange(range: LabelledRange, size: number): LabelledRange {
  if (range.low >= 0n) return range;
  const low = BigInt.asUintN(size, range.low);
  const high = BigInt.asUintN(size, range.high);
  return low <= high ? { label: range.label, low, high } : range;
}
