/**
 * Serves the viewer as a plain page. It is opened as `/t/TOKEN/`, so that all its relative addresses carry the token.
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

export function page(folder: string): Router {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('Cache-Control', 'private, no-cache');
    next();
  });
  router.use(express.static(folder, { index: 'page.html', redirect: false, cacheControl: false }));
  return router;
}
