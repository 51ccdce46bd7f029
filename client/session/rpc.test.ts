import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostEvent, ViewerHost } from '../messages.ts';
import { connect, type Port, serve } from './rpc.ts';

/** Two ends of a channel that copies as `postMessage` does. */
function channel(): { host: Port; view: Port; sent: unknown[] } {
  const listeners = { host: new Set<(message: unknown) => void>(), view: new Set<(message: unknown) => void>() };
  const sent: unknown[] = [];
  const port = (own: 'host' | 'view', other: 'host' | 'view'): Port => ({
    post(message) {
      sent.push(message);
      const copy = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of listeners[other]) listener(copy);
      });
    },
    listen(listener) {
      listeners[own].add(listener);
      return () => listeners[own].delete(listener);
    },
  });
  return { host: port('host', 'view'), view: port('view', 'host'), sent };
}

const partial = (methods: Partial<ViewerHost> & object) => methods as ViewerHost;

describe('calls between a view and its host', () => {
  it('carry arguments, results and columns', async () => {
    const { host, view } = channel();
    serve(
      partial({
        bookmarks: async () => [{ uuid: 'u', name: 'here', start: 1, end: 2 }],
        arrows: async (outputId, window) => ({
          status: 'COMPLETED',
          start: Float64Array.of(window.start),
          end: Float64Array.of(window.end),
          source: Float64Array.of(outputId.length),
          target: new Float64Array(1),
        }),
      }),
      host,
    );
    const client = connect<ViewerHost>(view);
    const [bookmarks, arrows] = await Promise.all([
      client.host.bookmarks(),
      client.host.arrows('flame', { start: 3, end: 4.5, samples: 10 }),
    ]);
    assert.deepEqual(bookmarks, [{ uuid: 'u', name: 'here', start: 1, end: 2 }]);
    assert.deepEqual([...arrows.start, ...arrows.end, ...arrows.source], [3, 4.5, 5]);
  });

  it('keep the host’s `this`, and bring errors as text', async () => {
    const { host, view } = channel();
    class Failing {
      readonly #reason = 'no such output';
      async styles(): Promise<never> {
        throw new Error(this.#reason);
      }
    }
    serve(new Failing() as unknown as ViewerHost, host);
    await assert.rejects(connect<ViewerHost>(view).host.styles('x'), { message: 'no such output' });
  });

  it('reach nothing but the interface', async () => {
    const { host, view, sent } = channel();
    let disposed = false;
    serve({ dispose: () => (disposed = true), experiment: 3 } as unknown as ViewerHost, host);
    for (const [id, method] of ['dispose', 'constructor', 'toString', '__proto__', 'experiment'].entries()) {
      view.post({ id, method, args: [] });
    }
    await new Promise(setImmediate);
    assert.equal(disposed, false);
    assert.equal(sent.filter((m) => /has no method/.test((m as { error?: string }).error ?? '')).length, 5);
  });

  it('go past messages of others', async () => {
    const { host, view } = channel();
    serve(partial({ loadLayout: async () => undefined }), host);
    const client = connect<ViewerHost>(view);
    for (const message of [null, 'x', 7, {}, { id: 1 }, { id: 99, result: 1 }, { type: 'webpackOk' }]) {
      host.post(message);
      view.post(message);
    }
    assert.equal(await client.host.loadLayout(), undefined);
  });

  it('undefined survives a channel that writes JSON', async () => {
    const { host, view } = channel();
    const through = (port: Port): Port => ({
      ...port,
      post: (message) => port.post(JSON.parse(JSON.stringify(message))),
    });
    let seen: unknown[] = [];
    serve(
      partial({
        tree: async (...args) => {
          seen = args;
          throw new Error('no tree');
        },
        loadLayout: async () => undefined,
      }),
      through(host),
    );
    const client = connect<ViewerHost>(through(view));
    assert.equal(await client.host.loadLayout(), undefined);
    await assert.rejects(client.host.tree('x', 'DATA_TREE', undefined));
    assert.deepEqual(seen, ['x', 'DATA_TREE', undefined]);
  });

  it('events come to every listener until it stops', async () => {
    const { host, view } = channel();
    const { emit } = serve(partial({}), host);
    const { onEvent } = connect<ViewerHost>(view);
    const heard: HostEvent[] = [];
    const stop = onEvent((event) => heard.push(event));
    emit({ kind: 'command', command: 'undo' });
    await new Promise(setImmediate);
    stop();
    emit({ kind: 'command', command: 'redo' });
    await new Promise(setImmediate);
    assert.deepEqual(heard, [{ kind: 'command', command: 'undo' }]);
  });

  it('closing the view fails what is under way', async () => {
    const { host, view } = channel();
    serve(partial({ outputs: () => new Promise(() => {}) }), host);
    const client = connect<ViewerHost>(view);
    const call = client.host.outputs();
    client.dispose();
    await assert.rejects(call, { message: 'the view was closed' });
  });

  it('the host of the other side is no promise', async () => {
    const { view } = channel();
    const { host } = connect<ViewerHost>(view);
    assert.equal(await Promise.resolve(host), host);
  });
});
