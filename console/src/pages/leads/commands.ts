import { IconHandGrab, IconUserCheck } from '@tabler/icons-react';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { usePageCommands } from '../../parts/commands.tsx';
import { isFree, useGiveLead } from './assign.ts';
import type { Lead } from './query.ts';

/** What the palette offers on the page of a lead. `onConvert`: undefined for one that can't be converted. */
export const useLeadCommands = (lead: Lead, onConvert: (() => void) | undefined): void => {
  const { leads } = useMessages();
  const { user } = useMe();
  const { give } = useGiveLead();
  const mayTake = useCan()('leads:assign') && isFree(lead);
  const take = (): void => give(lead, user.id);
  usePageCommands([
    ...(mayTake ? [{ id: 'take', label: leads.take, icon: IconHandGrab, run: take }] : []),
    ...(onConvert === undefined
      ? []
      : [{ id: 'convert', label: leads.convert, icon: IconUserCheck, run: onConvert }]),
  ]);
};
