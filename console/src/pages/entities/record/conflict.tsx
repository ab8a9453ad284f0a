import { Modal } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { EntityConflict } from '../editor/conflict.tsx';
import type { FieldSaver } from './save.tsx';

/** Somebody else changed the same field meanwhile: the user chooses what to keep. */
export const ConflictDialog = ({ saver: { conflict, resolve } }: { saver: FieldSaver }) => {
  const { entity: words } = useMessages();
  return (
    <Modal opened={conflict !== null} title={words.conflictTitle} onClose={() => resolve('theirs')}>
      {conflict !== null && (
        <EntityConflict
          mine={{ [conflict.field]: conflict.after }}
          theirs={{ [conflict.field]: conflict.theirs }}
          names={[conflict.field]}
          sideOf={() => undefined}
          onChoose={(_, side) => resolve(side)}
        />
      )}
    </Modal>
  );
};
