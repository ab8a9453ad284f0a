/**
 * Goal: a merge loses nothing, and its undo puts back exactly what it moved. Method: the whole api in-process
 * on real Postgres, with leads and people that belong to the merged records.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ContactLinksOut, ContactMergeOut } from '../../src/domain/contacts/merges.ts';
import {
  OrganisationCreatedOut,
  OrganisationOut,
  PersonCreatedOut,
  PersonOut,
} from '../../src/domain/contacts/shapes.ts';
import { inCompany } from '../../src/platform/database.ts';
import {
  createPerson,
  findOrganisationByName,
  findPeopleByPoints,
} from '../../src/services/contacts/create.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await startTestApi();
  ({ key } = api.company.supervisor);
});
afterAll(() => api.stop());

const PEOPLE = '/api/v1/people';
const ORGANISATIONS = '/api/v1/organisations';
const points = (...values: string[]) => values.map((value) => ({ value, label: null }));

const addPerson = async (body: object) =>
  answerOf(
    await api.request(PEOPLE, { key, body: { name: 'Essai', ...body } }),
    201,
    PersonCreatedOut,
  );
const addOrganisation = async (body: object) =>
  answerOf(
    await api.request(ORGANISATIONS, { key, body: { name: 'Essai', ...body } }),
    201,
    OrganisationCreatedOut,
  );
const readPerson = async (id: number) =>
  answerOf(await api.request(`${PEOPLE}/${id}`, { key }), 200, PersonOut);
const readOrganisation = async (id: number) =>
  answerOf(await api.request(`${ORGANISATIONS}/${id}`, { key }), 200, OrganisationOut);

const sendMerge = (path: string, winnerId: number, loserId: number, body: object = {}) =>
  api.request(`${path}/${winnerId}/merge`, {
    key,
    body: { loser_id: loserId, version: 1, loser_version: 1, ...body },
  });
const merge = async (path: string, winnerId: number, loserId: number, body?: object) =>
  answerOf(await sendMerge(path, winnerId, loserId, body), 200, ContactMergeOut);
const sendUndo = (path: string, { id, winner_id: winnerId }: { id: string; winner_id: number }) =>
  api.request(`${path}/${winnerId}/merges/${id}/undo`, { key, method: 'POST' });
const undo = async (path: string, made: { id: string; winner_id: number }) =>
  answerOf(await sendUndo(path, made), 200, ContactMergeOut);

const addLead = async (person: number | null, organisation: number | null): Promise<number> => {
  const [row] = await api.superuser`
    insert into leads (company_id, source, status, data, person_id, organisation_id)
    values (${api.company.id}, 'api', 'converted', '{}', ${person}, ${organisation})
    returning id
  `;
  return Number(row?.['id']);
};
const ownersOf = async (leads: readonly number[]): Promise<unknown[]> => {
  const rows = await api.superuser`
    select coalesce(person_id, organisation_id) as owner
    from leads where id = any (${[...leads]}) order by id
  `;
  return rows.map((row) => row['owner']);
};

/** A record without what every change raises. */
const contentOf = <T extends { version: number; updated_at: string }>(record: T) => {
  const { version: _version, updated_at: _updated, ...content } = record;
  return content;
};

describe('a merge of people', () => {
  test('keeps the chosen values and all points, moves the leads, and deletes the other', async () => {
    const { id: organisationId } = await addOrganisation({ name: 'Roux et fils' });
    const winner = await addPerson({
      name: 'Paul Roux',
      notes: 'calme',
      emails: points('paul@example.com', 'commun@example.com'),
    });
    const loser = await addPerson({
      name: 'P. Roux',
      job_title: 'Gérant',
      notes: 'pressé',
      organisation_id: organisationId,
      emails: points('commun@example.com', 'autre@example.com'),
      phones: points('0612345678'),
    });
    const leads = [await addLead(loser.id, null), await addLead(loser.id, null)];
    const links = await api.request(`${PEOPLE}/${loser.id}/links`, { key });
    expect(await answerOf(links, 200, ContactLinksOut)).toEqual({ leads: 2, people: 0 });

    const fields = { name: 'winner', notes: 'loser', emails: 'loser' };
    const made = await merge(PEOPLE, winner.id, loser.id, { fields });
    expect(made).toMatchObject({ moved_leads: 2, moved_people: 0, undone_at: null });
    expect(await readPerson(winner.id)).toMatchObject({
      name: 'Paul Roux',
      job_title: 'Gérant',
      notes: 'pressé',
      organisation: { id: organisationId },
      emails: points('commun@example.com', 'autre@example.com', 'paul@example.com'),
      phones: points('+33612345678'),
      version: 2,
    });
    expect(await ownersOf(leads)).toEqual([winner.id, winner.id]);
    expect(await readPerson(loser.id)).toMatchObject({ merged_into_id: winner.id, version: 2 });
    const restore = await api.request(`${PEOPLE}/${loser.id}/restore`, { key, method: 'POST' });
    expect(restore.status).toBe(409);
  });

  test('is undone exactly, and what came to the winner since stays with it', async () => {
    const winner = await addPerson({ name: 'Ana', phones: points('0611111111') });
    const loser = await addPerson({ name: 'Anna', emails: points('anna@example.com') });
    const moved = await addLead(loser.id, null);
    const own = await addLead(winner.id, null);
    const before = [await readPerson(winner.id), await readPerson(loser.id)];
    const made = await merge(PEOPLE, winner.id, loser.id, { fields: { name: 'loser' } });
    const later = await addLead(winner.id, null);

    expect((await undo(PEOPLE, made)).undone_at).not.toBeNull();
    const after = [await readPerson(winner.id), await readPerson(loser.id)];
    expect(after.map(contentOf)).toEqual(before.map(contentOf));
    expect(await ownersOf([moved, own, later])).toEqual([loser.id, winner.id, winner.id]);
  });

  test('keeps, when undone, what somebody changed since', async () => {
    const winner = await addPerson({ name: 'Luc', emails: points('luc@example.com') });
    const loser = await addPerson({ name: 'Lucas', notes: 'x', emails: points('l@example.com') });
    const made = await merge(PEOPLE, winner.id, loser.id);
    await api.request(`${PEOPLE}/${winner.id}`, {
      method: 'PATCH',
      key,
      body: {
        version: 2,
        name: 'Luc Petit',
        emails: points('nouveau@example.com', 'l@example.com', 'luc@example.com'),
      },
    });
    await undo(PEOPLE, made);
    expect(await readPerson(winner.id)).toMatchObject({
      name: 'Luc Petit',
      notes: null,
      emails: points('nouveau@example.com', 'luc@example.com'),
    });
  });

  test('is refused with a record of another company, itself, a deleted one, or old versions', async () => {
    const winner = await addPerson({});
    const loser = await addPerson({});
    const refuse = async (loserId: number, body: object = {}) => {
      const { status, code, faults } = await refusalOf(
        await sendMerge(PEOPLE, winner.id, loserId, body),
      );
      return [status, code, ...faults];
    };
    const theirs = await answerOf(
      await api.request(PEOPLE, { key: api.otherCompany.owner.key, body: { name: 'Voisine' } }),
      201,
      PersonCreatedOut,
    );
    const unknown = [422, 'validation_failed', 'loser_id: no such person'];
    expect(await refuse(theirs.id)).toEqual(unknown);
    expect(await refuse(999_999)).toEqual(unknown);
    expect(await refuse(winner.id)).toEqual([422, 'validation_failed', 'loser_id: not valid']);
    expect(await refuse(loser.id, { version: 7 })).toContain('version: is 1 now');
    expect(await refuse(loser.id, { loser_version: 7 })).toContain('loser_version: is 1 now');
    await api.request(`${PEOPLE}/${loser.id}`, { method: 'DELETE', key });
    expect(await refuse(loser.id, { loser_version: 2 })).toEqual([409, 'conflict']);
  });

  test('may not leave more than 50 addresses', async () => {
    const many = (name: string) =>
      points(...Array.from({ length: 30 }, (_, at) => `${name}${at}@example.com`));
    const winner = await addPerson({ emails: many('a') });
    const loser = await addPerson({ emails: many('b') });
    const { faults } = await refusalOf(await sendMerge(PEOPLE, winner.id, loser.id));
    expect(faults).toEqual(['emails: at most 50']);
    expect((await readPerson(loser.id)).deleted_at).toBeNull();
  });

  test('in both directions at once happens in one, and a repeat answers the same', async () => {
    const one = await addPerson({ name: 'Un' });
    const two = await addPerson({ name: 'Deux' });
    const answers = await Promise.all([
      sendMerge(PEOPLE, one.id, two.id),
      sendMerge(PEOPLE, two.id, one.id),
      sendMerge(PEOPLE, one.id, two.id),
    ]);
    const [, other] = answers.map(({ status }) => status);
    expect(answers.map(({ status }) => status)).toEqual(
      other === 200 ? [409, 200, 409] : [200, 409, 200],
    );
    const left = [await readPerson(one.id), await readPerson(two.id)];
    expect(left.filter((person) => person.deleted_at === null)).toHaveLength(1);
    const made = await api.superuser`
      select id from contact_merges where winner_person_id in (${one.id}, ${two.id})
    `;
    expect(made).toHaveLength(1);
  });

  test('undone many times at once is undone once', async () => {
    const winner = await addPerson({ name: 'Gagnante' });
    const loser = await addPerson({ name: 'Perdante' });
    const made = await merge(PEOPLE, winner.id, loser.id);
    const answers = await Promise.all(Array.from({ length: 5 }, () => undo(PEOPLE, made)));
    expect(new Set(answers.map(({ undone_at: at }) => at)).size).toBe(1);
    expect((await readPerson(loser.id)).version).toBe(3);
    const [count] = await api.superuser`
      select count(*) as count from events
      where type = 'PersonMergeUndone' and subject_id = ${String(winner.id)}
    `;
    expect(count?.['count']).toBe(1);
  });

  test('is not undone after 30 days, nor before a later merge of its winner', async () => {
    const first = await addPerson({ name: 'Un' });
    const second = await addPerson({ name: 'Deux' });
    const third = await addPerson({ name: 'Trois' });
    const inner = await merge(PEOPLE, second.id, third.id);
    const outer = await merge(PEOPLE, first.id, second.id, { loser_version: 2 });
    expect((await sendUndo(PEOPLE, inner)).status).toBe(409);
    await undo(PEOPLE, outer);
    const clock = api.deps.clock;
    const days = (count: number) => Date.parse(inner.created_at) + count * 24 * 3600 * 1000;
    api.deps.clock = { now: () => new Date(days(30) + 1) };
    const late = await sendUndo(PEOPLE, inner);
    api.deps.clock = { now: () => new Date(days(30) - 1) };
    const inTime = await sendUndo(PEOPLE, inner);
    api.deps.clock = clock;
    expect([late.status, inTime.status]).toEqual([410, 200]);
  });
});

describe('a merge of organisations', () => {
  test('moves people, also deleted ones, and leads, and is undone exactly', async () => {
    const winner = await addOrganisation({ name: 'Éclat', website: 'https://eclat.example' });
    const loser = await addOrganisation({ name: 'Eclat SARL', phones: points('0472000000') });
    const person = await addPerson({ organisation_id: loser.id });
    const deleted = await addPerson({ organisation_id: loser.id });
    await api.request(`${PEOPLE}/${deleted.id}`, { method: 'DELETE', key });
    const lead = await addLead(null, loser.id);
    const before = [await readOrganisation(winner.id), await readOrganisation(loser.id)];

    const made = await merge(ORGANISATIONS, winner.id, loser.id);
    expect(made).toMatchObject({ moved_leads: 1, moved_people: 2 });
    expect((await readPerson(person.id)).organisation).toMatchObject({ id: winner.id });
    expect(await ownersOf([lead])).toEqual([winner.id]);
    const hired = await addPerson({ organisation_id: winner.id });

    await undo(ORGANISATIONS, made);
    expect((await readPerson(person.id)).organisation).toMatchObject({ id: loser.id });
    expect((await readPerson(hired.id)).organisation).toMatchObject({ id: winner.id });
    expect(await ownersOf([lead])).toEqual([loser.id]);
    const after = [await readOrganisation(winner.id), await readOrganisation(loser.id)];
    expect(after.map((one) => ({ ...contentOf(one), people_count: 0 }))).toEqual(
      before.map((one) => ({ ...contentOf(one), people_count: 0 })),
    );
  });

  test('beside people who join the merged one leaves nobody behind', async () => {
    const winner = await addOrganisation({});
    const loser = await addOrganisation({});
    const people = await Promise.all(Array.from({ length: 6 }, () => addPerson({})));
    const join = (id: number) =>
      api.request(`${PEOPLE}/${id}`, {
        method: 'PATCH',
        key,
        body: { version: 1, organisation_id: loser.id },
      });
    const answers = await Promise.all([
      ...people.slice(0, 3).map(({ id }) => join(id)),
      sendMerge(ORGANISATIONS, winner.id, loser.id),
      ...people.slice(3).map(({ id }) => join(id)),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const left = await api.superuser`select id from people where organisation_id = ${loser.id}`;
    expect(left).toEqual([]);
  });
});

describe('to find or create', () => {
  const asCompany = <T>(work: Parameters<typeof inCompany<T>>[2]) =>
    inCompany(api.database, { companyId: api.company.id, userId: null }, work);

  test('makes one person of many simultaneous requests with one address', async () => {
    const emails = points('unique@example.com');
    const ids = await Promise.all(
      Array.from({ length: 8 }, () =>
        asCompany(async (tx) => {
          const found = await findPeopleByPoints(tx, {
            emails: ['unique@example.com'],
            phones: ['+33699999999'],
          });
          return (found[0] ?? (await createPerson(tx, { name: 'Unique', emails }))).id;
        }),
      ),
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('finds an organisation by its name whatever its capitals, and no deleted one', async () => {
    const { id } = await addOrganisation({ name: 'Éts DURAND' });
    const find = (name: string) => asCompany((tx) => findOrganisationByName(tx, name));
    expect((await find(' éts durand '))?.id).toBe(id);
    await api.request(`${ORGANISATIONS}/${id}`, { method: 'DELETE', key });
    expect(await find('Éts Durand')).toBeUndefined();
  });
});
