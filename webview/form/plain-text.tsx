/**
 * Stands in bundles for markdown-to-jsx, a sixth of the form's code: @rjsf/core loads it for descriptions in Markdown, which
 * our types have none of, and for its own words on schemas that it cannot show.
 */
import type { ReactNode } from 'react';

export const Markdown = ({ children }: { readonly children?: ReactNode }): ReactNode => children;
