import { useMemo } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useLanguage } from '../../i18n/index.tsx';
import { humanise } from '../../i18n/humanise.ts';
import type { Locale } from '../../i18n/locale.ts';
import type { Tone } from '../../ui/values/tones.ts';
import type { EntityType } from './types.ts';

/** The statuses that a company's records can have, worded in the reader's language. */

export interface EntityStatus {
  code: string;
  label: string;
  tone: Tone;
  suggested_action_types: readonly string[];
}

const NONE: readonly EntityStatus[] = [];

export const useStatusesOfTypes = () => api.useQuery('get', '/api/v1/entity-statuses');

/** In their order; none while they are loading. */
export const useEntityStatuses = (type: EntityType): readonly EntityStatus[] => {
  const { locale } = useLanguage();
  const statuses = useStatusesOfTypes().data?.data.find((one) => one.type === type)?.statuses;
  return useMemo(
    () => statuses?.map((status) => worded(status, locale)) ?? NONE,
    [statuses, locale],
  );
};

export const worded = (status: Schemas['EntityStatus'], locale: Locale): EntityStatus => ({
  ...status,
  label: status.labels?.[locale] ?? status.label,
});

/**
 * The status of a code. A code outside the list, such as one set by n8n, is named as in the list of
 * another type of record, else in words.
 */
export const useEntityStatus = (type: EntityType): ((code: string) => EntityStatus) => {
  const { locale } = useLanguage();
  const statuses = useEntityStatuses(type);
  const types = useStatusesOfTypes().data?.data;
  return useMemo(() => {
    const labelElsewhere = (code: string): string | undefined => {
      const found = types?.flatMap((one) => one.statuses).find((status) => status.code === code);
      return found && worded(found, locale).label;
    };
    return (code) =>
      statuses.find((status) => status.code === code) ?? {
        code,
        label: labelElsewhere(code) ?? humanise(code),
        tone: 'neutral',
        suggested_action_types: [],
      };
  }, [statuses, types, locale]);
};
