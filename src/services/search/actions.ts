import { CATALOGUE, labelsOf, type StoredActionType } from '../../domain/action-types/catalogue.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import { entityLabel } from '../../domain/entities/types.ts';
import { byRank, hasWords, normalise, rankOf } from '../../domain/search/rank.ts';
import type { ActionHit } from '../../domain/search/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { listCompanyActionTypes } from '../../queries/action-types.ts';
import {
  searchActionsByEntity,
  searchActionsById,
  searchActionsByType,
  type FoundAction,
} from '../../queries/search/actions.ts';
import { findUserLocale } from '../../queries/search/users.ts';
import type { SearchInput, SearchSource } from './source.ts';

const TYPE_COUNT_MAX = 50;

/**
 * Actions: by id or the beginning of an id; by type, its label in the caller's language or its code; by the
 * words of their record; by both (`relance dumitru`).
 */
export const actionSource: SearchSource = {
  permission: 'actions:read',
  find: async (tx, input) => {
    const labels = await labelsFor(tx, input.userId);
    const types = matchTypes(labels, input.text);
    const { scope, limit, text } = input;
    const found = await Promise.all([
      findById(tx, input),
      searchActionsByType(tx, { scope, limit, types: types.whole }),
      findByEntity(tx, input, text, undefined),
      types.part === undefined ? [] : findByEntity(tx, input, types.part.rest, types.part.codes),
    ]);
    const unique = new Map(found.flat().map((action) => [action.id, action]));
    const newest = [...unique.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1));
    return byRank(newest.map((action) => hitOf(action, labels, text))).slice(0, limit);
  },
};

/** The label of each type in the caller's language. */
const labelsFor = async (tx: Transaction, userId: number): Promise<ReadonlyMap<string, string>> => {
  const [own, locale] = await Promise.all([listCompanyActionTypes(tx), findUserLocale(tx, userId)]);
  return new Map(
    [...CATALOGUE, ...own].map((type): [string, string] => [type.code, labelIn(type, locale)]),
  );
};

const labelIn = (type: StoredActionType, locale: Locale): string =>
  labelsOf(type)?.[locale] ?? type.label;

interface TypeMatches {
  /** Types with all words of the text. */
  whole: string[];
  /** Types with some of the words; the rest may name a record. Those with the shortest rest. */
  part: { codes: string[]; rest: string } | undefined;
}

const matchTypes = (labels: ReadonlyMap<string, string>, text: string): TypeMatches => {
  const words = normalise(text)
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return { whole: [], part: undefined };
  const byRest = new Map<string, string[]>();
  for (const [code, label] of labels) {
    const known = normalise(`${label} ${code}`);
    const rest = words.filter((word) => !hasWords(known, word)).join(' ');
    byRest.set(rest, [...(byRest.get(rest) ?? []), code]);
  }
  const whole = (byRest.get('') ?? []).slice(0, TYPE_COUNT_MAX);
  const [shortest] = [...byRest]
    .filter(([rest]) => rest !== '' && rest !== words.join(' '))
    .toSorted(([one], [other]) => one.length - other.length);
  if (whole.length > 0 || shortest === undefined) return { whole, part: undefined };
  const [rest, codes] = shortest;
  return { whole, part: { rest, codes: codes.slice(0, TYPE_COUNT_MAX) } };
};

const findByEntity = async (
  tx: Transaction,
  { scope, limit, findEntityIds }: SearchInput,
  text: string,
  types: readonly string[] | undefined,
): Promise<FoundAction[]> =>
  searchActionsByEntity(tx, { scope, limit, types, entityIds: await findEntityIds(text) });

const UUID_DIGITS = 32;
/** Fewer digits are more often the beginning of a reference or a telephone number. */
const ID_START_LENGTH_MIN = 4;

const findById = async (
  tx: Transaction,
  { text, scope, limit }: SearchInput,
): Promise<FoundAction[]> => {
  const digits = text.toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f-]+$/i.test(text) || digits.length > UUID_DIGITS) return [];
  if (digits.length < ID_START_LENGTH_MIN) return [];
  return searchActionsById(tx, {
    scope,
    limit,
    first: asUuid(digits.padEnd(UUID_DIGITS, '0')),
    last: asUuid(digits.padEnd(UUID_DIGITS, 'f')),
  });
};

const asUuid = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const hitOf = (
  action: FoundAction,
  labels: ReadonlyMap<string, string>,
  text: string,
): ActionHit => {
  const title = labels.get(action.action_type) ?? action.action_type;
  const ref = action.entite_id;
  const idStart = action.id.slice(0, text.length);
  const rank =
    action.id === text.toLowerCase()
      ? 'exact'
      : idStart === text.toLowerCase()
        ? 'prefix'
        : rankOf({ title }, text);
  return {
    kind: 'action',
    id: action.id,
    title,
    subtitle: ref === null ? '' : entityLabel(action.entite_data, ref),
    rank: rank ?? 'elsewhere',
    action_type: action.action_type,
    status: action.status,
    created_at: action.created_at.toISOString(),
  };
};
