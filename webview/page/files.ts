/** Files of the user's own machine, as a browser lets a page at them. */

/** Nobody types more into a field. */
const LARGEST = 5 * 1024 * 1024;

/** Undefined if none was chosen. Must be called by something that the user did. */
export async function chooseText(accept = ''): Promise<{ readonly name: string; readonly text: string } | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  const { promise, resolve } = Promise.withResolvers<File | undefined>();
  input.addEventListener('change', () => resolve(input.files?.[0]));
  input.addEventListener('cancel', () => resolve(undefined));
  input.click();
  const file = await promise;
  if (!file) return undefined;
  if (file.size > LARGEST) throw new Error(`“${file.name}” is larger than 5 MiB.`);
  return { name: file.name, text: await file.text() };
}

export function offerText(name: string, text: string): void {
  offerBlob(name, new Blob([text], { type: 'application/json' }));
}

export function offerBlob(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
