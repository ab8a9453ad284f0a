import {
  BULK_STATUS_COUNT_MAX,
  LeadBulkStatusIn,
  LeadBulkStatusOut,
} from '../../domain/leads/bulk-status.ts';
import { lockLeads } from '../../queries/leads/assignment.ts';
import { changeStatuses } from '../../services/leads/change-many.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** The endpoint that gives several leads one status. */

export const leadBulkStatusEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.change_status_many',
      method: 'post',
      path: '/api/leads/status',
      permission: 'leads:update',
      summary: `Give up to ${BULK_STATUS_COUNT_MAX} leads another status`,
      description:
        "One of the company's statuses, except the one of converted leads. Answers what became of each lead: one that can't be changed does not stop the others.",
      body: LeadBulkStatusIn,
      sample: { status: 'qualified', leads: [{ id: 1, version: 1 }] },
      status: 200,
      answer: LeadBulkStatusOut,
    },
    async ({ body, scope, write }) =>
      write(async (tx) => {
        const versions = new Map(body.leads.map(({ id, version }) => [id, version]));
        const leads = await lockLeads(tx, { ids: [...versions.keys()], scope });
        const { outcomes, changed } = await changeStatuses(tx, leads, {
          status: body.status,
          versions,
        });
        const now = new Map([...leads, ...changed].map((lead) => [lead.id, lead]));
        return {
          body: {
            changed_count: changed.length,
            data: body.leads.map(({ id }) => ({
              id,
              outcome: outcomes.get(id) ?? ('not_found' as const),
              status: now.get(id)?.status ?? null,
              version: now.get(id)?.version ?? null,
            })),
          },
        };
      }),
  );
