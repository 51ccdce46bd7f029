/**
 * Serves the viewer as a plain page. It is opened as `/t/TOKEN/`, so that all its relative addresses carry the token.
 * Addresses of calls and projects as the weave SDKs print them lead a browser to the same in this page.
 * The page may load scripts from this server only: nothing inline, nothing evaluated.
 */
import express, { type Router } from 'express';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CALL = '/:entity/:project/r/call/:id';
const PROJECT = '/:entity/:project/weave{/*rest}';

export function page(folder: string): Router {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('Cache-Control', 'private, no-cache');
    next();
  });
  router.get([CALL, PROJECT], ({ headers, params, path }, response, next) => {
    if (!headers.accept?.includes('text/html')) return next();
    const { entity, project, id } = params as Readonly<Record<string, string | undefined>>;
    const shown = new URLSearchParams({ calls: `${entity}/${project}`, ...(id === undefined ? {} : { call: id }) });
    // Relative, so that what stands before the path stays: the token.
    response.redirect(302, `${'../'.repeat(path.split('/').length - 2)}?${shown}`);
  });
  router.use(express.static(folder, { index: 'page.html', redirect: false, cacheControl: false }));
  return router;
}
