import { SentMailsOut } from '../domain/sent-mail/shapes.ts';
import { sentMailListed } from '../domain/sent-mail/events.ts';
import { AppError, notFound } from '../errors.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** Development only: the mails that the fake mail server of `npm start` received. */

const TIMEOUT_MS = 5_000;

export const sentMailEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'operations.list_sent_mail',
      method: 'get',
      path: '/api/v1/operations/sent-mail',
      permission: 'operations:read',
      summary: 'List mails of the company that the fake mail server received, newest first',
      description:
        'Only under `npm start`, where no mail is delivered; 404 elsewhere. At most 200.',
      status: 200,
      answer: SentMailsOut,
    },
    async ({ caller, read }) => {
      const { DANGEROUS_SENT_MAIL_URL: url } = deps.config;
      if (url === undefined) throw notFound('sent mail');
      const body = await listMails(url, caller.companyId);
      return read(async (tx) => {
        tx.emit(sentMailListed, { subjectId: '*' });
        return Promise.resolve({ body });
      });
    },
  ),
];

const listMails = async (url: string, companyId: number) => {
  try {
    const answer = await fetch(new URL(`/mails?company=${companyId}`, url), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return SentMailsOut.parse(await answer.json());
  } catch (error) {
    throw new AppError('unavailable', 'the fake mail server does not answer', { cause: error });
  }
};
