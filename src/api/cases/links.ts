import type { z } from '@hono/zod-openapi';
import { caseLinksListed } from '../../domain/cases/events.ts';
import {
  CaseLinkIn,
  CaseLinkOut,
  CaseLinkParams,
  CaseLinksOut,
  LINK_COUNT_MAX,
  type CaseLinkTarget,
} from '../../domain/cases/links.ts';
import { CaseParams } from '../../domain/cases/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { covers, type Caller } from '../../domain/shared/permissions.ts';
import { invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findAction } from '../../queries/actions/records.ts';
import { findCaseLink, listCaseLinks, type CaseLinkRow } from '../../queries/cases/links.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { findLead } from '../../queries/leads/records.ts';
import { linkCase, unlinkCase } from '../../services/cases/links.ts';
import { audienceOf as audienceOfConversation } from '../../services/conversations/facts.ts';
import { audienceOf as audienceOfLead } from '../../services/leads/facts.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { caseInReach, linkScopesOf, lockedCase } from './views.ts';

/** What a case is about. A linked record out of the caller's reach is not shown. */

const lockInCase = async (request: LoadRequest<typeof CaseLinkParams>) => {
  const row = await lockedCase(request);
  if (!row) return undefined;
  const link = await findCaseLink(request.tx, {
    id: request.params.link_id,
    caseId: row.id,
    scopes: linkScopesOf(request.caller),
  });
  return link && { row, link };
};

export const caseLinkEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'case_links.list',
      method: 'get',
      path: '/api/crm/case/{id}/link',
      permission: 'cases:read',
      summary: 'The conversations, leads and actions that a case is linked to',
      description: 'Those that the caller may read, oldest first.',
      params: CaseParams,
      load: caseInReach,
      status: 200,
      answer: CaseLinksOut,
    },
    ({ caller, read }) =>
      read(async (tx, { id: caseId }) => {
        const scopes = linkScopesOf(caller);
        const rows = await listCaseLinks(tx, { caseId, scopes, limit: LINK_COUNT_MAX });
        tx.emit(caseLinksListed, {
          subjectId: caseId,
          after: { link_ids: rows.map(({ id }) => id) },
        });
        return { body: { data: rows.map(linkOut) } };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'case_links.create',
      method: 'post',
      path: '/api/crm/case/{id}/link',
      permission: 'cases:update',
      summary: 'Link a case to a conversation, lead or action',
      description: 'A repeat answers the link that is there.',
      params: CaseParams,
      load: lockedCase,
      body: CaseLinkIn,
      sample: { kind: 'conversation', id: 1 },
      status: 201,
      answer: CaseLinkOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, row) => {
        await requireTarget(tx, caller, body);
        const id = await linkCase(tx, row, body);
        const scopes = linkScopesOf(caller);
        const link = await findCaseLink(tx, { id, caseId: row.id, scopes });
        if (!link) throw notFound('case link');
        return { body: linkOut(link) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'case_links.delete',
      method: 'delete',
      path: '/api/crm/case/{id}/link/{link_id}',
      permission: 'cases:update',
      summary: 'Remove a link of a case',
      description: 'The linked record stays.',
      params: CaseLinkParams,
      load: lockInCase,
      status: 204,
    },
    ({ write }) =>
      write(async (tx, { row, link }) => {
        await unlinkCase(tx, row, link);
        return {};
      }),
  ),
];

const requireTarget = async (
  tx: Transaction,
  caller: Caller,
  target: CaseLinkTarget,
): Promise<void> => {
  if (await isReached(tx, caller, target)) return;
  throw invalid([fault('id', 'unknown_record', { record: target.kind })]);
};

const isReached = async (
  tx: Transaction,
  caller: Caller,
  target: CaseLinkTarget,
): Promise<boolean> => {
  switch (target.kind) {
    case 'conversation': {
      const row = await findConversation(tx, { id: target.id });
      return row !== undefined && covers(caller, 'conversations:read', audienceOfConversation(row));
    }
    case 'lead': {
      const row = await findLead(tx, { id: target.id });
      return row !== undefined && covers(caller, 'leads:read', audienceOfLead(row));
    }
    case 'action': {
      const row = await findAction(tx, target.id);
      const owned = row && { userId: row.decide_par, callCentreId: row.call_centre_id };
      return owned !== undefined && covers(caller, 'actions:read', owned);
    }
  }
};

const linkOut = (row: CaseLinkRow): z.infer<typeof CaseLinkOut> => {
  const { conversation_id, lead_id, action_id } = row;
  const kind = conversation_id !== null ? 'conversation' : lead_id !== null ? 'lead' : 'action';
  return {
    id: row.id,
    kind,
    target_id: String(conversation_id ?? lead_id ?? action_id),
    label: row.label,
    contact: row.contact_name === null ? null : { id: row.contact_id, name: row.contact_name },
    status: row.status,
    created_at: row.created_at.toISOString(),
  };
};
