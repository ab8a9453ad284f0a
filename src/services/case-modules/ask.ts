import {
  readBilling,
  readConsultation,
  readPassages,
  type BillingRequest,
  type BillingSummary,
  type Consultation,
  type ConsultRequest,
  type ModulePassage,
} from '../../domain/case-modules/contract.ts';
import type { ConsultedKind } from '../../domain/case-modules/kinds.ts';
import type { Actor } from '../../platform/facts.ts';
import { callModule, type ModuleCall, type ModuleDeps, type ModuleResult } from './call.ts';

/** What is asked of modules. Every outcome is a result; errors are only those of the database. */

type Asked = Pick<ModuleCall<unknown>, 'requestId' | 'isTest' | 'timeoutMs'>;

/** Legal for legal cases, fiscal for fiscal ones (`consultedKind`). */
export const consultModule = (
  deps: ModuleDeps,
  actor: Actor,
  { kind, body, ...asked }: Asked & { kind: ConsultedKind; body: ConsultRequest },
): Promise<ModuleResult<Consultation>> =>
  callModule(deps, actor, { ...asked, request: { kind, body }, read: readConsultation });

export const searchModule = (
  deps: ModuleDeps,
  actor: Actor,
  { query, limit, ...asked }: Asked & { query: string; limit: number },
): Promise<ModuleResult<{ passages: ModulePassage[] }>> =>
  callModule(deps, actor, {
    ...asked,
    request: { kind: 'rag', body: { query, limit } },
    read: (body) => readPassages(body, limit),
  });

export const readBillingSummary = (
  deps: ModuleDeps,
  actor: Actor,
  { body, ...asked }: Asked & { body: BillingRequest },
): Promise<ModuleResult<BillingSummary>> =>
  callModule(deps, actor, { ...asked, request: { kind: 'billing', body }, read: readBilling });
