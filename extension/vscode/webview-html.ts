/**
 * The page of a webview: one script, one style sheet, both from `dist/webview`. The Content-Security-Policy forbids
 * everything else: no inline script or style, no eval, no network. (What a script sets on an element's `style` object is
 * not inline in this sense.)
 */
import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** `data` arrives as `data-…` attributes of the body. */
export function webviewHtml(
  webview: Webview,
  extension: Uri,
  bundle: 'view' | 'form' | 'configurations' | 'calls',
  data: Record<string, string>,
): string {
  const nonce = randomBytes(18).toString('base64');
  const address = (file: string) => webview.asWebviewUri(Uri.joinPath(extension, 'dist/webview', file)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address(`${bundle}.css`)}">
</head>
<body${attributes.join('')}>
<div id="root"></div>
<script nonce="${nonce}" src="${address(`${bundle}.js`)}"></script>
</body>
</html>`;
}

/** A page that only says something. */
export function messageHtml(text: string): string {
  return `<!DOCTYPE html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<p>${escaped(text)}</p>`;
}

/** A tab's icon does not take the theme's colour by itself. */
export function tabIcon(extension: Uri) {
  const icon = (theme: string) => Uri.joinPath(extension, `extension/media/heddle-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

/** What a webview of ours may do and read. */
export function webviewOptions(extension: Uri) {
  return { enableScripts: true, localResourceRoots: [Uri.joinPath(extension, 'dist/webview')] };
}
