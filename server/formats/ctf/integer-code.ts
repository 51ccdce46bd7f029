/** The code that reads an integer of known size: by the view's own methods where it lies on bytes, else bit by bit. */
import type { CodeWriter } from './code-writer.ts';
import type { IntegerNode } from './nodes.ts';

/** Declares `value` as the integer, or as its lower 32 bits where `high` is to be the rest. */
export function readInteger(writer: CodeWriter, node: IntegerNode, value: string, high: string | undefined): void {
  const { size, signed, bigEndian } = node;
  const bit = node.reversed ? undefined : writer.bitInByte;
  const little = bigEndian ? 'false' : 'true';
  const at = writer.byte();
  if (bit === 0 && (size === 8 || size === 16 || size === 32)) {
    const order = size === 8 ? '' : `, ${little}`;
    writer.write(`const ${value} = view.get${signed ? 'Int' : 'Uint'}${size}(${at}${order});`);
  } else if (bit === 0 && size === 64) {
    const [low, up] = bigEndian ? [writer.byte(4), at] : [at, writer.byte(4)];
    writer.write(`const ${value} = view.getUint32(${low}, ${little});`);
    writer.write(`const ${high} = view.get${signed ? 'Int' : 'Uint'}32(${up}, ${little});`);
  } else if (bit !== undefined && bit + size <= 32) {
    const bytes = Math.ceil((bit + size) / 8);
    const shift = bigEndian ? bytes * 8 - bit - size : bit;
    const bits = `(${wordAt(writer, bytes, bigEndian)} >>> ${shift} & ${2 ** size - 1})`;
    writer.write(`const ${value} = ${signed ? `${bits} << ${32 - size} >> ${32 - size}` : bits};`);
  } else {
    const low = `${node.reversed ? 'reversedBitsAt' : 'bitsAt'}(bytes, ${writer.bit}, ${size}, ${bigEndian})`;
    const extended = signed && size <= 32 ? `${low} << ${32 - size} >> ${32 - size}` : low;
    writer.write(`const ${value} = ${extended};`);
    if (high === undefined) return;
    const up = signed ? `upper.bits << ${64 - size} >> ${64 - size}` : 'upper.bits >>> 0';
    writer.write(`const ${high} = ${up};`);
  }
}

function wordAt(writer: CodeWriter, bytes: number, bigEndian: boolean): string {
  const at = writer.byte();
  if (bytes === 1) return `bytes[${at}]`;
  if (bytes === 2) return `view.getUint16(${at}, ${!bigEndian})`;
  if (bytes === 4) return `view.getUint32(${at}, ${!bigEndian})`;
  const third = `bytes[${writer.byte(2)}]`;
  return bigEndian
    ? `(view.getUint16(${at}, false) << 8 | ${third})`
    : `(view.getUint16(${at}, true) | ${third} << 16)`;
}
