import { z } from 'zod';
import type { EncryptionKey } from '../../../src/domain/shared/secrets.ts';
import type { Transaction } from '../../../src/platform/database.ts';
import { createChance } from '../chance.ts';
import { CALL_CENTRES, DEMO_COMPANY, TEAM } from '../data.ts';
import type { Person } from '../decisions.ts';
import { insertFacts, insertNotices, type Notice } from '../rows.ts';
import { ContactBook } from './contacts.ts';
import { addCallBackForm, addConfirmedForm } from './forms.ts';
import { addImport } from './import.ts';
import { draftLeads, type Place } from './life.ts';
import { factsOf, insertLeads, type DemoLead } from './rows.ts';
import { addWebhooks, moveWebhooks } from './webhooks.ts';

/**
 * Four weeks of leads: forms, an import, contacts, and webhooks with their deliveries. Twice: nothing,
 * because the company then has forms; only the address of the receiver is brought up to date.
 */

export interface LeadsInput {
  nowMs: number;
  consoleUrl: string;
  /** Without it there are no webhooks. */
  webhooks: { keys: readonly EncryptionKey[]; receiverUrl: string } | undefined;
}

const RECENT_NOTICE_MS = 4 * 3_600_000;

export const addLeads = async (tx: Transaction, input: LeadsInput): Promise<void> => {
  const { nowMs, webhooks } = input;
  if (await hasForms(tx)) {
    if (webhooks !== undefined) await moveWebhooks(tx, webhooks.receiverUrl);
    return;
  }
  const chance = createChance(310);
  const people = await listPeople(tx);
  const ownerId = idOf(people, DEMO_COMPANY.owner.email);
  const { lyon, marseille } = await addPlaces(tx, people, { ownerId, origin: originOf(input) });

  const book = new ContactBook(tx);
  const drafts = [
    ...draftLeads(chance, { nowMs, places: [lyon, lyon, marseille] }),
    ...(await addImport(tx, chance, { nowMs, place: lyon })),
  ].toSorted((left, right) => (left.steps[0]?.at ?? 0) - (right.steps[0]?.at ?? 0));
  const withContacts = [];
  for (const draft of drafts) {
    withContacts.push({ ...draft, contact: await book.contactOf(draft) });
  }
  await book.addDuplicates(nowMs, ownerId);
  const leads = await insertLeads(tx, withContacts);
  const facts = leads.flatMap(factsOf);
  await insertFacts(tx, [...facts, ...book.facts]);
  await insertNotices(
    tx,
    leads.flatMap((lead) => noticesOf(lead, { nowMs, ownerId, places: [lyon, marseille] })),
  );
  if (webhooks === undefined) return;
  const { callCentreId } = marseille;
  await addWebhooks(tx, chance, {
    nowMs,
    userId: ownerId,
    callCentreId,
    facts: facts.toSorted((left, right) => left.at - right.at),
    ...webhooks,
  });
};

/** The page of a web site on this machine. */
const originOf = ({ consoleUrl }: LeadsInput): string => new URL(consoleUrl).origin;

const hasForms = async ({ sql, actor }: Transaction): Promise<boolean> => {
  const found = await sql`
    select 1 from forms where company_id = ${actor.companyId}::bigint limit 1
  `;
  return found.length > 0;
};

const UserRow = z
  .object({
    id: z.number(),
    email: z.string(),
    role: z.enum(['agent', 'supervisor', 'owner']),
    centre_id: z.number().nullable(),
    centre: z.string().nullable(),
  })
  .transform(({ centre_id: callCentreId, ...user }) => ({ ...user, callCentreId }));
type User = z.infer<typeof UserRow>;

const listPeople = async ({ sql, actor }: Transaction): Promise<User[]> =>
  z.array(UserRow).parse([
    ...(await sql`
      select users.id, users.email, users.role, users.call_centre_id as centre_id,
        call_centres.name as centre
      from users
      left join call_centres
        on call_centres.company_id = users.company_id and call_centres.id = users.call_centre_id
      where users.company_id = ${actor.companyId}::bigint
        and users.email = any (${[DEMO_COMPANY.owner, ...TEAM].map(({ email }) => email)}::text[])
      order by users.id
    `),
  ]);

const idOf = (people: readonly User[], email: string): number => {
  const found = people.find((person) => person.email === email);
  if (found === undefined) throw new Error(`${email} is not in the demo company`);
  return found.id;
};

const addPlaces = async (
  tx: Transaction,
  people: readonly User[],
  { ownerId: userId, origin }: { ownerId: number; origin: string },
): Promise<{ lyon: Place; marseille: Place }> => {
  const [lyon, marseille] = CALL_CENTRES.map((name) => teamOf(people, name));
  if (lyon === undefined || marseille === undefined) throw new Error('two call centres, no less');
  const confirmedId = await addConfirmedForm(tx, {
    userId,
    origin,
    callCentreId: lyon.callCentreId,
  });
  const callBackId = await addCallBackForm(tx, {
    userId,
    origin,
    callCentreId: marseille.callCentreId,
  });
  return {
    lyon: { ...lyon, form: { id: confirmedId, isConfirmed: true } },
    marseille: { ...marseille, form: { id: callBackId, isConfirmed: false } },
  };
};

const teamOf = (people: readonly User[], centre: string): Omit<Place, 'form'> => {
  const team = people.filter((person) => person.centre === centre);
  const supervisor: Person | undefined = team.find(({ role }) => role === 'supervisor');
  const callCentreId = supervisor?.callCentreId;
  if (supervisor === undefined || callCentreId === undefined || callCentreId === null) {
    throw new Error(`${centre} has no supervisor`);
  }
  return { callCentreId, supervisor, agents: team.filter(({ role }) => role === 'agent') };
};

interface NoticeInput {
  nowMs: number;
  ownerId: number;
  places: readonly Place[];
}

/** New leads of the last hours, for the supervisor and the owner; assigned ones, for their agent. */
const noticesOf = (
  { id, name, source, callCentreId, steps }: DemoLead,
  { nowMs, ownerId, places }: NoticeInput,
): Notice[] =>
  steps
    .filter(({ at }) => at > nowMs - RECENT_NOTICE_MS)
    .flatMap((step): Notice[] => {
      const lead = name ?? '';
      const about = {
        at: step.at,
        categorie: 'LEAD',
        level: 'info',
        readAt: null,
        subjectType: 'lead' as const,
        subjectId: String(id),
      };
      if (step.kind === 'assigned') {
        const params = { lead, count: 1 };
        return [
          { ...about, userId: step.to, type: 'LEAD_ASSIGNED', code: 'lead_assigned', params },
        ];
      }
      if (step.kind !== 'created') return [];
      const supervisor = places.find((place) => place.callCentreId === callCentreId)?.supervisor;
      const watchers = supervisor === undefined ? [ownerId] : [ownerId, supervisor.id];
      const notice = { ...about, type: 'LEAD_CREATED', code: 'lead_created' };
      return watchers.map((userId) => ({ ...notice, userId, params: { lead, source } }));
    });
