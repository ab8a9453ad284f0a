import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useOpenerFocus } from '../../ui/feedback/use-opener-focus.ts';
import type { SavedView } from './view-state.ts';

/** Asks for the name of a view, and whether it is shared. */

export interface ViewNaming {
  name: string;
  is_shared: boolean;
}

interface ViewDialogProps {
  /** Undefined: a new view. */
  view?: SavedView;
  isPending: boolean;
  onSave: (naming: ViewNaming) => void;
  onClose: () => void;
}

const NAME_LENGTH_MAX = 100;

export const ViewDialog = ({ view, isPending, onSave, onClose }: ViewDialogProps) => {
  const { savedViews, common } = useMessages();
  const mayShare = useCan()('saved_views:share');
  const [name, setName] = useState(view?.name ?? '');
  const [isShared, setShared] = useState(view?.is_shared ?? false);
  useOpenerFocus();
  return (
    <Modal
      opened
      onClose={onClose}
      title={view === undefined ? savedViews.saveTitle : savedViews.renameTitle}
      size="sm"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') onSave({ name: name.trim(), is_shared: isShared });
        }}
      >
        <Stack>
          {view === undefined && (
            <Text size="sm" c="dimmed">
              {savedViews.saveHint}
            </Text>
          )}
          <TextInput
            label={savedViews.name}
            maxLength={NAME_LENGTH_MAX}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          {(mayShare || isShared) && (
            <Checkbox
              label={savedViews.share}
              description={savedViews.shareHint}
              checked={isShared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isPending} disabled={name.trim() === ''}>
              {common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
