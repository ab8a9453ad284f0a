import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import manifest from '../../../package.json' with { type: 'json' };
import type { Env } from './context.ts';
import { guides, type GuidePage } from './guides.ts';
import { registerRefusals } from './refusals.ts';

const DESCRIPTION = `Every action decided in a CRM, dispatched to n8n, followed and settled.

**Who asks.** Send \`Authorization: Bearer rlk_…\` or \`X-API-Key: rlk_…\`. An owner makes keys in the console, under
Settings › API keys, or with \`POST /api/v1/api-keys\`; a key does what its scopes and its user's role allow. Browsers
use the cookie that \`POST /api/v1/session\` sets.

**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\`, a \`request_id\`, and in \`errors\` each fault:
its \`path\`, a stable \`code\`, \`params\` and an English \`message\`. **Lists** are \`{data, next_cursor}\`: send \`next_cursor\` as \`cursor\` for the next page. **POSTs** honour
\`Idempotency-Key\`, but for those that take a password or an invitation: the same key and body get the first answer.`;

/** OpenAPI at `/openapi.json`, made from the routes; a page to read it at `/docs`. */

export const OPENAPI_CONFIG = {
  openapi: '3.1.0',
  info: {
    title: 'Relais',
    version: manifest.version,
    description: DESCRIPTION,
    // Not for distribution: package.json says the same.
    license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
  },
  // Relative: the server that sends the document. A client from a file names its own.
  servers: [{ url: '/', description: 'The server that sends this document.' }],
};

const registerSecuritySchemes = (app: OpenAPIHono<Env>): void => {
  const register = app.openAPIRegistry.registerComponent.bind(app.openAPIRegistry);
  register('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  register('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' });
  register('securitySchemes', 'callbackToken', {
    type: 'http',
    scheme: 'bearer',
    description: '`callback.token` of the dispatch, `rcb_…`: for this action and round alone.',
  });
  register('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'relais_session' });
};

export const documentation = (app: OpenAPIHono<Env>): void => {
  registerSecuritySchemes(app);
  registerRefusals(app);
  // Made once: it takes about 30 ms, and needs no credential.
  let document: string | undefined;
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(app.getOpenAPI31Document(OPENAPI_CONFIG));
    return c.body(document, 200, { 'Content-Type': 'application/json' });
  });
  app.get('/docs', (c) =>
    docsPage(c, { language: 'en', title: 'Relais API', documentUrl: '/openapi.json' }),
  );
  guides(app, docsPage);
  // Several megabytes: compressed once.
  let script: Promise<Buffer<ArrayBuffer>> | undefined;
  app.get('/docs/scalar.js', async (c) => {
    script ??= readFile(SCALAR_PATH).then((text) => promisify(gzip)(text));
    return c.body(await script, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Cache-Control': 'public, max-age=3600',
    });
  });
  app.get('/docs/start.js', (c) =>
    c.body(START_SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
};

const SCALAR_PATH = createRequire(import.meta.url)
  .resolve('@scalar/api-reference')
  .replace(/dist[\\/].*$/, 'dist/browser/standalone.js');

/** Scalar compiles templates while it runs, hence `unsafe-eval`, on this page alone. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const docsPage = (c: Context<Env>, { language, title, documentUrl }: GuidePage): Response => {
  c.header('Content-Security-Policy', DOCS_POLICY);
  return c.body(
    `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="reference" data-url="${documentUrl}"></div>
    <script src="/docs/scalar.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`,
    200,
    { 'Content-Type': 'text/html; charset=UTF-8' },
  );
};

/** A guide has no server and no client. */
const START_SCRIPT = `const { url } = document.querySelector('#reference').dataset;
const isGuide = url !== '/openapi.json';
Scalar.createApiReference('#reference', {
  url,
  ...(isGuide && { documentDownloadType: 'none', hiddenClients: true, servers: [] }),
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
});
`;
