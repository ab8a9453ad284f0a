import type { ReactNode } from 'react';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { useCallCentres } from '../../users/shared.ts';

/** The same for a lead that does not exist and for one out of reach: which of the two stays unknown. */
export const LeadNotFound = ({ back }: { back: ReactNode }) => {
  const { leads } = useMessages();
  const { user, permissions } = useMe();
  const centre = useCallCentres().find(({ id }) => id === user.call_centre_id);
  const reach = permissions['leads:read'];
  if (reach === 'company' || centre === undefined) return <RecordNotFound back={back} />;
  const isAll = reach === 'centre';
  const seen = isAll ? leads.seenOfCentre(centre.name) : leads.seenOfAgent(centre.name);
  return <RecordNotFound back={back} title={leads.notFound} hint={seen} />;
};
