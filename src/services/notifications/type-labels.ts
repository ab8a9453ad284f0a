import { CATALOGUE, labelsOf } from '../../domain/action-types/catalogue.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { listCompanyActionTypes } from '../../queries/action-types.ts';

/** The labels of action types by code: the company's own, else those of the catalogue. */
export const listTypeLabels = async (
  tx: Transaction,
  locale: Locale,
): Promise<ReadonlyMap<string, string>> => {
  const types = [...CATALOGUE, ...(await listCompanyActionTypes(tx))];
  return new Map(types.map((type) => [type.code, labelsOf(type)?.[locale] ?? type.label]));
};

/** The message of a notification begins with the code of an action type: replaces it by the label. */
export const labelTypes = (labels: ReadonlyMap<string, string>, message: string): string =>
  message.replace(/^[A-Z][A-Z0-9_]*/, (code) => labels.get(code) ?? code);
