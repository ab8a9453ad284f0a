import { leadRead } from '../../domain/leads/events.ts';
import {
  LeadData,
  LeadIn,
  LeadOut,
  LeadParams,
  LeadPatch,
  LeadStatusIn,
} from '../../domain/leads/shapes.ts';
import { mergeData } from '../../domain/entities/shapes.ts';
import { check } from '../../domain/shared/schema-faults.ts';
import { invalid } from '../../errors.ts';
import { changeFields, changeStatus } from '../../services/leads/change.ts';
import { convertLead } from '../../services/leads/convert.ts';
import { createLead } from '../../services/leads/create.ts';
import { placeNewLead } from '../../services/leads/place.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { leadAssignmentEndpoints } from './assignment.ts';
import { leadBulkStatusEndpoint } from './bulk-status.ts';
import { leadListEndpoints } from './lists.ts';
import { leadTimelineEndpoint } from './timeline.ts';
import { changedLead, leadOut, lockInReach, shownLead, viewInReach } from './views.ts';

/** Endpoints of leads. A lead out of the caller's reach is as absent as another company's. */

export const leadEndpoints = (deps: ApiDeps): Endpoint[] => [
  // Before `/leads/{id}`, which would read `count` as an id.
  ...leadListEndpoints(deps),
  ...leadAssignmentEndpoints(deps),
  leadBulkStatusEndpoint(deps),
  create(deps),
  read(deps),
  update(deps),
  changeStatusOf(deps),
  convert(deps),
  leadTimelineEndpoint(deps),
];

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.create',
      method: 'post',
      path: '/api/leads',
      permission: 'leads:create',
      summary: 'Create a lead',
      description: 'A lead that an agent creates is theirs, in their call centre.',
      body: LeadIn,
      sample: {
        email: 'marie.dumitru@example.com',
        name: 'Marie Dumitru',
        phone: '+33612345678',
        company_name: 'Atelier Dumitru',
        data: { formation: 'CACES R489' },
        call_centre_id: null,
        assigned_to: null,
      },
      status: 201,
      answer: LeadOut,
    },
    async ({ body, caller, scope, write }) =>
      write(async (tx) => {
        const place = await placeNewLead(tx, scope, {
          callCentreId: body.call_centre_id,
          assignedTo: body.assigned_to,
        });
        const { id } = await createLead(tx, {
          source: caller.apiKeyId === null ? 'console' : 'api',
          formId: null,
          ...place,
          email: body.email ?? null,
          name: body.name ?? null,
          phone: body.phone ?? null,
          companyName: body.company_name ?? null,
          data: mergeData({}, body.data ?? {}),
        });
        return { body: await shownLead(tx, id), headers: { Location: `/api/leads/${id}` } };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.read',
      method: 'get',
      path: '/api/leads/{id}',
      permission: 'leads:read',
      summary: 'One lead',
      params: LeadParams,
      load: viewInReach,
      status: 200,
      answer: LeadOut,
    },
    async ({ read }) =>
      read((tx, lead) => {
        tx.emit(leadRead, { subjectId: lead.id });
        return Promise.resolve({ body: leadOut(lead) });
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.update',
      method: 'patch',
      path: '/api/leads/{id}',
      permission: 'leads:update',
      summary: 'Change the data of a lead',
      description:
        'Refused with 409 if `version` is not the current version. A new e-mail address is not confirmed.',
      params: LeadParams,
      load: lockInReach,
      body: LeadPatch,
      sample: {
        version: 1,
        email: 'marie.dumitru@example.com',
        name: 'Marie Dumitru',
        phone: '+33612345678',
        company_name: 'Atelier Dumitru',
        data: { formation: 'CACES R489' },
        called_at: '2026-01-15T09:30:00Z',
      },
      status: 200,
      answer: LeadOut,
    },
    async ({ body, write }) =>
      write(async (tx, before) => {
        const { version, data, called_at: calledAt, ...texts } = body;
        const after = await changeFields(tx, before, {
          version,
          fields: {
            email: texts.email === undefined ? before.email : texts.email,
            name: texts.name === undefined ? before.name : texts.name,
            phone: texts.phone === undefined ? before.phone : texts.phone,
            company_name:
              texts.company_name === undefined ? before.company_name : texts.company_name,
            data: sizedData(mergeData(before.data, data ?? {})),
            called_at: calledAt === undefined ? before.called_at : dateOf(calledAt),
          },
        });
        return { body: await changedLead(tx, before, after) };
      }),
  );

const changeStatusOf = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.change_status',
      method: 'post',
      path: '/api/leads/{id}/status',
      permission: 'leads:update',
      summary: 'Give a lead another status',
      description:
        "One of the company's statuses, except the one of converted leads: convert the lead instead. Refused with 409 if `version` is not the current version, or the lead was converted.",
      params: LeadParams,
      load: lockInReach,
      body: LeadStatusIn,
      sample: { status: 'contacted', version: 1 },
      status: 200,
      answer: LeadOut,
    },
    async ({ body, write }) =>
      write(async (tx, before) => {
        const after = await changeStatus(tx, before, body);
        return { body: await changedLead(tx, before, after) };
      }),
  );

const convert = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.convert',
      method: 'post',
      path: '/api/leads/{id}/convert',
      permission: 'leads:convert',
      summary: 'Make a lead a contact',
      description:
        'The one person who has its e-mail address, else a new one; and the organisation of its company name, if it has one. A second call answers the same contact.',
      params: LeadParams,
      load: lockInReach,
      status: 200,
      answer: LeadOut,
    },
    async ({ write }) =>
      write(async (tx, before) => {
        const after = await convertLead(tx, before);
        return { body: await changedLead(tx, before, after) };
      }),
  );

/** Checks the size after the merge: several small patches can exceed it. Errors: `validation_failed`. */
const sizedData = (data: Record<string, unknown>): Record<string, unknown> => {
  const checked = check(LeadData, data);
  if (!checked.success) throw invalid(checked.faults.map((one) => ({ ...one, path: 'data' })));
  return data;
};

const dateOf = (at: string | null): Date | null => (at === null ? null : new Date(at));
