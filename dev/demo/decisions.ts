import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_ROUTES, resolveRoute } from '../../src/domain/action-routes/routing.ts';
import { CATALOGUE, type ActionType } from '../../src/domain/action-types/catalogue.ts';
import type { OutcomeCode, SettledStatus } from '../../src/domain/actions/statuses.ts';
import type { EntityType } from '../../src/domain/entities/types.ts';
import type { Role } from '../../src/domain/shared/permissions.ts';
import { outcomeOf } from '../fakes/n8n/routes.ts';
import type { Chance } from './chance.ts';
import { missing } from './people.ts';

/** Two weeks of decisions, each with what became of it. Pure: no clock, no database. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The product waits five seconds before the second attempt. */
const RETRY_MS = 5_100;

export interface Person {
  id: number;
  role: Role;
  callCentreId: number | null;
}

/** A record as it is at this moment of the history. */
export interface LiveRecord {
  id: number;
  type: EntityType;
  ref: string;
  data: Record<string, unknown>;
  version: number;
  createdAt: number;
  updatedAt: number;
  /** A record of the seeds keeps its data, so that the README stays true. */
  isFixed: boolean;
  /** One thing at a time happens to a record. */
  busyUntilMs: number;
}

export interface Decision {
  id: string;
  at: number;
  type: ActionType;
  record: LiveRecord;
  data: Record<string, unknown>;
  decider: Person;
  comment: string | null;
  metadata: Record<string, unknown>;
  attempts: readonly Attempt[];
  callbacks: readonly Callback[];
  settledAt: number;
  status: SettledStatus;
  code: OutcomeCode;
  message: string;
  statutDossier: string | null;
}

interface Attempt {
  at: number;
  outcome: 'accepted' | 'retry' | 'refused';
  statusCode: number;
  errorCode: string | null;
  durationMs: number;
  /** What n8n answered. */
  answer: object;
}

interface Callback {
  at: number;
  status: 'progress' | 'succeeded' | 'failed';
  message: string;
  data: Record<string, unknown> | null;
}

const COMMENTS = [
  'Sans réponse depuis une semaine',
  'À sa demande, au téléphone ce matin',
  'Dossier prioritaire pour la rentrée',
  'Vu avec Sofia',
  'Relance avant la commission',
  'Financement confirmé',
];

const SHARES: readonly EntityType[] = [
  ...Array<EntityType>(9).fill('candidat'),
  ...Array<EntityType>(5).fill('prospect'),
  ...Array<EntityType>(2).fill('eleve'),
  ...Array<EntityType>(2).fill('document'),
  'formateur',
  'session',
];

export const decide = (
  chance: Chance,
  input: { at: number; nowMs: number; records: readonly LiveRecord[]; people: readonly Person[] },
): Decision | undefined => {
  const { at } = input;
  const entityType = chance.pick(SHARES);
  const free = input.records.filter(
    ({ type, busyUntilMs }) => type === entityType && busyUntilMs < at,
  );
  if (free.length === 0) return undefined;
  const record = chance.pick(free);
  const type = chance.pick(typesFor(chance, entityType));
  const decider = deciderOf(chance, type, input.people);
  if (decider === undefined) return undefined;
  const id = uuidv7({ msecs: at, random: randomBytes(chance) });
  const draft = {
    id,
    at,
    type,
    record,
    data: { ...record.data },
    decider,
    comment: chance.happens(0.4) ? chance.pick(COMMENTS) : null,
    metadata: metadataOf(chance, type.code, at),
  };
  return { ...draft, ...outcomeFor(chance, draft, input.nowMs) };
};

type Draft = Omit<
  Decision,
  'attempts' | 'callbacks' | 'settledAt' | 'status' | 'code' | 'message' | 'statutDossier'
>;
type Outcome = Omit<Decision, keyof Draft>;

/** Most decisions have a route: the others end in `log-erreur`, which a few show. */
const typesFor = (chance: Chance, entityType: EntityType): ActionType[] => {
  const possible = CATALOGUE.filter(({ entityTypes }) => entityTypes.includes(entityType));
  const routed = possible.filter(({ code }) => !resolveRoute(DEFAULT_ROUTES, code).isUnrouted);
  return chance.happens(0.06) ? possible : routed;
};

const deciderOf = (
  chance: Chance,
  type: ActionType,
  people: readonly Person[],
): Person | undefined => {
  const allowed = people.filter(({ role }) => type.roles.includes(role));
  const agents = allowed.filter(({ role }) => role === 'agent');
  if (allowed.length === 0) return undefined;
  return chance.pick(agents.length > 0 && chance.happens(0.6) ? agents : allowed);
};

const metadataOf = (chance: Chance, code: string, at: number): Record<string, unknown> => {
  if (code === 'PLANIFIER_ENTRETIEN')
    return { dateEntretien: new Date(at + chance.between(3, 12) * DAY_MS).toISOString() };
  if (code === 'GENERER_DEVIS') return { montantDevis: chance.between(50, 95) * 100 };
  if (code === 'VALIDER_DOCUMENT')
    return {
      qualite: 'EXCELLENTE',
      score: chance.between(70, 99),
      documentsManquants: missing(chance),
    };
  if (/^(?:DEMANDER_DOCUMENTS|RELANCE_CANDIDAT)/.test(code))
    return {
      documentsManquants: missing(chance),
      delaiDepuisDernierContact: chance.between(3, 21),
      priorite: chance.pick(['HAUTE', 'NORMALE', 'NORMALE', 'BASSE']),
    };
  return chance.happens(0.3) ? { priorite: 'HAUTE' } : {};
};

const outcomeFor = (chance: Chance, draft: Draft, nowMs: number): Outcome => {
  const fate = chance.next();
  const dispatchedAt = draft.at + chance.between(150, 900);
  if (fate < 0.04) return refused(chance, dispatchedAt);
  const failed = retries(chance, dispatchedAt);
  const attempts = [...failed, accepted(chance, dispatchedAt + failed.length * RETRY_MS)];
  if (fate < 0.07 && draft.at < nowMs - 26 * HOUR_MS) return expired(attempts);
  if (fate < 0.1) return cancelled(chance, attempts);
  return answered(chance, draft, attempts);
};

/** n8n was busy at the first attempt of some. */
const retries = (chance: Chance, dispatchedAt: number): Attempt[] =>
  chance.happens(0.1)
    ? [
        {
          at: dispatchedAt,
          outcome: 'retry',
          statusCode: 503,
          errorCode: 'n8n_unavailable',
          durationMs: chance.between(20, 90),
          answer: { message: 'busy' },
        },
      ]
    : [];

const accepted = (chance: Chance, dispatchedAt: number): Attempt => ({
  at: dispatchedAt,
  outcome: 'accepted',
  statusCode: 200,
  errorCode: null,
  durationMs: chance.between(40, 320),
  answer: { received: true },
});

const REFUSALS = [
  'L’adresse e-mail de la fiche n’est pas valide.',
  'Le modèle de document est introuvable.',
  'Le numéro de téléphone manque.',
];

const refused = (chance: Chance, at: number): Outcome => {
  const durationMs = chance.between(30, 120);
  const answer = { message: REFUSALS[durationMs % REFUSALS.length] };
  return {
    attempts: [
      { at, outcome: 'refused', statusCode: 422, errorCode: 'n8n_refused', durationMs, answer },
    ],
    callbacks: [],
    settledAt: at + durationMs,
    status: 'failed',
    code: 'refused',
    message: '',
    statutDossier: null,
  };
};

const expired = (attempts: readonly Attempt[]): Outcome => ({
  attempts,
  callbacks: [],
  settledAt: acceptedAt(attempts) + DAY_MS,
  status: 'expired',
  code: 'deadline_missed',
  message: '',
  statutDossier: null,
});

const cancelled = (chance: Chance, attempts: readonly Attempt[]): Outcome => ({
  attempts,
  callbacks: [],
  settledAt: acceptedAt(attempts) + chance.between(40, 600) * SECOND_MS,
  status: 'cancelled',
  code: 'cancelled',
  message: '',
  statutDossier: null,
});

/** What the fake n8n answers to this action. */
const answered = (chance: Chance, draft: Draft, attempts: readonly Attempt[]): Outcome => {
  const { route } = resolveRoute(DEFAULT_ROUTES, draft.type.code);
  const answer = outcomeOf(
    {
      webhookId: `${draft.id}:1`,
      timestamp: new Date(draft.at).toISOString(),
      source: 'crm-abj',
      actionType: draft.type.code,
      actionId: draft.id,
      callback: { url: 'http://localhost', claimUrl: 'http://localhost', token: 'demo' },
      entiteId: draft.record.ref,
      entiteData: draft.data,
      metadonnees: draft.metadata,
    },
    { index: route.index, workflow: route.workflow },
  );
  const startedAt = acceptedAt(attempts);
  const settledAt = startedAt + chance.between(2, 240) * SECOND_MS;
  const progress: Callback[] =
    answer.progress === undefined
      ? []
      : [{ at: startedAt + SECOND_MS, status: 'progress', message: answer.progress, data: null }];
  return {
    attempts,
    callbacks: [
      ...progress,
      { at: settledAt, status: answer.status, message: answer.message, data: answer.data },
    ],
    settledAt,
    status: answer.status,
    code: 'callback',
    message: answer.message,
    statutDossier: draft.record.isFixed ? null : (answer.statutDossier ?? null),
  };
};

export const acceptedAt = (attempts: readonly Attempt[]): number => {
  const last = attempts.at(-1);
  if (last === undefined) throw new Error('no attempt');
  return last.at + last.durationMs;
};

const randomBytes = (chance: Chance): Uint8Array =>
  Uint8Array.from({ length: 16 }, () => chance.below(256));

/** Instants of two weeks of office hours, oldest first, and some of the last hours of any day. */
export const officeHours = (chance: Chance, nowMs: number, count: number): number[] => {
  const today = new Date(nowMs).setUTCHours(7, 30, 0, 0);
  const days = Array.from({ length: 15 }, (_, ago) => today - ago * DAY_MS).filter(
    (day) => ![0, 6].includes(new Date(day).getUTCDay()),
  );
  const past = Array.from(
    { length: count },
    () => chance.pick(days) + chance.between(0, 10 * 60) * MINUTE_MS + chance.below(MINUTE_MS),
  ).filter((at) => at < nowMs - 30 * MINUTE_MS);
  const recent = [12, 35, 58, 95, 140, 200, 260].map((minutes) => nowMs - minutes * MINUTE_MS);
  return [...past, ...recent].toSorted((left, right) => left - right);
};
