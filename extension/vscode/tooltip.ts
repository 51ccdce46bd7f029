/** Tooltips of tree rows. Names and values come from traces and people: they are shown as text, never as Markdown or links. */
import { MarkdownString } from 'vscode';

export function tooltip(title: string, rows: readonly (readonly [string, string])[], about?: string): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**');
  text.appendText(title);
  text.appendMarkdown('**');
  if (about) {
    text.appendMarkdown('\n\n');
    text.appendText(about);
  }
  for (const [name, value] of rows) {
    text.appendMarkdown('\n\n');
    text.appendText(`${name}: ${value}`);
  }
  return text;
}
