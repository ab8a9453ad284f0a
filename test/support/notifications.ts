import { v7 as uuidv7 } from 'uuid';
import { actionSettled } from '../../src/domain/actions/events.ts';
import type { SettledStatus } from '../../src/domain/actions/statuses.ts';
import { inCompany } from '../../src/platform/database.ts';
import type { TestApi, TestPerson } from './api.ts';

/** Emits that an action of this user ended so, which notifies them. Out: the action's id. */
export const settleOne = async (
  { database, company }: Pick<TestApi, 'database' | 'company'>,
  { id: userId }: TestPerson,
  status: SettledStatus,
  message = 'Relance de Marie Dumitru',
): Promise<string> => {
  const actionId = uuidv7();
  const code = 'callback';
  await inCompany(database, { companyId: company.id, userId: null }, (tx) => {
    tx.emit(actionSettled, {
      subjectId: actionId,
      audience: { userId, callCentreId: null },
      data: {
        action_id: actionId,
        action_type: 'RELANCE_CANDIDAT_EMAIL',
        entite_type: null,
        entite_id: null,
        round: 1,
        status,
        outcome_code: code,
        is_late: false,
        is_simulated: false,
      },
      notify: {
        userIds: [userId],
        category: 'ACTION',
        params: {
          status,
          outcome_code: code,
          message,
          action_type: 'RELANCE_CANDIDAT_EMAIL',
          subject: 'Marie Dumitru',
          is_late: false,
          is_simulated: false,
        },
      },
    });
    return Promise.resolve();
  });
  return actionId;
};
