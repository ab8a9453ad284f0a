import type { ContactPoint } from '../../../src/domain/contacts/points.ts';
import { organisationCreated, personCreated } from '../../../src/domain/contacts/events.ts';
import type { Transaction } from '../../../src/platform/database.ts';
import {
  findOrganisation,
  insertOrganisation,
} from '../../../src/queries/contacts/organisations.ts';
import { findPerson, insertPerson } from '../../../src/queries/contacts/people.ts';
import { replacePoints, searchableText } from '../../../src/queries/contacts/points.ts';
import {
  organisationChange,
  organisationFacts,
  personChange,
  personFacts,
} from '../../../src/services/contacts/facts.ts';
import { iso, type Fact } from '../rows.ts';
import type { LeadDraft } from './life.ts';
import type { Contact } from './rows.ts';

/** The contacts that converted leads became, and two pairs of duplicates to merge. */

const JOBS = ['Artisane bijoutière', 'Responsable formation', 'Gérant', 'Sertisseuse', null];
const STREETS = ['rue Mercière', 'cours Julien', 'rue de la Bourse', 'quai Saint-Antoine'];
const DAY_MS = 24 * 3_600_000;
const HOME_EVERY = 3;

interface When {
  at: number;
  userId: number | null;
}

export class ContactBook {
  readonly facts: Fact[] = [];
  readonly #tx: Transaction;
  readonly #organisations = new Map<string, number>();
  #count = 0;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /** The contact of a lead; null unless the lead was converted. */
  async contactOf(lead: LeadDraft): Promise<Contact | null> {
    const step = lead.steps.find(({ kind }) => kind === 'converted');
    if (step === undefined || lead.email === null || lead.phone === null) return null;
    const { at, userId } = step;
    const organisationId =
      lead.companyName === null
        ? null
        : await this.#organisationOf(lead.companyName, { at, userId });
    this.#count += 1;
    const number = this.#count;
    const hasMore = number % HOME_EVERY === 0;
    const personId = await this.addPerson(
      {
        name: lead.name ?? '',
        organisationId,
        jobTitle: organisationId === null ? null : (JOBS[number % JOBS.length] ?? null),
        emails: [
          { value: lead.email, label: null },
          ...(hasMore ? [{ value: `contact.${lead.email}`, label: 'bureau' }] : []),
        ],
        phones: [
          { value: lead.phone, label: hasMore ? 'mobile' : null },
          ...(hasMore ? [{ value: `+33478${200_000 + number * 137}`, label: 'bureau' }] : []),
        ],
      },
      { at, userId },
    );
    return { personId, organisationId };
  }

  async addPerson(
    input: {
      name: string;
      organisationId: number | null;
      jobTitle: string | null;
      emails: readonly ContactPoint[];
      phones: readonly ContactPoint[];
    },
    { at, userId }: When,
  ): Promise<number> {
    const { emails, phones } = input;
    const id = await insertPerson(this.#tx, {
      ...input,
      address: null,
      notes: null,
      points: searchableText({ emails, phones }),
    });
    await replacePoints(this.#tx, 'person', { id, emails, phones });
    await this.#setInstant('people', id, at);
    const row = await findPerson(this.#tx, { id });
    if (row === undefined) throw new Error('the person was just inserted');
    this.facts.push({
      event: personCreated,
      at,
      userId,
      subjectId: String(id),
      data: personChange(row),
      after: personFacts(row),
    });
    return id;
  }

  async addOrganisation(
    input: { name: string; emails: readonly ContactPoint[]; phones: readonly ContactPoint[] },
    { at, userId }: When,
  ): Promise<number> {
    const { name, emails, phones } = input;
    const street = STREETS[name.length % STREETS.length];
    const id = await insertOrganisation(this.#tx, {
      name,
      website: null,
      address: `${name.length} ${street}`,
      notes: null,
      points: searchableText({ emails, phones }),
    });
    await replacePoints(this.#tx, 'organisation', { id, emails, phones });
    await this.#setInstant('organisations', id, at);
    const row = await findOrganisation(this.#tx, { id });
    if (row === undefined) throw new Error('the organisation was just inserted');
    this.facts.push({
      event: organisationCreated,
      at,
      userId,
      subjectId: String(id),
      data: organisationChange(row),
      after: organisationFacts(row),
    });
    return id;
  }

  /** Typed in twice by two people: the same address or number shows it. */
  async addDuplicates(nowMs: number, userId: number): Promise<void> {
    const phones = [{ value: '+33612459078', label: null }];
    const email = (value: string) => ({ value, label: null });
    const emails = [email('helene.marchetti@example.com')];
    const person = { organisationId: null, jobTitle: null, phones };
    await this.addPerson(
      { ...person, name: 'Hélène Marchetti', emails },
      { at: nowMs - 12 * DAY_MS, userId },
    );
    await this.addPerson(
      {
        ...person,
        name: 'Marchetti Helene',
        jobTitle: 'Responsable d’atelier',
        emails: [email('h.marchetti@example.org'), ...emails],
      },
      { at: nowMs - 2 * DAY_MS, userId },
    );
    const office = [{ value: '+33472401122', label: 'standard' }];
    for (const [name, daysAgo] of [
      ['Ateliers Montbrun', 15],
      ['Ateliers Montbrun SARL', 3],
    ] as const) {
      const when = { at: nowMs - daysAgo * DAY_MS, userId };
      await this.addOrganisation({ name, emails: [], phones: office }, when);
    }
  }

  async #organisationOf(name: string, when: When): Promise<number> {
    const known = this.#organisations.get(name);
    if (known !== undefined) return known;
    const id = await this.addOrganisation({ name, emails: [], phones: [] }, when);
    this.#organisations.set(name, id);
    return id;
  }

  async #setInstant(table: 'people' | 'organisations', id: number, at: number): Promise<void> {
    const { sql, actor } = this.#tx;
    await sql`
      update ${sql(table)}
      set created_at = ${iso(at)}::timestamptz, updated_at = ${iso(at)}::timestamptz
      where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
    `;
  }
}
