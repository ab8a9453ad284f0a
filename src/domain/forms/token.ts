import { randomBytes } from 'node:crypto';
import { escapeHtml } from '../shared/html.ts';

/** The public token of a form, and the addresses made of it. */

const TOKEN_BYTES = 16;

/** 128 random bits: not to be guessed, and short enough for a page. */
export const newFormToken = (): string => `frm_${randomBytes(TOKEN_BYTES).toString('base64url')}`;

export const FORM_TOKEN = /^frm_[A-Za-z0-9_-]{22}$/;

/** Height of the frame until its page has told its own. */
const FRAME_HEIGHT_PX = 600;

interface FormAddresses {
  hosted_url: string;
  submit_url: string;
  embed_html: string;
}

export const formAddresses = (
  publicUrl: string,
  { token, name }: { token: string; name: string },
): FormAddresses => {
  const { origin } = new URL(publicUrl);
  const hostedUrl = `${origin}/f/${token}`;
  return {
    hosted_url: hostedUrl,
    submit_url: `${origin}/api/public/forms/${token}/leads`,
    embed_html: [
      `<iframe src="${hostedUrl}" title="${escapeHtml(name)}" data-relais-form loading="lazy" style="width:100%;height:${FRAME_HEIGHT_PX}px;border:0"></iframe>`,
      `<script src="${origin}/f/embed.js" async></script>`,
    ].join('\n'),
  };
};
