import type { Caller } from '../../src/domain/shared/permissions.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { acceptAction, validateAction } from '../../src/services/actions/accept.ts';
import type { Person } from './decisions.ts';

/** Actions that wait for an answer. They are sent; the fake n8n accepts them and does not answer. */

const STALLED = { simulation: { mode: 'stall' } };

const WAITING = [
  { actionType: 'GENERER_DEVIS', entiteType: 'candidat', entiteId: 'JURI102025', decider: 'agent' },
  {
    actionType: 'RELANCE_PROSPECT_TELEPHONE',
    entiteType: 'prospect',
    entiteId: 'P-2026-0007',
    decider: 'agent',
  },
  {
    actionType: 'DEMANDER_DOCUMENTS',
    entiteType: 'candidat',
    entiteId: 'MORE03072001',
    decider: 'supervisor',
  },
] as const;

/** Accepts them as the api does; the owner of the company sends them for the others. */
export const addWaitingActions = async (
  tx: Transaction,
  people: readonly Person[],
  now: Date,
): Promise<void> => {
  const owner = people.find(({ role }) => role === 'owner');
  if (owner === undefined) return;
  const caller: Caller = {
    companyId: tx.actor.companyId,
    userId: owner.id,
    role: 'owner',
    callCentreId: null,
    apiKeyId: null,
    sessionId: null,
    scopes: null,
  };
  for (const { decider, ...action } of WAITING) {
    const validated = await validateAction(tx, caller, {
      ...action,
      actionSource: `admin.${action.entiteType}s.detail`,
      actionButton: action.actionType.toLowerCase(),
      decidePar: people.find(({ role }) => role === decider)?.id ?? owner.id,
      metadonnees: STALLED,
    });
    await acceptAction(tx, caller, validated, now);
  }
};
