import { Anchor, Group, Text } from '@mantine/core';
import { useMessages } from '../../i18n/index.tsx';

/** What a text of a model took the place of. */
export interface Inserted {
  before: string;
  after: string;
}

interface UndoProps {
  inserted: Inserted | undefined;
  /** What is written now: once it is changed by hand, nothing is taken back. */
  text: string;
  onUndo: (before: string) => void;
}

export const WritingHelpUndo = ({ inserted, text, onUndo }: UndoProps) => {
  const { writingHelp: words } = useMessages();
  if (inserted === undefined || inserted.after !== text) return null;
  return (
    <Group gap="xs" mt={6} role="status">
      <Text size="xs" c="dimmed">
        {words.inserted}
      </Text>
      <Anchor component="button" type="button" size="xs" onClick={() => onUndo(inserted.before)}>
        {words.undo}
      </Anchor>
    </Group>
  );
};
