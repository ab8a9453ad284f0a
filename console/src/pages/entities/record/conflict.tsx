import { Modal, Stack, Text } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { EntityConflict } from '../editor/conflict.tsx';
import type { FieldSaver } from './saver.ts';

/** The same field was changed meanwhile, perhaps in another tab: the user chooses what to keep. */
export const ConflictDialog = ({ saver: { conflict, resolve } }: { saver: FieldSaver }) => {
  const { entity: words } = useMessages();
  return (
    <Modal opened={conflict !== null} title={words.conflictTitle} onClose={() => resolve('theirs')}>
      {conflict !== null && (
        <Stack gap="xs">
          <EntityConflict
            mine={{ [conflict.field]: conflict.after }}
            theirs={{ [conflict.field]: conflict.theirs }}
            names={[conflict.field]}
            labelOf={() => conflict.label}
            sideOf={() => undefined}
            onChoose={(_, side) => resolve(side)}
          />
          <Text size="xs" c="dimmed" component="div">
            {words.conflictAt} <RelativeTime at={conflict.at} />
          </Text>
        </Stack>
      )}
    </Modal>
  );
};
