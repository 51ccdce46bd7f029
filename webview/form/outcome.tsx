/**
 * What will come of the form, in sight while one types: a sentence, and what the server shows of it. It does not jump: what
 * was shown last stays, dimmed while it is not of the values as they are, and the room that it took once is kept.
 */

import type { RJSFSchema } from '@rjsf/utils';
import { useLayoutEffect, useRef } from 'react';
import { inLabels } from './problems.ts';
import type { Tried } from './use-attempt.ts';

const begun = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export function Outcome(props: { readonly sentence: string; readonly tried: Tried; readonly schema: RJSFSchema }) {
  const { sentence, tried, schema } = props;
  const { preview, fresh } = tried;
  const room = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const height = room.current?.offsetHeight ?? 0;
    if (room.current && height > Number.parseFloat(room.current.style.minHeight || '0')) {
      room.current.style.minHeight = `${height}px`;
    }
  });
  return (
    <section ref={room} className="outcome" aria-label="Preview">
      <p className="preview" aria-live="polite">
        {sentence}
      </p>
      {preview && (
        <div className={fresh ? 'tried' : 'tried stale'}>
          <p aria-live="polite">
            {begun(inLabels(schema, preview.text))}
            {!fresh && <span className="help"> (before the last change)</span>}
          </p>
          {preview.rows && preview.rows.length > 0 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what overflows must be reachable by keys
            <section className="rows" tabIndex={0} aria-label="Preview as a table">
              <table>
                {preview.columns && (
                  <thead>
                    <tr>
                      {preview.columns.map((column) => (
                        <th key={column} scope="col">
                          {column}
                        </th>
                      ))}
                    </tr>
                  </thead>
                )}
                <tbody>
                  {preview.rows.map((cells, row) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
                    <tr key={row}>
                      {cells.map((cell, column) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity but their place
                        <td key={column} title={cell}>
                          {cell}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </div>
      )}
    </section>
  );
}
