import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandGrab, IconTag, IconUserShare } from '@tabler/icons-react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { isFree, useMayGiveToOthers } from '../assign.ts';
import type { Lead } from '../query.ts';
import { BulkAssign, useBulkAssign } from './bulk-assign.tsx';
import { BulkStatus } from './bulk-status.tsx';
import type { Matching } from './matching.tsx';

interface BulkButtonsProps extends Matching {
  rows: readonly Lead[];
  onDone: () => void;
}

/** What can be done with several leads. */
export const BulkButtons = ({ rows, search, count, onDone }: BulkButtonsProps) => {
  const { leads } = useMessages();
  const can = useCan();
  const mayGiveToOthers = useMayGiveToOthers();
  const [isAssigning, assigning] = useDisclosure(false);
  const [isChanging, changing] = useDisclosure(false);
  return (
    <>
      {can('leads:assign') &&
        (mayGiveToOthers ? (
          <Button
            size="compact-sm"
            leftSection={<IconUserShare size={14} />}
            onClick={assigning.open}
          >
            {leads.assign}
          </Button>
        ) : (
          <TakeAll rows={rows} onDone={onDone} />
        ))}
      {can('leads:update') && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconTag size={14} />}
          onClick={changing.open}
        >
          {leads.changeStatus}
        </Button>
      )}
      <BulkAssign
        isOpen={isAssigning}
        rows={rows}
        search={search}
        count={count}
        onClose={assigning.close}
        onDone={onDone}
      />
      <BulkStatus isOpen={isChanging} rows={rows} onClose={changing.close} onDone={onDone} />
    </>
  );
};

/** An agent takes those that nobody has. */
const TakeAll = ({ rows, onDone }: Pick<BulkButtonsProps, 'rows' | 'onDone'>) => {
  const { leads } = useMessages();
  const { user } = useMe();
  const free = rows.filter(isFree);
  const { assign, isPending } = useBulkAssign(onDone);
  return (
    <Button
      size="compact-sm"
      leftSection={<IconHandGrab size={14} />}
      disabled={free.length === 0}
      loading={isPending}
      onClick={() => assign({ ids: free.map(({ id }) => id), user_id: user.id })}
    >
      {leads.takeAll(free.length)}
    </Button>
  );
};
