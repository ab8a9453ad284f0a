import { readFile } from 'node:fs/promises';
import type { Context, Hono } from 'hono';
import type { Env } from './context.ts';

/** The guides to webhooks, `docs/webhooks.md` and its French sibling, as pages: `/docs/webhooks/fr`. */

const GUIDES = [
  { language: 'en', title: 'Webhooks', file: '../../../docs/webhooks.md' },
  { language: 'fr', title: 'Webhooks', file: '../../../docs/fr/webhooks.md' },
] as const;

/** In: `page`, which shows the document at an address with the reader of `/docs`. */
export const guides = (
  app: Hono<Env>,
  page: (c: Context<Env>, input: GuidePage) => Response,
): void => {
  for (const { language, title, file } of GUIDES) {
    const path = `/docs/webhooks/${language}`;
    let document: Promise<string> | undefined;
    app.get(path, (c) => page(c, { language, title, documentUrl: `${path}.json` }));
    app.get(`${path}.json`, async (c) => {
      document ??= documentOf(title, new URL(file, import.meta.url));
      return c.body(await document, 200, { 'Content-Type': 'application/json' });
    });
  }
};

export interface GuidePage {
  language: string;
  title: string;
  documentUrl: string;
}

/** The reader shows the description of an OpenAPI document, which is Markdown. */
const documentOf = async (title: string, file: URL): Promise<string> => {
  const description = served(await readFile(file, 'utf8'));
  return JSON.stringify({ openapi: '3.1.0', info: { title, version: '', description }, paths: {} });
};

const ADDRESSES: Readonly<Record<string, string>> = {
  'fr/webhooks.md': '/docs/webhooks/fr',
  '../webhooks.md': '/docs/webhooks/en',
  'openapi.json': '/openapi.json',
};

/** Links to other files get their address here. Without one, only their text stays. The title is the page's. */
const served = (markdown: string): string =>
  markdown
    .replace(/^# .*\n/, '')
    .replaceAll(/\[([^\]]*)\]\(([^)]+)\)/g, (link, text: string, to: string) => {
      if (to.startsWith('#')) return `[${text}](#description/${to.slice(1)})`;
      if (/^https?:/.test(to)) return link;
      const address = ADDRESSES[to];
      return address === undefined ? text : `[${text.replace('../', '')}](${address})`;
    });
