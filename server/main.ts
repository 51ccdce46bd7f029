/**
 * Entry of `node dist/server/main.js serve`. Runs under any Node that knows ES modules, to be able to say that it is too
 * old; everything else is loaded only when the Node is new enough, since SQLite's binary crashes an older one.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 14)) {
  process.stderr.write(`Heddle's server needs Node 22.14 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

// Until the server can be stopped in good order, a signal just ends the process.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

const { serve } = await import('./serve.ts');
await serve(process.argv.slice(2));
