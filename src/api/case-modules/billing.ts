import type { z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import type { BillingRequest } from '../../domain/case-modules/contract.ts';
import { caseBillingRead, clientBillingRead } from '../../domain/case-modules/events.ts';
import { BillingOut } from '../../domain/case-modules/shapes.ts';
import { CaseParams } from '../../domain/cases/shapes.ts';
import { ContactParams } from '../../domain/contacts/shapes.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import { findPerson } from '../../queries/contacts/people.ts';
import { readBillingSummary } from '../../services/case-modules/ask.ts';
import { aboutCase } from '../../services/cases/facts.ts';
import { caseInReach } from '../cases/views.ts';
import { actorOf, type ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { createPace, type Pace } from '../http/pace.ts';
import type { CallerRequest } from '../http/spec.ts';
import { WAIT_MS } from './wait.ts';

/** What the billing module says of a client, or of a case. Nothing of it is stored. */

/** Of a company. Each calls a server that it chose. */
const CALLS_PER_MINUTE_MAX = 240;

const DESCRIPTION =
  'Asks the billing module, for up to 10 seconds. Without one, `is_enabled` is false. 503 if it does not answer: `details.reason` says why. Each read is recorded in the audit trail.';

export const billingEndpoints = (deps: ApiDeps): Endpoint[] => {
  const pace = createPace(CALLS_PER_MINUTE_MAX, 'the billing module was asked often enough');
  return [
    endpoint(
      deps,
      {
        id: 'case_billing.read',
        method: 'get',
        path: '/api/crm/case/{id}/billing',
        permission: 'cases:read',
        summary: 'What the billing module says of a case',
        description: DESCRIPTION,
        params: CaseParams,
        load: caseInReach,
        status: 200,
        timeoutMs: WAIT_MS,
        answer: BillingOut,
      },
      async ({ caller, c, read }) => {
        const body = await read((tx, row) => {
          tx.emit(caseBillingRead, aboutCase(row));
          const client = { id: row.person_id, name: row.person_name };
          return Promise.resolve({ client, case: { reference: row.reference } });
        });
        return { body: await summaryOf(deps, pace, { caller, c, body }) };
      },
    ),
    endpoint(
      deps,
      {
        id: 'client_billing.read',
        method: 'get',
        path: '/api/crm/client/{id}/billing',
        permission: 'people:read',
        summary: 'What the billing module says of a client',
        description: DESCRIPTION,
        params: ContactParams,
        load: ({ tx, params }) => findPerson(tx, params),
        status: 200,
        timeoutMs: WAIT_MS,
        answer: BillingOut,
      },
      async ({ caller, c, read }) => {
        const body = await read((tx, { id, name }) => {
          tx.emit(clientBillingRead, { subjectId: id });
          return Promise.resolve({ client: { id, name }, case: null });
        });
        return { body: await summaryOf(deps, pace, { caller, c, body }) };
      },
    ),
  ];
};

interface Asked {
  caller: Caller;
  c: CallerRequest<undefined, undefined, undefined, undefined>['c'];
  body: BillingRequest;
}

/** Errors: `rate_limited`, `unavailable`. */
const summaryOf = async (
  deps: ApiDeps,
  pace: Pace,
  { caller, c, body }: Asked,
): Promise<z.infer<typeof BillingOut>> => {
  await pace(caller.companyId);
  const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
  const result = await readBillingSummary(deps, actor, { body, requestId: uuidv7() });
  switch (result.kind) {
    case 'off':
      return { is_enabled: false, lines: [], as_of: null, is_cut: false };
    case 'unavailable': {
      const { code: reason, retryAt } = result;
      const waitMs = retryAt === null ? 0 : retryAt.getTime() - deps.clock.now().getTime();
      throw new AppError('unavailable', 'the billing module does not answer', {
        details: { reason },
        ...(waitMs > 0 && { retryAfterSeconds: Math.ceil(waitMs / 1000) }),
      });
    }
    case 'answered': {
      const { lines, asOf } = result.value;
      return {
        is_enabled: true,
        lines,
        as_of: asOf?.toISOString() ?? null,
        is_cut: result.isCut,
      };
    }
  }
};
