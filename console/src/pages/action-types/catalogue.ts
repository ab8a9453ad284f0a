import { useMemo } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useLanguage } from '../../i18n/index.tsx';
import type { Locale } from '../../i18n/locale.ts';

type ActionType = Schemas['ActionType'];

const NONE: readonly ActionType[] = [];

export const useCatalogue = () => api.useQuery('get', '/api/v1/action-types');

/** Labels in the reader's language; one that the company has written stays as it is. */
export const wordedLabel = (
  { label, labels }: Pick<ActionType, 'label' | 'labels'>,
  locale: Locale,
): string => labels?.[locale] ?? label;

export const worded = (types: readonly ActionType[], locale: Locale): ActionType[] =>
  types.map((type) => ({ ...type, label: wordedLabel(type, locale) }));

/** The types of the catalogue, worded; none while it is loading or if it can't be read. */
export const useActionTypes = (): readonly ActionType[] => {
  const { locale } = useLanguage();
  const types = useCatalogue().data?.data ?? NONE;
  return useMemo(() => worded(types, locale), [types, locale]);
};

/** The label of a code; undefined while the catalogue is loading and for a deleted type. */
export const useTypeLabels = (): ((code: string) => string | undefined) => {
  const types = useActionTypes();
  return useMemo(() => {
    const labels = new Map(types.map(({ code, label }) => [code, label]));
    return (code) => labels.get(code);
  }, [types]);
};
