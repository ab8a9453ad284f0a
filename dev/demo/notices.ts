import { actionSettled } from '../../src/domain/actions/events.ts';
import { entityLabel } from '../../src/domain/entities/types.ts';
import type { Chance } from './chance.ts';
import type { Decision, LiveRecord, Person } from './decisions.ts';
import type { Notice } from './rows.ts';

/** What people are told of in a history: what came of their decisions, and what is missing. */

/** Time to read what came of an action. */
const READ_AFTER_MS = 4 * 60_000;
const READ_WITHIN_MS = 30 * 60_000;
const UNREAD_FOR_MS = 8 * 3_600_000;

export const subjectOf = ({ id, type, record }: Decision) => ({
  action_id: id,
  action_type: type.code,
  entite_type: record.type,
  entite_id: record.ref,
  round: 1,
});

export const settledData = (decision: Decision) => ({
  ...subjectOf(decision),
  status: decision.status,
  outcome_code: decision.code,
  is_late: false,
  is_simulated: isSimulated(decision),
});

export const noticeOf = (chance: Chance, decision: Decision, nowMs: number): Notice => {
  const { id, type, record, decider, settledAt, status, code, message, data } = decision;
  const isRecent = nowMs - settledAt < UNREAD_FOR_MS;
  const isUnread = isRecent || (status !== 'succeeded' && chance.happens(0.2));
  return {
    at: settledAt,
    userId: decider.id,
    categorie: record.type.toUpperCase(),
    type: actionSettled.notification?.type(settledData(decision)) ?? '',
    level: actionSettled.notification?.level(settledData(decision)) ?? 'info',
    code: 'action_settled',
    params: {
      status,
      outcome_code: code,
      message,
      action_type: type.code,
      subject: entityLabel(data, record.ref),
      is_late: false,
      is_simulated: isSimulated(decision),
    },
    subjectType: 'action',
    subjectId: id,
    readAt: isUnread ? null : settledAt + READ_AFTER_MS + chance.below(READ_WITHIN_MS),
  };
};

/** What the CRM asks of people, as seed 001's notification 42 does. */
export const remindersFor = (
  chance: Chance,
  people: readonly Person[],
  records: readonly LiveRecord[],
  nowMs: number,
): Notice[] => {
  const waiting = records.filter(
    ({ type, isFixed, data }) =>
      type === 'candidat' && !isFixed && Array.isArray(data['documentsManquants']),
  );
  return people.flatMap(({ id }) =>
    [25, 190, 1_700].map((minutes) => {
      const record = chance.pick(waiting);
      const name = entityLabel(record.data, record.ref);
      return {
        at: nowMs - (minutes + chance.below(20)) * 60_000,
        userId: id,
        categorie: 'CANDIDAT',
        type: 'DOSSIER_INCOMPLET',
        level: 'warning',
        code: 'text',
        params: {
          titre: `Documents manquants pour ${name}`,
          message: missingText(name, record.data['documentsManquants']),
        },
        subjectType: 'entity',
        subjectId: String(record.id),
        readAt: minutes > 1_000 ? nowMs - 1_000 * 60_000 : null,
      };
    }),
  );
};

const missingText = (name: string, missing: unknown): string =>
  Array.isArray(missing) && missing.length > 0
    ? `Il manque au dossier de ${name} : ${missing.map(documentName).join(', ')}.`
    : `Le dossier de ${name} attend encore une pièce.`;

const documentName = (code: unknown): string => DOCUMENT_NAMES[String(code)] ?? String(code);

const DOCUMENT_NAMES: Readonly<Record<string, string>> = {
  CNI_VERSO: 'CNI verso',
  LETTRE_MOTIVATION: 'lettre de motivation',
  DIPLOME: 'diplôme',
  PHOTO_IDENTITE: 'photo d’identité',
};

const isSimulated = ({ callbacks }: Decision): boolean =>
  callbacks.some(({ data }) => data?.['simulation'] === true);
