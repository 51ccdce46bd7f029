/**
 * The form of a configuration type, generated from the type's JSON Schema, for a new configuration or one that exists. It
 * runs in a webview of its own and inside the plain page; `FormHost` is all it knows of where it is.
 */
import { useCallback, useEffect, useState } from 'react';
import type { FormContent, FormHost } from '../../client/configuration-messages.ts';
import { Editing } from './editing.tsx';

export function ConfigurationForm({ host }: { host: FormHost }) {
  const [content, setContent] = useState<FormContent>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(() => {
    setFailure(undefined);
    host.form().then(setContent, (error: Error) => setFailure(error.message));
  }, [host]);
  useEffect(load, [load]);

  if (failure !== undefined) {
    return (
      <div className="configuration">
        <div className="summary" role="alert">
          <strong>The form could not be loaded.</strong>
          <p>{failure}</p>
        </div>
        <button type="button" className="secondary" onClick={load}>
          Try again
        </button>
      </div>
    );
  }
  if (content) return <Editing content={content} host={host} />;
  return (
    <div className="configuration">
      <p className="help">Loading the form…</p>
    </div>
  );
}
