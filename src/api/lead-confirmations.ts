import type { Context } from 'hono';
import {
  ConfirmationIn,
  ConfirmationOut,
  confirmationPage,
  ConfirmationQuery,
  type ConfirmationState,
} from '../domain/lead-confirmations/page.ts';
import { CONFIRMATION_PATH } from '../domain/lead-confirmations/token.ts';
import { pagePolicy } from '../domain/shared/public-page.ts';
import { hashToken } from '../domain/shared/secrets.ts';
import { check } from '../domain/shared/schema-faults.ts';
import { AppError, invalid, notFound } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import {
  describeConfirmation,
  findLeadConfirmation,
  type ConfirmationRow,
} from '../queries/lead-confirmations.ts';
import { confirmEmail, stateOf } from '../services/lead-confirmations/confirm.ts';
import { limitAttempts } from './accounts/attempts.ts';
import { page, type PageAnswer } from './http/answers/kinds.ts';
import { fields } from './http/bodies/kinds.ts';
import { transact, type Answer, type ApiDeps, type Env } from './http/context.ts';
import { publicEndpoint, type Endpoint } from './http/endpoint.ts';
import { problemOf } from './http/errors.ts';
import { wantsPage } from './http/request.ts';

/**
 * The link of a confirmation mail. GET shows a page with one button and changes nothing: mail scanners open
 * links. The POST behind the button confirms.
 */

const BODY_SIZE_MAX_BYTES = 4096;

export const leadConfirmationEndpoints = (deps: ApiDeps): Endpoint[] => [
  publicEndpoint(
    {
      id: 'lead_confirmations.read',
      method: 'get',
      path: CONFIRMATION_PATH,
      permission: 'public',
      summary: 'The page behind the link of a confirmation mail',
      description: 'Says what the link can do, in French or English. Changes nothing.',
      query: ConfirmationQuery,
      status: 200,
      answer: page(),
    },
    ({ c, query: { token = '' } }) =>
      answer(c, token, () =>
        withConfirmation(deps, c, token, async (tx, id) => {
          const row = await describeConfirmation(tx, { id });
          return { state: row ? stateOf(row) : 'unknown', row };
        }),
      ),
  ),
  publicEndpoint(
    {
      id: 'lead_confirmations.confirm',
      method: 'post',
      path: CONFIRMATION_PATH,
      permission: 'public',
      summary: 'Confirm the e-mail address of a lead, once',
      description:
        '404 if the link does not work, 410 if it has expired. A page for browsers, JSON for programs.',
      body: fields({ sizeMaxBytes: BODY_SIZE_MAX_BYTES }),
      bodyDocument: ConfirmationIn,
      sample: { token: `rlc_${'x'.repeat(43)}` },
      status: 200,
      answer: page({ json: ConfirmationOut }),
    },
    async ({ c, body }) => {
      const token = tokenOf(c, body);
      return answer(c, token, () =>
        withConfirmation(deps, c, token, (tx, id) => confirmEmail(tx, id)),
      );
    },
  ),
];

/** A person gets a page, whatever the link was. */
const tokenOf = (c: Context<Env>, body: Record<string, unknown>): string => {
  const checked = check(ConfirmationIn, body);
  if (checked.success) return checked.data.token;
  if (wantsPage(c)) return '';
  throw invalid(checked.faults);
};

interface Found {
  state: ConfirmationState;
  row: ConfirmationRow | undefined;
}

const UNKNOWN: Found = { state: 'unknown', row: undefined };

/** Guesses of tokens are counted. Errors: `rate_limited`. */
const withConfirmation = (
  deps: ApiDeps,
  c: Context<Env>,
  token: string,
  work: (tx: Transaction, id: string) => Promise<Found>,
): Promise<Found> =>
  limitAttempts(deps, { purpose: 'confirmation', account: null, ip: c.get('ip') }, async () => {
    const found = await findLeadConfirmation(deps.database, hashToken(token));
    if (!found) return { result: UNKNOWN, isWrong: true };
    const actor = {
      companyId: found.company_id,
      userId: null,
      requestId: c.get('requestId'),
    };
    const result = await transact(deps, actor, (tx) => work(tx, found.confirmation_id));
    return { result, isWrong: false };
  });

const STATUS = { open: 200, confirmed: 200, already: 200, expired: 410, unknown: 404 } as const;

const answer = async (
  c: Context<Env>,
  token: string,
  find: () => Promise<Found>,
): Promise<PageAnswer | Answer> => {
  if (!wantsPage(c) && c.req.method === 'POST') return jsonOf((await find()).state);
  try {
    const { state, row } = await find();
    // A program that opens the page and asks for no page gets the problem.
    if (!wantsPage(c) && STATUS[state] !== 200) throw refusalOf(state);
    return {
      page: confirmationPage({
        state,
        locale: row?.locale ?? null,
        companyName: row?.company_name ?? null,
        token,
      }),
      status: STATUS[state],
      headers: PAGE_HEADERS,
    };
  } catch (error) {
    if (!(wantsPage(c) && error instanceof AppError)) throw error;
    return {
      page: confirmationPage({ state: 'too_many', locale: null, companyName: null, token: '' }),
      status: problemOf(error).status,
      headers: PAGE_HEADERS,
    };
  }
};

const PAGE_HEADERS = { 'Content-Security-Policy': pagePolicy() };

const jsonOf = (state: ConfirmationState): Answer => {
  if (STATUS[state] !== 200) throw refusalOf(state);
  return { body: { status: state } };
};

const refusalOf = (state: ConfirmationState): AppError =>
  state === 'expired' ? new AppError('gone', 'this link has expired') : notFound('confirmation');
