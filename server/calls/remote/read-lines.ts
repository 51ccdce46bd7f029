/** The lines of a body, one after the other, without ever holding more of it than one line and one chunk. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun: string[] = [];
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      begun.push(text.slice(from, to));
      const line = begun.length === 1 ? begun[0]! : begun.join('');
      begun = [];
      from = to + 1;
      if (line.trim() !== '') yield line;
    }
    if (from < text.length) begun.push(text.slice(from));
  }
  begun.push(decoder.decode());
  const last = begun.join('');
  if (last.trim() !== '') yield last;
}
