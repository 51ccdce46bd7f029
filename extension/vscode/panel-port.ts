/**
 * A webview panel as an end of the channel to its page. `listening` resolves at the page's first message: what is told
 * before that would be lost.
 */
import type { WebviewPanel } from 'vscode';
import type { Port } from '../../client/session/rpc.ts';

export function panelPort({ webview }: WebviewPanel): Port & { readonly listening: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = webview.onDidReceiveMessage(() => {
    first.dispose();
    resolve();
  });
  return {
    listening: promise,
    post: (message) => void webview.postMessage(message),
    listen(listener) {
      const subscription = webview.onDidReceiveMessage(listener);
      return () => subscription.dispose();
    },
  };
}
