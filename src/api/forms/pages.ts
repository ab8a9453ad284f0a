import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formPage, messagePage } from '../../domain/forms/page.ts';
import { AppError, notFound } from '../../errors.ts';
import { findForm } from '../../queries/forms/records.ts';
import { findPublicForm } from '../../queries/forms/submissions.ts';
import { page } from '../http/answers/kinds.ts';
import { transact, type ApiDeps } from '../http/context.ts';
import { publicEndpoint, type Endpoint } from '../http/endpoint.ts';
import { wantsPage } from '../http/request.ts';
import { FormTokenParams, pageHeaders } from './submissions.ts';

/** The hosted page of a form, and what it and the embedding sites load. */

const ASSETS = {
  script: { id: 'form_pages.script', path: '/f/form.js', type: 'text/javascript' },
  style: { id: 'form_pages.style', path: '/f/form.css', type: 'text/css' },
  embed: { id: 'form_pages.embed', path: '/f/embed.js', type: 'text/javascript' },
} as const;
const ASSET_KEPT_SECONDS = 300;

export const formPageEndpoints = (deps: ApiDeps): Endpoint[] => [
  // Before `/f/{token}`, whose pattern they match.
  ...Object.values(ASSETS).map(asset),
  hostedPage(deps),
];

const asset = ({ id, path, type }: (typeof ASSETS)[keyof typeof ASSETS]): Endpoint => {
  let text: Promise<string> | undefined;
  return publicEndpoint(
    {
      id,
      method: 'get',
      path,
      permission: 'public',
      summary: 'A file that pages with a form load',
      status: 200,
      answer: page({ type }),
    },
    async () => {
      text ??= readFile(join(import.meta.dirname, 'assets', path.replace('/f/', '')), 'utf8');
      return {
        page: await text,
        headers: {
          'Cache-Control': `public, max-age=${ASSET_KEPT_SECONDS}`,
          // Pages of other sites load it.
          'Cross-Origin-Resource-Policy': 'cross-origin',
        },
      };
    },
  );
};

const hostedPage = (deps: ApiDeps): Endpoint =>
  publicEndpoint(
    {
      id: 'form_pages.read',
      method: 'get',
      path: '/f/{token}',
      permission: 'public',
      summary: 'The page of a form',
      description: 'The sites among its allowed origins may frame it. 410 if the form is closed.',
      params: FormTokenParams,
      status: 200,
      answer: page(),
    },
    async ({ c, params }) => {
      const found = await findPublicForm(deps.database, params.token);
      const actor = found && { companyId: found.company_id, userId: null };
      const form =
        found && actor
          ? await transact(deps, actor, (tx) => findForm(tx, { id: found.form_id }))
          : undefined;
      if (!form) {
        if (!wantsPage(c)) throw notFound('form');
        return {
          page: messagePage('unknown', ['fr', 'en']),
          status: 404,
          headers: pageHeaders(form),
        };
      }
      if (!form.is_active) {
        if (!wantsPage(c)) throw new AppError('gone', 'this form takes nothing any more');
        return {
          page: messagePage('gone', [form.locale]),
          status: 410,
          headers: pageHeaders(form),
        };
      }
      return { page: formPage(form), headers: pageHeaders(form) };
    },
  );
