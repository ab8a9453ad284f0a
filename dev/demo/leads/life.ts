import type { LeadSource } from '../../../src/domain/leads/sources.ts';
import type { Chance } from '../chance.ts';
import { DAY_MS, type Person } from '../decisions.ts';
import { companyOf, identityOf, wishOf } from './words.ts';

/** Four weeks of leads, each with what became of it. Pure: no clock, no database. */

const LEAD_COUNT = 240;
const DAY_COUNT = 28;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Leads of the last hours, so that somebody has to contact them. */
const RECENT_MINUTES = [6, 14, 31, 52, 88, 140, 205];
/** The first of them wait for an assignee. */
const UNASSIGNED_COUNT = 5;

export type Status = 'new' | 'contacted' | 'qualified' | 'converted' | 'lost';

/** One change of a lead, in order. */
export type Step = { at: number; userId: number | null } & (
  | { kind: 'created' }
  | { kind: 'confirmed' }
  | { kind: 'assigned'; to: number }
  | { kind: 'called' }
  | { kind: 'status'; from: Status; to: Status }
  | { kind: 'converted' }
);

export interface LeadDraft {
  source: LeadSource;
  formId: number | null;
  callCentreId: number;
  importId: string | null;
  importKey: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  companyName: string | null;
  data: Record<string, unknown>;
  status: Status;
  steps: readonly Step[];
}

export interface Place {
  callCentreId: number;
  form: { id: number; isConfirmed: boolean };
  agents: readonly Person[];
  supervisor: Person;
}

export const draftLeads = (
  chance: Chance,
  { nowMs, places }: { nowMs: number; places: readonly Place[] },
): LeadDraft[] =>
  instants(chance, nowMs).map((at, number) => {
    const place = chance.pick(places);
    const isRecent = nowMs - at < 4 * HOUR_MS;
    const isFromForm = isRecent || chance.happens(0.8);
    const source = isFromForm ? 'form' : chance.pick<LeadSource>(['api', 'console']);
    const content = {
      source,
      formId: isFromForm ? place.form.id : null,
      callCentreId: place.callCentreId,
      importId: null,
      importKey: null,
      ...identityOf(chance, number),
      companyName: companyOf(chance),
      data: wishOf(chance),
    };
    const created: Step = {
      kind: 'created',
      at,
      userId: source === 'console' ? place.supervisor.id : null,
    };
    const isConfirmed = isFromForm && place.form.isConfirmed && chance.happens(0.75);
    const confirmed: Step[] = isConfirmed
      ? [{ kind: 'confirmed', at: at + chance.between(1, 5) * MINUTE_MS, userId: null }]
      : [];
    const isWaiting = nowMs - at < (RECENT_MINUTES[UNASSIGNED_COUNT] ?? 0) * MINUTE_MS;
    const rest = isWaiting
      ? NOTHING
      : work(chance, { at, nowMs, place, companyName: content.companyName });
    return { ...content, status: rest.status, steps: [created, ...confirmed, ...rest.steps] };
  });

const NOTHING = { status: 'new', steps: [] } as const;

/** Oldest first. */
const instants = (chance: Chance, nowMs: number): number[] => {
  const today = new Date(nowMs).setUTCHours(7, 0, 0, 0);
  const past = Array.from(
    { length: LEAD_COUNT },
    () => today - chance.between(0, DAY_COUNT) * DAY_MS + chance.below(12 * HOUR_MS),
  ).filter((at) => at < nowMs - 5 * HOUR_MS);
  const recent = RECENT_MINUTES.map((minutes) => nowMs - minutes * MINUTE_MS);
  return [...past, ...recent].toSorted((left, right) => left - right);
};

interface WorkInput {
  at: number;
  nowMs: number;
  place: Place;
  companyName: string | null;
}

/** An agent gets the lead, calls, and it goes on or not. Steps of the future did not happen. */
export const work = (
  chance: Chance,
  { at, nowMs, place }: WorkInput,
): { status: Status; steps: readonly Step[] } => {
  const agent = chance.pick(place.agents);
  const assignedAt = at + chance.between(8, 90) * MINUTE_MS;
  const calledAt = assignedAt + chance.between(20, 600) * MINUTE_MS;
  const decidedAt = calledAt + chance.between(3, 60) * HOUR_MS;
  const convertedAt = decidedAt + chance.between(24, 120) * HOUR_MS;
  const end = chance.next();
  const by = { userId: agent.id };
  const steps: Step[] = [
    { kind: 'assigned', at: assignedAt, userId: place.supervisor.id, to: agent.id },
  ];
  if (end > 0.06) {
    steps.push({ kind: 'called', at: calledAt, ...by });
    steps.push({ kind: 'status', at: calledAt + 1000, ...by, from: 'new', to: 'contacted' });
  }
  if (end > 0.3 && end <= 0.5) {
    steps.push({ kind: 'status', at: decidedAt, ...by, from: 'contacted', to: 'lost' });
  } else if (end > 0.5) {
    steps.push({ kind: 'status', at: decidedAt, ...by, from: 'contacted', to: 'qualified' });
  }
  if (end > 0.68) {
    steps.push({ kind: 'status', at: convertedAt, ...by, from: 'qualified', to: 'converted' });
    steps.push({ kind: 'converted', at: convertedAt, ...by });
  }
  const past = steps.filter((step) => step.at < nowMs - MINUTE_MS);
  const last = past.findLast((step) => step.kind === 'status');
  return { status: last?.to ?? 'new', steps: past };
};
