import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { serveStatic } from '@hono/node-server/serve-static';
import type { ApiDeps, Env } from './context.ts';

/** Serves the built console: its files, and index.html for the address of every view. */

const ONE_YEAR_SECONDS = 31_536_000;

export const consoleRoutes = (app: OpenAPIHono<Env>, deps: Pick<ApiDeps, 'config'>): void => {
  const root = deps.config.CONSOLE_DIR;
  if (!existsSync(root)) return; // not built: the api alone
  // Vite names each asset after its content, so an asset never changes.
  app.use('/assets/*', async (c, next) => {
    await next();
    if (c.res.ok) c.header('Cache-Control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`);
  });
  app.get('/assets/*', serveStatic({ root, precompressed: true }));
  app.get('/favicon.svg', serveStatic({ root }));
  app.get('*', async (c, next) => {
    const isView = c.req.path === '/' || (c.req.header('Accept') ?? '').includes('text/html');
    if (!isView) return next();
    const page = await readFile(join(root, 'index.html'), 'utf8').catch(() => undefined);
    if (page === undefined) return next();
    c.header('Cache-Control', 'no-cache');
    return c.html(page);
  });
};
