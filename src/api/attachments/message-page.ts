import { createHash } from 'node:crypto';
import { withImages } from '../../domain/messages/html.ts';
import type { MessageContentRow } from '../../queries/attachments/records.ts';

/**
 * The page of one message. The sanitiser is the first wall; the policy is the second: no script, no form, no frame, no
 * request but for images. It is in a header and in the page, because a console may put the page into `srcdoc`.
 * With images of other servers the console can't do that: its own policy forbids them. Then the page tells its height
 * by one script, which the policy allows by its hash; the frame has an origin of its own, so it can do nothing else.
 */

export interface MessagePageOptions {
  areRemoteShown: boolean;
  /** Images of the message as `data:` addresses, by Content-ID: a sandboxed page has no cookie to load them. */
  images: ReadonlyMap<string, string>;
}

const HEIGHT_SCRIPT =
  "new ResizeObserver(function(){parent.postMessage({height:document.documentElement.getBoundingClientRect().height},'*')}).observe(document.documentElement)";
const HEIGHT_SCRIPT_HASH = createHash('sha256').update(HEIGHT_SCRIPT).digest('base64');

const policy = ({ areRemoteShown }: MessagePageOptions): string =>
  [
    "default-src 'none'",
    `img-src data:${areRemoteShown ? ' https: http:' : ''}`,
    "style-src 'unsafe-inline'",
    ...(areRemoteShown ? [`script-src 'sha256-${HEIGHT_SCRIPT_HASH}'`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** Never `allow-same-origin`: the page is served by the origin of the console. */
const sandbox = ({ areRemoteShown }: MessagePageOptions): string =>
  `sandbox allow-popups allow-popups-to-escape-sandbox${areRemoteShown ? ' allow-scripts' : ''}`;

export const messagePolicy = (options: MessagePageOptions): Record<string, string> => ({
  'Content-Security-Policy': `${policy(options)}; ${sandbox(options)}; frame-ancestors 'self'`,
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
});

export const messagePage = (message: MessageContentRow, options: MessagePageOptions): string => {
  const { html, text } = message;
  const body =
    html === null
      ? `<div class="plain">${escape(text)}</div>`
      : withImages(html, {
          inline: (contentId) => options.images.get(contentId),
          remote: options.areRemoteShown ? (address) => address : null,
        });
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(options)}">`,
    '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">',
    options.areRemoteShown ? `<script>${HEIGHT_SCRIPT}</script>` : '',
    `<style>${STYLE}</style></head><body>${body}</body></html>`,
  ].join('');
};

/** On white in any theme: mails choose their colours for it. `readSeenHtml` knows the colours and the size of the text. */
const STYLE =
  ':root{color-scheme:light}body{margin:8px;background:#fff;color:#1a1a1a;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc}table{max-width:100%}pre{white-space:pre-wrap}a:any-link{color:#00e}.plain{white-space:pre-wrap}';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
