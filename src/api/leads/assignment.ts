import type { z } from '@hono/zod-openapi';
import {
  BULK_ASSIGN_COUNT_MAX,
  LeadAssignIn,
  LeadBulkAssignIn,
  LeadBulkAssignOut,
} from '../../domain/leads/assignment.ts';
import { LeadOut, LeadParams } from '../../domain/leads/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockLeads, lockMatchingLeads } from '../../queries/leads/assignment.ts';
import type { LeadRow } from '../../queries/leads/records.ts';
import {
  assign,
  checkCallCentre,
  findTarget,
  takeTurns,
  type Target,
} from '../../services/leads/assign.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { changedLead, lockInReach } from './views.ts';

/** Endpoints that give leads to users. */

const RULES =
  'An agent takes an unassigned lead, or gives back one of their own; a supervisor assigns leads to the users of their call centre. A lead follows its assignee to their call centre.';

export const leadAssignmentEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'leads.assign_many',
      method: 'post',
      path: '/api/leads/assign',
      permission: 'leads:assign',
      summary: `Give up to ${BULK_ASSIGN_COUNT_MAX} leads to a user, or in turn to the agents of a call centre`,
      description: `${RULES} Answers what became of each lead.`,
      body: LeadBulkAssignIn,
      sample: {
        ids: [1],
        filter: {
          status: ['new'],
          assigned_to: 'none',
          form_id: 1,
          call_centre_id: 1,
          is_confirmed: true,
          source: 'form',
          import_id: '0198c0de-0000-7000-8000-000000000000',
          from: '2026-01-01T00:00:00Z',
          to: '2026-02-01T00:00:00Z',
          q: 'dumitru',
        },
        expected_count: 1,
        user_id: null,
        strategy: 'round_robin',
        call_centre_id: 1,
      },
      status: 200,
      answer: LeadBulkAssignOut,
    },
    async ({ body, scope, write }) => {
      checkCombination(body);
      return write(async (tx) => {
        const targetsOf = await targetsFor(tx, scope, body);
        const leads = await lockAsked(tx, scope, body);
        const targets = await targetsOf(leads);
        const changed = await assign(tx, leads, targets);
        return { body: outcomes(body.ids, leads, changed) };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'leads.assign',
      method: 'post',
      path: '/api/leads/{id}/assign',
      permission: 'leads:assign',
      summary: 'Assign a lead to a user, or to no one',
      description: RULES,
      params: LeadParams,
      load: lockInReach,
      body: LeadAssignIn,
      sample: { user_id: null },
      status: 200,
      answer: LeadOut,
    },
    async ({ body, scope, write }) =>
      write(async (tx, lead) => {
        const target = await findTarget(tx, scope, body.user_id);
        const [after = lead] = await assign(tx, [lead], () => target);
        return { body: await changedLead(tx, lead, after) };
      }),
  ),
];

type BulkAssign = z.infer<typeof LeadBulkAssignIn>;

/** Errors: `validation_failed`. */
const checkCombination = (body: BulkAssign): void => {
  const faults = [
    ...(body.filter !== undefined && body.expected_count === undefined
      ? [fault('expected_count', 'required_with', { field: 'filter' })]
      : []),
    ...(body.user_id === undefined && body.strategy === undefined
      ? [fault('user_id', 'required_or', { field: 'strategy' })]
      : []),
    ...(body.strategy !== undefined && body.call_centre_id === undefined
      ? [fault('call_centre_id', 'required_with', { field: 'strategy' })]
      : []),
  ];
  if (faults.length > 0) throw invalid(faults);
};

type TargetsOf = (leads: readonly LeadRow[]) => Promise<(lead: LeadRow) => Target>;

/** A strategy wins over a user. What may be refused is checked before the locks of the leads. */
const targetsFor = async (tx: Transaction, scope: Scope, body: BulkAssign): Promise<TargetsOf> => {
  const { call_centre_id: callCentreId, user_id: userId = null } = body;
  if (callCentreId !== undefined) await checkCallCentre(tx, scope, callCentreId);
  if (body.strategy === undefined || callCentreId === undefined) {
    const target = await findTarget(tx, scope, userId);
    const waiting = userId === null && callCentreId !== undefined ? { callCentreId } : {};
    return () => Promise.resolve(() => ({ ...target, ...waiting }));
  }
  if (scope.reach !== 'centre' && scope.reach !== 'company') {
    throw new AppError('forbidden', 'an agent may only take a lead or hand it back');
  }
  return async (leads) => {
    const turns = await takeTurns(tx, callCentreId, leads);
    return (lead) => turns.get(lead.id) ?? { userId: null, callCentreId };
  };
};

/** Ids win over a filter. Errors: `conflict` if another number of leads match than was expected. */
const lockAsked = async (
  tx: Transaction,
  scope: Scope,
  { ids, filter, expected_count: expected }: BulkAssign,
): Promise<LeadRow[]> => {
  if (ids !== undefined) return lockLeads(tx, { ids: [...new Set(ids)], scope });
  const leads = await lockMatchingLeads(tx, {
    scope,
    filter: filter ?? {},
    limit: BULK_ASSIGN_COUNT_MAX + 1,
  });
  if (leads.length !== expected) {
    throw new AppError('conflict', `${leads.length} leads match now; count again`);
  }
  return leads;
};

const outcomes = (
  ids: readonly number[] | undefined,
  leads: readonly LeadRow[],
  changed: readonly LeadRow[],
): z.infer<typeof LeadBulkAssignOut> => {
  const before = new Map(leads.map((lead) => [lead.id, lead]));
  const after = new Map(changed.map((lead) => [lead.id, lead]));
  const data = [...new Set(ids ?? before.keys())].map((id) => {
    const lead = after.get(id) ?? before.get(id);
    return {
      id,
      outcome: after.has(id)
        ? ('assigned' as const)
        : lead === undefined
          ? ('not_found' as const)
          : ('unchanged' as const),
      assigned_to: lead?.assigned_to ?? null,
    };
  });
  return { assigned_count: changed.length, data };
};
