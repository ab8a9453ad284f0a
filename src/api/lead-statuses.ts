import type { z } from '@hono/zod-openapi';
import {
  leadStatusLabels,
  storedLeadStatusLabel,
  type LeadStatus,
} from '../domain/lead-statuses/defaults.ts';
import { leadStatusesReplaced } from '../domain/lead-statuses/events.ts';
import {
  LeadStatusesIn,
  LeadStatusesOut,
  LeadStatusUsageOut,
} from '../domain/lead-statuses/shapes.ts';
import { replaceStatuses } from '../services/lead-statuses.ts';
import { countLeadsByStatus, listLeadStatuses } from '../queries/lead-statuses.ts';
import type { Transaction } from '../platform/database.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** The statuses that a company's leads can have. */

export const leadStatusEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'lead_statuses.list',
      method: 'get',
      path: '/api/v1/lead-statuses',
      permission: 'lead_statuses:read',
      summary: 'The statuses of leads, in order',
      status: 200,
      answer: LeadStatusesOut,
    },
    async ({ read }) => ({ body: await read(statusesOut) }),
  ),
  endpoint(
    deps,
    {
      id: 'lead_statuses.usage',
      method: 'get',
      path: '/api/v1/lead-statuses/usage',
      permission: 'lead_statuses:write',
      summary: 'How many leads of the company have each status',
      description: 'Most used first. A status in use can not be removed.',
      status: 200,
      answer: LeadStatusUsageOut,
    },
    async ({ read }) => ({ body: { data: await read(countLeadsByStatus) } }),
  ),
  endpoint(
    deps,
    {
      id: 'lead_statuses.replace',
      method: 'put',
      path: '/api/v1/lead-statuses',
      permission: 'lead_statuses:write',
      summary: 'Replace the statuses of leads',
      description:
        'Refused with 409 if it leaves out a status that leads have: `errors` names each with its number of leads. An empty list restores the default statuses.',
      body: LeadStatusesIn,
      sample: {
        statuses: [
          { code: 'new', label: 'Nouveau', tone: 'info', role: 'initial' },
          { code: 'callback', label: 'À rappeler', tone: 'waiting', role: null },
          { code: 'converted', label: 'Converti', tone: 'good', role: 'converted' },
        ],
      },
      status: 200,
      answer: LeadStatusesOut,
    },
    async ({ body, write }) =>
      write(async (tx) => {
        const statuses = body.statuses.map((status): LeadStatus => ({
          ...status,
          label: storedLeadStatusLabel(status.code, status.label),
        }));
        const before = await replaceStatuses(tx, statuses);
        const after = await statusesOut(tx);
        tx.emit(leadStatusesReplaced, {
          subjectId: '*',
          before: toStatusesOut(before),
          after,
        });
        return { body: after };
      }),
  ),
];

type StatusesOut = z.infer<typeof LeadStatusesOut>;

const statusesOut = async (tx: Transaction): Promise<StatusesOut> =>
  toStatusesOut(await listLeadStatuses(tx));

const toStatusesOut = ({
  statuses,
  isDefault,
}: Awaited<ReturnType<typeof listLeadStatuses>>): StatusesOut => ({
  is_default: isDefault,
  statuses: statuses.map((status) => ({ ...status, labels: leadStatusLabels(status) })),
});
