/** The help of a field, as text: a server's words are never taken for HTML or Markdown. */
import type { ReactNode } from 'react';

export function Description({ id, description }: { id: string; description?: ReactNode }) {
  if (!description) return null;
  return (
    <p id={id} className="help">
      {description}
    </p>
  );
}
