import { Fragment } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { UserName } from '../../users/select.tsx';

type Outcomes = Schemas['LeadBulkAssignment']['data'];

/** More would not be read in a toast. */
const SHOWN_COUNT_MAX = 6;

/** Who got how many of the leads, and how many were gone. */
export const Shares = ({ outcomes }: { outcomes: Outcomes }) => {
  const { leads } = useMessages();
  const counts = new Map<number, number>();
  for (const { outcome, assigned_to: userId } of outcomes)
    if (outcome === 'assigned' && userId !== null)
      counts.set(userId, (counts.get(userId) ?? 0) + 1);
  const shares = [...counts].toSorted(([, left], [, right]) => right - left);
  const goneCount = outcomes.filter(({ outcome }) => outcome === 'not_found').length;
  return (
    <>
      {shares.slice(0, SHOWN_COUNT_MAX).map(([userId, count], position) => (
        <Fragment key={userId}>
          {position > 0 && ', '}
          <UserName id={userId} /> ({count})
        </Fragment>
      ))}
      {shares.length > SHOWN_COUNT_MAX && '…'}
      {goneCount > 0 && <div>{leads.goneCount(goneCount)}</div>}
    </>
  );
};
