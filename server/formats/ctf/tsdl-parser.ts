/** Reads a TSDL text into its blocks, in one pass. Types that are declared outside of blocks hold in all that follow. */
import { TsdlCursor } from './tsdl-cursor.ts';
import type { AttributeValue } from './tsdl-scalars.ts';
import { TypeScope } from './tsdl-scope.ts';
import { type Block, TypeParser } from './tsdl-types.ts';

const BLOCKS = new Set(['trace', 'env', 'clock', 'stream', 'event', 'callsite']);

export interface TsdlBlocks {
  readonly trace: Block | undefined;
  readonly environment: ReadonlyMap<string, AttributeValue>;
  readonly clocks: readonly Block[];
  readonly streams: readonly Block[];
  readonly events: readonly Block[];
}

/** The blocks of `text`. Throws a `FormatError` with file, line and column. */
export function parseTsdl(text: string, file: string): TsdlBlocks {
  const cursor = new TsdlCursor(text, file);
  const types = new TypeParser(cursor);
  const root = new TypeScope();
  const blocks = new Map<string, Block[]>([...BLOCKS].map((name) => [name, []]));
  while (cursor.token.kind !== 'end') {
    const word = cursor.token.text;
    const start = cursor.token.at;
    if (cursor.token.kind === 'name' && BLOCKS.has(word) && cursor.nextIs('{')) {
      cursor.advance();
      cursor.advance();
      blocks.get(word)!.push(types.block(new TypeScope(root), start, word === 'env'));
      cursor.accept(';');
    } else if (!cursor.accept(';')) types.declaration(root);
  }
  const traces = blocks.get('trace')!;
  if (traces.length > 1) throw cursor.error('a second trace block', traces[1]!.at);
  const environment = new Map(blocks.get('env')!.flatMap((block) => [...block.values]));
  return {
    trace: traces[0],
    environment,
    clocks: blocks.get('clock')!,
    streams: blocks.get('stream')!,
    events: blocks.get('event')!,
  };
}
