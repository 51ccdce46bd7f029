/**
 * What an exception says, taken apart. The weave SDK of Python writes it as JSON: the error's class, its message, and the
 * frames that it went through, the outermost first. Anything else is shown as it is.
 */
export interface Traceback {
  readonly type: string;
  readonly message: string;
  /** The innermost first. */
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly file: string;
  readonly line?: number;
  readonly function: string;
  /** The line of the source. */
  readonly text: string;
}

/** Undefined if it isn't one. */
export function readTraceback(exception: string): Traceback | undefined {
  if (!exception.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(exception);
  } catch {
    return undefined;
  }
  const { type, message, traceback } = value as Record<string, unknown>;
  if (typeof type !== 'string' || typeof message !== 'string' || !Array.isArray(traceback)) return undefined;
  return { type, message, frames: traceback.map(readFrame).reverse() };
}

function readFrame(value: unknown): Frame {
  const { filename, line_number: line, function_name: name, text } = Object(value) as Record<string, unknown>;
  return {
    file: String(filename ?? ''),
    function: String(name ?? ''),
    text: String(text ?? ''),
    ...(typeof line === 'number' ? { line } : {}),
  };
}
