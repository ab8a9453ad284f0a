import { byRank, rankOf } from '../../domain/search/rank.ts';
import { parsePhone } from '../../domain/shared/phones.ts';
import { listOrganisationsById } from '../../queries/contacts/organisations.ts';
import { listPeopleById } from '../../queries/contacts/people.ts';
import { searchContactIds } from '../../queries/search/contacts.ts';
import type { SearchSource } from './source.ts';

/** So many of the newest matches are ranked. */
const RANKED_COUNT_MAX = 100;

/** People: by words of their fields, e-mail address, telephone number. */
export const personSource: SearchSource = {
  permission: 'people:read',
  find: async (tx, { text, limit }) => {
    const ids = await searchContactIds(tx, { kind: 'person', text, limit: RANKED_COUNT_MAX });
    const hits = (await listPeopleById(tx, ids)).map((row) => ({
      kind: 'person' as const,
      id: row.id,
      title: row.name,
      subtitle: subtitleOf(row, row.organisation_name),
      rank: rankOfContact(row, text),
    }));
    return byRank(hits).slice(0, limit);
  },
};

/** Organisations: the same. */
export const organisationSource: SearchSource = {
  permission: 'organisations:read',
  find: async (tx, { text, limit }) => {
    const ids = await searchContactIds(tx, { kind: 'organisation', text, limit: RANKED_COUNT_MAX });
    const hits = (await listOrganisationsById(tx, ids)).map((row) => ({
      kind: 'organisation' as const,
      id: row.id,
      title: row.name,
      subtitle: subtitleOf(row, row.website),
      rank: rankOfContact(row, text),
    }));
    return byRank(hits).slice(0, limit);
  },
};

interface Named {
  name: string;
  emails: readonly { value: string }[];
  phones: readonly { value: string }[];
}

const rankOfContact = ({ name, emails, phones }: Named, text: string) => {
  const phone = parsePhone(text);
  if (phone !== undefined && phones.some(({ value }) => value === phone)) return 'exact';
  return rankOf({ title: name, names: emails.map(({ value }) => value) }, text) ?? 'elsewhere';
};

const subtitleOf = ({ emails, phones }: Named, other: string | null): string =>
  other ?? emails[0]?.value ?? phones[0]?.value ?? '';
