/** As in docs/extension-api.md. */
const vscode = require('vscode');

exports.activate = async (context) => {
  const traces = await vscode.extensions.getExtension('heddle.heddle').activate();
  const module = vscode.Uri.joinPath(context.extensionUri, 'lines.mjs');
  context.subscriptions.push(await traces.registerConfigurationTypes(module));
};
