/**
 * A webview's end of the channel to its editor. The editor's state keeps what the page is about, so that it comes back after
 * a reload of the window. To be called once a page.
 */
import type { Port } from '../client/session/rpc.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };

export function editorPort(): Port & { keep(state: object): void } {
  const editor = acquireVsCodeApi();
  editor.setState({ ...document.body.dataset });
  return {
    /** What the page is about now. */
    keep: (state) => editor.setState(state),
    post: (message) => editor.postMessage(message),
    listen: (listener) => {
      const hear = (event: MessageEvent<unknown>) => listener(event.data);
      addEventListener('message', hear);
      return () => removeEventListener('message', hear);
    },
  };
}
