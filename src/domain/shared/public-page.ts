import type { Locale } from '../companies/shapes.ts';
import { escapeHtml } from './html.ts';

/** A page for people without an account, whole: no script or style inside it, so that the policy can be strict. */

interface PublicPageInput {
  locale: Locale;
  title: string;
  /** HTML, escaped already. */
  body: string;
  script?: string;
}

export const STYLESHEET_PATH = '/f/form.css';

export const publicPage = ({ locale, title, body, script }: PublicPageInput): string =>
  [
    '<!doctype html>',
    `<html lang="${locale}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    '<link rel="icon" href="data:,">',
    `<link rel="stylesheet" href="${STYLESHEET_PATH}">`,
    ...(script === undefined ? [] : [`<script src="${script}" defer></script>`]),
    '</head>',
    `<body><main>${body}</main></body>`,
    '</html>',
    '',
  ].join('\n');

/** A title and paragraphs, one for each line. */
export const messageHtml = (title: string, lines: readonly string[]): string =>
  [
    `<h1>${escapeHtml(title)}</h1>`,
    ...lines.flatMap((line) => line.split('\n')).map((line) => `<p>${escapeHtml(line)}</p>`),
  ].join('\n');

interface PolicyInput {
  /** Origins whose pages may frame this one, besides our own. */
  framedBy?: readonly string[];
  /** Where the answer to a form may redirect: browsers apply `form-action` to redirects too. */
  redirectUrl?: string | null;
}

/** The value of `Content-Security-Policy`. */
export const pagePolicy = ({ framedBy = [], redirectUrl = null }: PolicyInput = {}): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action 'self'${redirectUrl === null ? '' : ` ${new URL(redirectUrl).origin}`}`,
    "base-uri 'none'",
    `frame-ancestors 'self'${framedBy.map((origin) => ` ${origin}`).join('')}`,
  ].join('; ');
