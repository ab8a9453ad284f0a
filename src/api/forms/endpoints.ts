import { z } from '@hono/zod-openapi';
import {
  formCreated,
  formDeleted,
  formTokenRotated,
  formUpdated,
} from '../../domain/forms/events.ts';
import { canConfirm, columnOf } from '../../domain/forms/fields.ts';
import { FormIn, FormOut, FormParams, FormPatch, FormQuery } from '../../domain/forms/shapes.ts';
import { formAddresses, newFormToken } from '../../domain/forms/token.ts';
import { fault } from '../../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { definedFields } from '../../domain/shared/patches.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findCallCentre } from '../../queries/call-centres.ts';
import {
  deleteForm,
  findForm,
  insertForm,
  listForms,
  replaceFormToken,
  updateForm,
  type FormContent,
  type FormRow,
} from '../../queries/forms/records.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { formStatistics } from './statistics.ts';

/** Endpoints to manage forms. The public ones: submissions.ts, pages.ts. */

export const formEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  read(deps),
  update(deps),
  formStatistics(deps),
  rotateToken(deps),
  remove(deps),
];

type Params = LoadRequest<typeof FormParams>;
const lockForm = ({ tx, params }: Params) => findForm(tx, { id: params.id, lock: 'update' });

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.list',
      method: 'get',
      path: '/api/v1/forms',
      permission: 'forms:read',
      summary: 'List forms, newest first',
      query: FormQuery,
      status: 200,
      answer: pageOf(FormOut),
    },
    async ({ query, read }) => {
      const beforeId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx) =>
        listForms(tx, {
          isActive: query.is_active === undefined ? undefined : query.is_active === 'true',
          callCentreId: query.call_centre_id,
          beforeId,
          limit: query.limit + 1,
        }),
      );
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map((row) => formOut(deps, row)) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.create',
      method: 'post',
      path: '/api/v1/forms',
      permission: 'forms:write',
      summary: 'Add a form',
      description:
        'Answers its public token, the address of its page, and the HTML that shows it on another site.',
      body: FormIn,
      sample: { ...SAMPLE, call_centre_id: null },
      status: 201,
      answer: FormOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        const content = contentOf(body);
        await checkCentre(tx, content.callCentreId);
        const id = await insertForm(tx, {
          ...content,
          userId: caller.userId,
          token: newFormToken(),
        });
        tx.emit(formCreated, { subjectId: id, before: null, after: body });
        return {
          body: await describeForm(deps, tx, id),
          headers: { Location: `/api/v1/forms/${id}` },
        };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.read',
      method: 'get',
      path: '/api/v1/forms/{id}',
      permission: 'forms:read',
      summary: 'One form',
      params: FormParams,
      load: ({ tx, params }) => findForm(tx, params),
      status: 200,
      answer: FormOut,
    },
    async ({ read }) => ({
      body: await read((_, form) => Promise.resolve(formOut(deps, form))),
    }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.update',
      method: 'patch',
      path: '/api/v1/forms/{id}',
      permission: 'forms:write',
      summary: 'Change a form',
      description:
        'Refused with 409 if `version` is not the current version. Leads keep the data of fields that disappear.',
      params: FormParams,
      load: lockForm,
      body: FormPatch,
      sample: { version: 1, ...SAMPLE, call_centre_id: null },
      status: 200,
      answer: FormOut,
    },
    async ({ body, write }) =>
      write(async (tx, form) => {
        if (body.version !== form.version) throw outdated(form.version);
        const before = editableOf(form);
        const { version: _, ...patch } = body;
        const after = { ...before, ...definedFields(patch) };
        if (after.is_confirmation_required && !canConfirm(after.fields)) {
          throw invalid([fault('fields', 'needs_email_field', {})]);
        }
        if (after.call_centre_id !== before.call_centre_id) {
          await checkCentre(tx, after.call_centre_id);
        }
        await updateForm(tx, { id: form.id, ...contentOf(after) });
        tx.emit(formUpdated, { subjectId: form.id, before, after });
        return { body: await describeForm(deps, tx, form.id) };
      }),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.delete',
      method: 'delete',
      path: '/api/v1/forms/{id}',
      permission: 'forms:write',
      summary: 'Delete a form',
      description: 'Its page and its token stop working. Its leads stay.',
      params: FormParams,
      load: lockForm,
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, form) => {
        await deleteForm(tx, form.id);
        tx.emit(formDeleted, { subjectId: form.id, before: editableOf(form) });
        return {};
      }),
  );

const rotateToken = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.rotate_token',
      method: 'post',
      path: '/api/v1/forms/{id}/rotate-token',
      permission: 'forms:write',
      summary: 'Give a form another token',
      description: 'The old one stops working at once: pages that show the form need the new HTML.',
      params: FormParams,
      load: lockForm,
      status: 201,
      answer: FormOut,
    },
    async ({ write }) =>
      write(async (tx, form) => {
        await replaceFormToken(tx, { id: form.id, token: newFormToken() });
        tx.emit(formTokenRotated, { subjectId: form.id });
        return { body: await describeForm(deps, tx, form.id) };
      }),
  );

const SAMPLE = {
  name: 'Demande de devis',
  fields: [
    {
      key: 'name',
      type: 'text' as const,
      label: 'Nom',
      is_required: true,
      help: '',
      options: [],
    },
    { key: 'email', type: 'email' as const, label: 'Adresse e-mail', is_required: true },
    {
      key: 'training',
      type: 'select' as const,
      label: 'Formation',
      options: ['Bijouterie', 'Sertissage'],
    },
  ],
  locale: 'fr' as const,
  is_confirmation_required: true,
  allowed_origins: ['https://www.example.com'],
  is_active: true,
  success_message: 'Merci, nous vous rappelons sous deux jours.',
  redirect_url: 'https://www.example.com/merci',
};

type Editable = z.infer<typeof FormIn>;

const editableOf = (form: FormRow): Editable => ({
  name: form.name,
  fields: form.fields,
  call_centre_id: form.call_centre_id,
  locale: form.locale,
  is_confirmation_required: form.is_confirmation_required,
  allowed_origins: form.allowed_origins,
  is_active: form.is_active,
  success_message: form.success_message,
  redirect_url: form.redirect_url,
});

const contentOf = (form: Editable): FormContent => ({
  name: form.name,
  fields: form.fields,
  callCentreId: form.call_centre_id,
  locale: form.locale,
  isConfirmationRequired: form.is_confirmation_required,
  allowedOrigins: form.allowed_origins,
  isActive: form.is_active,
  successMessage: form.success_message,
  redirectUrl: form.redirect_url,
});

const checkCentre = async (tx: Transaction, callCentreId: number | null): Promise<void> => {
  if (callCentreId === null || (await findCallCentre(tx, callCentreId))) return;
  throw invalid([fault('call_centre_id', 'unknown_record', { record: 'call_centre' })]);
};

const outdated = (current: number): AppError =>
  new AppError('version_conflict', `the current version is ${current}`, {
    faults: [fault('version', 'version_outdated', { current })],
  });

const describeForm = async (
  deps: ApiDeps,
  tx: Transaction,
  id: number,
): Promise<z.infer<typeof FormOut>> => {
  const form = await findForm(tx, { id });
  if (!form) throw notFound('form');
  return formOut(deps, form);
};

const formOut = (deps: ApiDeps, form: FormRow): z.infer<typeof FormOut> => ({
  ...form,
  ...formAddresses(deps.config.PUBLIC_URL, form),
  fields: form.fields.map((field) => ({ ...field, lead_column: columnOf(form.fields, field.key) })),
  last_lead_at: form.last_lead_at?.toISOString() ?? null,
  created_at: form.created_at.toISOString(),
  updated_at: form.updated_at.toISOString(),
});
