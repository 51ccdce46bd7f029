/**
 * The code for the fields of one scope, in the order in which they lie. Fields that nobody wants and nothing refers to
 * leave no trace but a larger step.
 *
 * In the code: `bytes` and `view` hold the bytes, `p` is the bit position, `end` the last one, `i` the row, `cN` column N,
 * `xN` the latest value of slot N, `idle` counts elements that took no space; `id`, `cycles` and `low` are those of the event being decoded.
 */
import { CUT_OFF, TOO_LONG } from './bits.ts';
import { CodeWriter, either, type Place } from './code-writer.ts';
import { MORE, MOST_IDLE } from './decoder-state.ts';
import { fixedSize, strideOf } from './fixed-size.ts';
import { readInteger } from './integer-code.ts';
import type {
  ArrayNode,
  BitsNode,
  FieldNode,
  FloatNode,
  IntegerNode,
  SequenceNode,
  StringNode,
  VariantNode,
} from './nodes.ts';
import type { Want } from './plan.ts';
import type { SharedCode } from './shared-code.ts';
import { unitOf } from './text-encoding.ts';

export class FieldCode {
  readonly #shared: SharedCode;
  readonly #writer: CodeWriter;
  readonly #wants: ReadonlyMap<FieldNode, readonly Want[]>;
  /** Does the code itself need the value? */
  readonly #isLookedAt = (node: IntegerNode): boolean =>
    this.#shared.timeFields.has(node) || this.#shared.idFields.has(node);
  /** The statement that leaves with a fault. */
  readonly #fail: (fault: number) => string;

  constructor(
    shared: SharedCode,
    wants: ReadonlyMap<FieldNode, readonly Want[]>,
    fail: (fault: number) => string,
    place?: Place,
  ) {
    this.#shared = shared;
    this.#writer = new CodeWriter(fail(MORE), place);
    this.#wants = wants;
    this.#fail = fail;
  }

  /** The lines so far; `p` is the true position after them. */
  get lines(): string[] {
    this.#writer.settle();
    return this.#writer.lines;
  }

  /** What is known of the position after them. */
  get place(): Place {
    return this.#writer.place;
  }

  write(line: string): void {
    this.#writer.settle();
    this.#writer.write(line);
  }

  /** Writes the code that steps over `node`, and stores what is wanted of it. */
  emit(node: FieldNode): void {
    this.#writer.align(node.align);
    if (node.kind === 'integer') this.#integer(node);
    else if (node.kind === 'float' || node.kind === 'bits') this.#bits(node);
    else if (node.kind === 'string') this.#string(node);
    else if (node.kind === 'variant') this.#variant(node);
    else if (node.kind === 'array') this.#array(node);
    else if (node.kind === 'sequence') this.#sequence(node);
    else for (const field of node.fields) this.emit(field);
  }

  #array(node: ArrayNode): void {
    const writer = this.#writer;
    const size = fixedSize(node.element, this.#isLookedAt);
    if (size === undefined) {
      this.#elements(node.element, String(node.length));
      return;
    }
    const bits = node.length === 0 ? 0 : (node.length - 1) * strideOf(size, node.element) + size;
    writer.need(bits);
    this.#text(node, String(node.length));
    writer.skip(bits);
  }

  #integer(node: IntegerNode): void {
    const writer = this.#writer;
    const wants = this.#wants.get(node) ?? [];
    const isTime = this.#shared.timeFields.has(node);
    const isId = this.#shared.idFields.has(node);
    if (!node.variable) writer.need(node.size);
    if (node.variable || wants.length > 0 || isTime || isId || node.slots.length > 0) {
      const value = this.#shared.name();
      let high = node.size > 32 ? this.#shared.name() : undefined;
      if (node.variable) this.#readVariable(node, value, high!);
      else readInteger(this.#writer, node, value, high);
      if (isTime) this.#clock(node, value, high);
      let number = high === undefined ? value : `(${high} * 4294967296 + ${value})`;
      if (node.shown === 'boolean') {
        number = this.#shared.name();
        writer.write(`const ${number} = ${high === undefined ? value : `(${high} | ${value})`} !== 0 ? 1 : 0;`);
        high = undefined;
      }
      for (const slot of node.slots) writer.write(`x${slot} = ${number};`);
      if (isId) writer.write(`id = ${number};`);
      for (const { column, form } of wants) {
        const told = form === 'number' ? number : this.#exact(node, form, high === undefined ? number : value, high);
        writer.write(`c${column}[i] = ${told};`);
      }
    }
    if (!node.variable) writer.skip(node.size);
  }

  #exact(node: IntegerNode, form: 'text' | 'key', value: string, high: string | undefined): string {
    if (form === 'text') {
      const index = this.#shared.node(node);
      return high === undefined
        ? `texts.integer(${index}, ${value})`
        : `texts.wideInteger(${index}, ${high}, ${value})`;
    }
    if (high !== undefined) {
      const fits = node.signed ? `(${high} >= 0 && ${high} < 2097152)` : `${high} < 2097152`;
      return `${fits} ? ${high} * 4294967296 + ${value} : texts.key(${high}, ${value}, ${node.signed})`;
    }
    return node.signed ? `${value} >= 0 ? ${value} : texts.key(-1, ${value}, true)` : value;
  }

  #clock({ size, variable }: IntegerNode, value: string, high: string | undefined): void {
    const { base } = this.#shared;
    if (variable) {
      this.#writer.write(`cycles = rebuild(cycles, ${high}, ${value}, variable.size); low = ${value} | 0;`);
    } else if (high === undefined) {
      const step = this.#shared.name();
      const wrap = size === 32 ? '>>> 0' : `& ${2 ** size - 1}`;
      this.#writer.write(`const ${step} = (${value} - low) ${wrap}; cycles += ${step}; low = (low + ${step}) | 0;`);
    } else if (size === 64) {
      const baseHigh = Number(BigInt.asUintN(64, base) >> 32n);
      const baseLow = Number(BigInt.asUintN(32, base));
      this.#writer.write(
        `cycles = ((${high} >>> 0) - ${baseHigh}) * 4294967296 + (${value} - ${baseLow}); low = ${value} | 0;`,
      );
    } else this.#writer.write(`cycles = rebuild(cycles, ${high}, ${value}, ${size}); low = ${value} | 0;`);
  }

  /** As `readInteger`, of an integer of variable length; and steps over it. */
  #readVariable(node: IntegerNode, value: string, high: string): void {
    const writer = this.#writer;
    writer.settle();
    const after = this.#shared.name();
    writer.write(`const ${after} = leb128At(bytes, p >> 3, end >> 3, ${node.signed});`);
    writer.write(`if (${after} === ${CUT_OFF}) ${this.#underflow()}`);
    writer.write(`if (${after} === ${TOO_LONG}) ${this.#fail(7)}`);
    writer.write(`const ${value} = variable.low, ${high} = upper.bits${node.signed ? '' : ' >>> 0'};`);
    writer.write(`p = ${after} * 8;`);
    writer.moved({ modulus: 8, residue: 0 });
  }

  #bits(node: FloatNode | BitsNode): void {
    const writer = this.#writer;
    const wants = this.#wants.get(node);
    writer.need(node.size);
    if (wants) this.#storeBits(node, wants);
    writer.skip(node.size);
  }

  #storeBits(node: FloatNode | BitsNode, wants: readonly Want[]): void {
    const writer = this.#writer;
    const value = this.#shared.name();
    const isNumber = node.kind === 'float';
    const native = isNumber && (node.size === 32 || node.size === 64) && !node.reversed && writer.bitInByte === 0;
    const decoded = native
      ? `view.getFloat${node.size}(${writer.byte()}, ${!node.bigEndian})`
      : `decode(${this.#shared.node({ ...node, align: 1 })}, bytes, ${writer.bit})`;
    writer.write(`const ${value} = ${decoded};`);
    for (const { column, form } of wants) {
      const text = `texts.plain(String(${value}))`;
      const number = isNumber ? value : 'NaN';
      writer.write(`c${column}[i] = ${form === 'number' ? number : form === 'text' ? text : `-1 - ${text}`};`);
    }
  }

  #string(node: StringNode): void {
    const writer = this.#writer;
    const unit = unitOf(node.encoding);
    writer.settle();
    const last = this.#shared.name();
    if (unit === 1) {
      writer.write(`let ${last} = p >> 3;`);
      writer.write(`while (${last} < end >> 3 && bytes[${last}] !== 0) ${last}++;`);
      writer.write(`if (${last} >= end >> 3) ${this.#underflow()}`);
    } else {
      writer.write(`const ${last} = endOfText(bytes, p >> 3, end >> 3, ${unit});`);
      writer.write(`if (${last} < 0) ${this.#underflow()}`);
    }
    this.#text(node, `${last} - (p >> 3)`);
    writer.write(`p = (${last} + ${unit}) << 3;`);
    writer.moved({ modulus: 8, residue: 0 });
  }

  #underflow(): string {
    return this.#fail(MORE);
  }

  /** Stores the text that begins at the position, if somebody wants it. */
  #text(node: StringNode | ArrayNode | SequenceNode, length: string): void {
    const writer = this.#writer;
    const bigEndian = 'element' in node && node.element.kind === 'integer' && node.element.bigEndian;
    for (const { column, form } of this.#wants.get(node) ?? []) {
      const text =
        node.encoding === undefined
          ? `texts.hexAtBit(bytes, ${writer.bit}, ${length}, ${bigEndian})`
          : node.encoding !== 'utf-8'
            ? `texts.encoded(bytes, ${writer.byte()}, ${length}, '${node.encoding}')`
            : writer.bitInByte === 0
              ? `texts.text(bytes, view, ${writer.byte()}, ${length})`
              : `texts.textAtBit(bytes, ${writer.bit}, ${length}, ${bigEndian})`;
      writer.write(`c${column}[i] = ${form === 'number' ? 'NaN' : form === 'text' ? text : `-1 - ${text}`};`);
    }
  }

  #variant(node: VariantNode): void {
    const writer = this.#writer;
    writer.settle();
    const place = writer.place;
    const option = this.#shared.name();
    const tag = `x${node.selector.slot}`;
    if (node.cases.length <= 16) {
      const chain = node.cases.map(({ low, high, option: index }) =>
        low === high ? `${tag} === ${low} ? ${index} : ` : `${tag} >= ${low} && ${tag} <= ${high} ? ${index} : `,
      );
      writer.write(`const ${option} = ${chain.join('')}-1;`);
    } else writer.write(`const ${option} = select(${this.#shared.node(node)}, ${tag});`);
    let after: Place | undefined;
    for (const index of new Set(node.cases.map((one) => one.option))) {
      writer.write(`${after ? 'else ' : ''}if (${option} === ${index}) {`);
      writer.moved(place);
      this.emit(node.options[index]!);
      writer.settle();
      writer.write('}');
      after = after ? either(after, writer.place) : writer.place;
    }
    if (node.optional) after = after ? either(after, place) : place;
    else writer.write(after ? `else ${this.#fail(4)}` : this.#fail(4));
    writer.moved(after);
  }

  #sequence(node: SequenceNode): void {
    const writer = this.#writer;
    writer.settle();
    const length = this.#shared.name();
    writer.write(`const ${length} = x${node.length.slot};`);
    if (node.length.signed) writer.write(`if (${length} < 0) ${this.#fail(5)}`);
    const size = fixedSize(node.element, this.#isLookedAt);
    if (size === undefined) {
      this.#elements(node.element, length);
      return;
    }
    const stride = strideOf(size, node.element);
    const bits =
      stride === size ? `${length} * ${stride}` : `(${length} > 0 ? (${length} - 1) * ${stride} + ${size} : 0)`;
    writer.write(`if (${bits} > end - p) ${this.#underflow()}`);
    this.#text(node, length);
    writer.write(`p = p + ${bits};`);
    const { modulus, residue } = writer.place;
    const step = stride === size ? Math.min(modulus, lowestBit(stride, modulus)) : 1;
    writer.moved({ modulus: step, residue });
  }

  /** Elements whose size differs, one after the other. */
  #elements(element: FieldNode, length: string): void {
    const writer = this.#writer;
    const count = this.#shared.name();
    const before = this.#shared.name();
    writer.settle();
    writer.write(`for (let ${count} = 0; ${count} < ${length}; ${count}++) {`);
    writer.write(`const ${before} = p;`);
    writer.moved();
    this.emit(element);
    writer.settle();
    writer.write(`if (p === ${before} && ++idle > ${MOST_IDLE}) ${this.#fail(6)}`);
    writer.write('}');
    writer.moved();
  }
}

/** The largest power of two that divides `value`, at most `most`. */
function lowestBit(value: number, most: number): number {
  let bit = 1;
  while (bit < most && value % (bit * 2) === 0) bit *= 2;
  return bit;
}
