import type { z } from '@hono/zod-openapi';
import { CaseParams, NewCaseColleagueQuery } from '../../domain/cases/shapes.ts';
import {
  COLLEAGUE_COUNT_MAX,
  ColleagueQuery,
  ColleaguesOut,
} from '../../domain/shared/colleagues.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { findColleagues } from '../../services/shared/colleagues.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { caseInReach, namedConversation } from './views.ts';

/** To whom a case, or a task of it, may be given. */

const DESCRIPTION = `The caller, then the others by name: the first ${COLLEAGUE_COUNT_MAX}.`;

export const colleagues = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.colleagues',
      method: 'get',
      path: '/api/crm/case/{id}/colleagues',
      permission: 'cases:read',
      summary: 'Who sees a case: to give it, or a task of it, to them',
      description: DESCRIPTION,
      params: CaseParams,
      load: caseInReach,
      query: ColleagueQuery,
      status: 200,
      answer: ColleaguesOut,
    },
    ({ query: { q: text }, caller, read }) =>
      read(async (tx, { call_centre_id: callCentreId }) => ({
        body: await menu(tx, { caller, text, callCentreId }),
      })),
  );

export const colleaguesOfNew = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.colleagues_of_new',
      method: 'get',
      path: '/api/crm/case/colleagues',
      permission: 'cases:create',
      summary: 'Who would see a new case of the caller, or one that is opened from a conversation',
      description: DESCRIPTION,
      query: NewCaseColleagueQuery,
      status: 200,
      answer: ColleaguesOut,
    },
    ({ query: { q: text, conversation_id: conversationId }, caller, read }) =>
      read(async (tx) => {
        const conversation = await namedConversation(tx, caller, conversationId);
        const callCentreId =
          conversation === null ? caller.callCentreId : conversation.call_centre_id;
        return { body: await menu(tx, { caller, text, callCentreId }) };
      }),
  );

interface Asked {
  caller: Caller;
  text: string | undefined;
  /** Of the case. */
  callCentreId: number | null;
}

const menu = async (
  tx: Transaction,
  { caller, text, callCentreId }: Asked,
): Promise<z.infer<typeof ColleaguesOut>> => {
  const found = await findColleagues(tx, {
    text,
    permission: 'cases:read',
    // Whoever has it now: the assignee must see it by their team.
    owned: { userId: null, callCentreId },
  });
  const isCaller = ({ id }: { id: number }): boolean => id === caller.userId;
  const sorted = [...found.filter(isCaller), ...found.filter((one) => !isCaller(one))];
  return { data: sorted.slice(0, COLLEAGUE_COUNT_MAX).map(({ id, name }) => ({ id, name })) };
};
