import { humanise } from '../../i18n/humanise.ts';
import { useMessages } from '../../i18n/index.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';

/** The statuses of a dossier are codes that each company chooses. The usual ones have words. */

export const useDossierStatus = () => {
  const { dossierStatuses } = useMessages();
  return {
    wordOf: (code: string): string => dossierStatuses[code] ?? humanise(code),
    /** The code of a typed text, which is a code or its words. */
    codeOf: (text: string): string =>
      Object.entries(dossierStatuses).find(
        ([, word]) => word.toLowerCase() === text.toLowerCase(),
      )?.[0] ?? text,
  };
};

export const DossierStatus = ({ code, size = 'sm' }: { code: string; size?: 'sm' | 'lg' }) => (
  <StatusBadge tone="neutral" label={useDossierStatus().wordOf(code)} size={size} />
);
