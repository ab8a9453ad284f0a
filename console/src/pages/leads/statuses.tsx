import { useMemo } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { humanise } from '../../i18n/humanise.ts';
import { useLanguage } from '../../i18n/index.tsx';
import type { Locale } from '../../i18n/locale.ts';
import type { Tone } from '../../ui/values/tones.ts';
import { StatusBadge } from '../../ui/values/status-badge.tsx';

/** The statuses that the leads of the company can have, worded in the reader's language. */

export interface LeadStatus {
  code: string;
  label: string;
  tone: Tone;
  /** `initial`: of new leads. `converted`: only converting a lead gives it. */
  role: Schemas['LeadStatus']['role'];
}

const NONE: readonly LeadStatus[] = [];

/** In their order; none while they are loading. */
export const useLeadStatuses = (): readonly LeadStatus[] => {
  const { locale } = useLanguage();
  const statuses = api.useQuery('get', '/api/v1/lead-statuses').data?.statuses;
  return useMemo(
    () => statuses?.map((status) => worded(status, locale)) ?? NONE,
    [statuses, locale],
  );
};

export const worded = (
  { code, label, labels, tone, role }: Schemas['LeadStatus'],
  locale: Locale,
): LeadStatus => ({ code, label: labels?.[locale] ?? label, tone, role });

/** The status of a code. One that is no longer in the list is named in words. */
export const useLeadStatus = (): ((code: string) => LeadStatus) => {
  const statuses = useLeadStatuses();
  return (code) =>
    statuses.find((status) => status.code === code) ?? {
      code,
      label: humanise(code),
      tone: 'neutral',
      role: null,
    };
};

interface LeadStatusBadgeProps {
  code: string;
  size?: 'sm' | 'lg';
}

/** In the words and the colour that the company chose. */
export const LeadStatusBadge = ({ code, size = 'sm' }: LeadStatusBadgeProps) => {
  const { label, tone } = useLeadStatus()(code);
  return <StatusBadge tone={tone} label={label} size={size} />;
};
