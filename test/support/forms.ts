import type { z } from 'zod';
import { SubmissionOut } from '../../src/domain/forms/submission.ts';
import { FormOut, type FormIn } from '../../src/domain/forms/shapes.ts';
import { answerOf } from './actions.ts';
import type { TestApi } from './api.ts';

/** Forms, and what visitors send to them. */

export type Form = z.infer<typeof FormOut>;

export const FIELDS = [
  { key: 'name', type: 'text', label: 'Nom', is_required: true },
  { key: 'email', type: 'email', label: 'Adresse e-mail', is_required: true },
  { key: 'phone', type: 'phone', label: 'Téléphone' },
  { key: 'company', type: 'text', label: 'Société' },
  { key: 'budget', type: 'number', label: 'Budget' },
  { key: 'start', type: 'date', label: 'Début' },
  { key: 'training', type: 'select', label: 'Formation', options: ['Bijouterie', 'Sertissage'] },
  { key: 'message', type: 'textarea', label: 'Message' },
  { key: 'consent', type: 'checkbox', label: 'J’accepte', is_required: true },
] satisfies z.input<typeof FormIn>['fields'];

export const createForm = async (
  api: TestApi,
  fields: Partial<z.input<typeof FormIn>> = {},
  key = api.company.owner.key,
): Promise<Form> =>
  answerOf(
    await api.request('/api/v1/forms', {
      key,
      body: { name: 'Demande de devis', fields: FIELDS, ...fields },
    }),
    201,
    FormOut,
  );

export const VISITOR = {
  name: 'Hélène Muller',
  email: 'helene@visiteurs.example',
  consent: true,
} as const;

interface SendInput {
  headers?: Record<string, string>;
  ip?: string;
}

/** As a script of a web site does. */
export const send = (
  api: Pick<TestApi, 'request'>,
  { token }: Pick<Form, 'token'>,
  body: object,
  { headers = {}, ip = '203.0.113.9' }: SendInput = {},
): Promise<Response> =>
  api.request(`/api/public/forms/${token}/leads`, { method: 'POST', body, headers, ip });

/** As a browser does without any script. */
export const sendPlain = (
  api: Pick<TestApi, 'request'>,
  { token }: Pick<Form, 'token'>,
  values: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  api.request(`/api/public/forms/${token}/leads`, {
    method: 'POST',
    body: new URLSearchParams(values).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'text/html,application/xhtml+xml',
      ...headers,
    },
  });

export const sent = async (answer: Response) => answerOf(answer, 201, SubmissionOut);

export interface StoredLead {
  id: number;
  email: string | null;
  [column: string]: unknown;
}

/** The leads of a form, oldest first. */
export const leadsOf = async (api: Pick<TestApi, 'superuser'>, { id }: Pick<Form, 'id'>) =>
  [
    ...(await api.superuser`
      select id, company_id, call_centre_id, source, status, assigned_to, email, name, phone,
        company_name, data, email_confirmed_at
      from leads where form_id = ${id} order by id
    `),
  ].map((row): Record<string, unknown> => ({ ...row }));
