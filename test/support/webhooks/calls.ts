import { expect } from 'vitest';
import { z } from 'zod';
import { ProblemOut } from '../../../src/api/http/errors.ts';
import { WebhookOut, WebhookWithSecretOut } from '../../../src/domain/webhooks/shapes.ts';
import { readHeaders, readSigningSecrets } from '../../../src/services/webhooks/secrets.ts';
import type { TestApi } from '../api.ts';

/** Webhooks as their owner keeps them through the API. */

export const SEED_BODY = {
  name: 'CRM externe',
  url: 'https://crm.example.com/hooks/relais',
  events: ['LeadCreated', 'LeadConverted'],
  is_active: true,
};

export interface Call {
  method?: string;
  body?: unknown;
  key?: string;
}

const SecretsRow = z.object({
  secret_encrypted: z.instanceof(Buffer),
  previous_secret_encrypted: z.instanceof(Buffer).nullable(),
  previous_secret_expires_at: z.date().nullable(),
  headers_encrypted: z.instanceof(Buffer).nullable(),
});

export const faultsOf = async (answer: Response): Promise<string[]> => {
  const { errors = [] } = ProblemOut.parse(await answer.json());
  return errors.map(({ path, code }) => `${path}: ${code}`).toSorted();
};

export const webhooksAs = (
  api: Pick<TestApi, 'request' | 'superuser' | 'deps' | 'company'>,
  ownKey: string,
) => {
  const call = (path: string, { key = ownKey, ...rest }: Call = {}) =>
    api.request(path, { key, ...rest });

  const create = async (fields: object = {}) => {
    const answer = await call('/api/webhooks', { body: { ...SEED_BODY, ...fields } });
    const text = await answer.text();
    expect(answer.status, text).toBe(201);
    return WebhookWithSecretOut.parse(JSON.parse(text));
  };

  const read = async (id: number) =>
    WebhookOut.parse(await (await call(`/api/webhooks/${id}`)).json());

  const change = async (id: number, body: object, method = 'PATCH') => {
    const answer = await call(`/api/webhooks/${id}`, { method, body });
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return WebhookOut.parse(JSON.parse(text));
  };

  /** What a delivery would sign with and send. */
  const storedSecrets = async (id: number, now = new Date()) => {
    const [found] = await api.superuser`
      select secret_encrypted, previous_secret_encrypted, previous_secret_expires_at,
        headers_encrypted
      from webhooks
      where id = ${id}
    `;
    const row = SecretsRow.parse(found);
    const keeper = { keys: api.deps.encryptionKeys, companyId: api.company.id };
    return {
      secrets: readSigningSecrets(keeper, row, now),
      headers: readHeaders(keeper, row.headers_encrypted),
    };
  };

  return { call, create, read, change, storedSecrets };
};
