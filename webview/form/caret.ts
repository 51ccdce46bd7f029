/** Where the caret is in a field, and how it gets elsewhere. */
import { lineOf } from './problems.ts';

/** Where in an element the n-th character of its text is: px from its left and top to the character's lower left corner. */
export function pointAt(element: HTMLElement, index: number): { readonly left: number; readonly top: number } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (index < before + length) {
      const range = document.createRange();
      range.setStart(node, index - before);
      range.setEnd(node, index - before + 1);
      const [at, outer] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
      return { left: at.left - outer.left, top: at.bottom - outer.top };
    }
    before += length;
  }
  return { left: 0, top: element.clientHeight };
}

/** Puts the caret there and brings the line into sight, which browsers do not do by themselves. */
export function goTo(field: HTMLTextAreaElement | HTMLInputElement, position: number): void {
  field.focus();
  field.setSelectionRange(position, position);
  const height = Number.parseFloat(getComputedStyle(field).lineHeight) || 0;
  const { line } = lineOf(field.value, position);
  if (field.scrollHeight > field.clientHeight) field.scrollTop = (line - 1) * height - field.clientHeight / 2;
}
