import { expect } from 'vitest';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { MailboxOut } from '../../src/domain/mailboxes/shapes.ts';
import type { TestApi } from './api.ts';

/** Mailboxes as their owner keeps them through the API. */

export const PASSWORD_OF_MAILBOX = 'mot de passe de la boîte';

export const MAILBOX_BODY = {
  name: 'Accueil',
  email: 'accueil@atelier.example',
  imap: { host: 'imap.example.com', port: 993, security: 'tls' },
  smtp: { host: 'smtp.example.com', port: 465, security: 'tls' },
  credentials: { method: 'password', password: PASSWORD_OF_MAILBOX },
} as const;

const PATH = '/inbox/integrations';

export const faultsOf = async (answer: Response): Promise<string[]> => {
  const { errors = [] } = ProblemOut.parse(await answer.json());
  return errors.map(({ path, code }) => `${path}: ${code}`).toSorted();
};

export const mailboxesAs = ({ request }: Pick<TestApi, 'request'>, key: string) => {
  const call = (path = '', input: { method?: string; body?: unknown } = {}) =>
    request(`${PATH}${path}`, { key, ...input });
  const done = async (answer: Response, status: number) => {
    const text = await answer.text();
    expect(answer.status, text).toBe(status);
    return MailboxOut.parse(JSON.parse(text));
  };
  let count = 0;
  return {
    call,
    create: async (fields: object = {}) => {
      count += 1;
      const email = `boite-${count}@atelier.example`;
      return done(await call('', { body: { ...MAILBOX_BODY, email, ...fields } }), 201);
    },
    read: async (id: number) => done(await call(`/${id}`), 200),
    change: async (id: number, body: object) =>
      done(await call(`/${id}`, { method: 'PATCH', body }), 200),
    refusal: async (id: number, body: object) => {
      const answer = await call(`/${id}`, { method: 'PATCH', body });
      return { status: answer.status, faults: await faultsOf(answer) };
    },
  };
};
