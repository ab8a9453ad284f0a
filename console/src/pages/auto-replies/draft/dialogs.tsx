import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconHandGrab, IconUsers } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { ColleagueSelect } from '../../conversations/colleague-select.tsx';
import type { AutoReply } from '../query.ts';
import type { Decision } from './decide.ts';

/** What a decision asks for first: a reason, an instruction, a person. */

export type Asked = 'reject' | 'regenerate' | 'reassign';

interface DialogProps {
  asked: Asked | null;
  draft: AutoReply;
  onClose: () => void;
  onDecide: (decision: Decision) => void;
}

export const DecisionDialog = ({ asked, draft, onClose, onDecide }: DialogProps) => {
  const { autoReplies: words } = useMessages();
  const titles = {
    reject: words.rejectTitle,
    regenerate: words.regenerateTitle,
    reassign: words.reassignTitle,
  };
  const decide = (decision: Decision): void => {
    onClose();
    onDecide(decision);
  };
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={asked === null ? '' : titles[asked]}
      // The next key is for the page, which takes none while a dialog fades away.
      transitionProps={{ duration: 0 }}
    >
      {asked === 'reject' && (
        <TextForm
          label={words.rejectReason}
          hint={words.rejectHint}
          submit={words.reject}
          colour="brick"
          onClose={onClose}
          onSubmit={(reason) => decide({ kind: 'reject', reason })}
        />
      )}
      {asked === 'regenerate' && (
        <TextForm
          label={words.instruction}
          hint={words.instructionHint}
          submit={words.ask}
          colour="petrol"
          onClose={onClose}
          onSubmit={(instruction) => decide({ kind: 'regenerate', instruction })}
        />
      )}
      {asked === 'reassign' && (
        <People
          conversationId={draft.conversation_id}
          onChoose={(userId) => decide({ kind: 'reassign', userId })}
        />
      )}
    </Modal>
  );
};

const TEXT_LENGTH_MAX = 2000;

interface TextFormProps {
  label: string;
  hint: string;
  submit: string;
  colour: string;
  onClose: () => void;
  onSubmit: (text: string) => void;
}

const TextForm = ({ label, hint, submit, colour, onClose, onSubmit }: TextFormProps) => {
  const { common } = useMessages();
  const [text, setText] = useState('');
  useOpenerFocus();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') onSubmit(text.trim());
  };
  return (
    <form
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
    >
      <Stack>
        <Textarea
          label={label}
          description={hint}
          required
          autosize
          minRows={2}
          maxRows={8}
          maxLength={TEXT_LENGTH_MAX}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" color={colour} disabled={text.trim() === ''}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

interface PeopleProps {
  conversationId: number;
  onChoose: (userId: number | null) => void;
}

/** Those who have access to the conversation. */
const People = ({ conversationId, onChoose }: PeopleProps) => {
  const { autoReplies: words } = useMessages();
  const { user } = useMe();
  useOpenerFocus();
  return (
    <Stack>
      <ColleagueSelect
        conversationId={conversationId}
        label={words.toOther}
        description={words.toOtherHint}
        data-autofocus
        value={undefined}
        exceptId={user.id}
        onChange={(id) => {
          if (id !== undefined) onChoose(id);
        }}
      />
      <Group grow>
        <Button
          variant="default"
          leftSection={<IconHandGrab size={16} />}
          onClick={() => onChoose(user.id)}
        >
          {words.toMe}
        </Button>
        <Button
          variant="default"
          leftSection={<IconUsers size={16} />}
          onClick={() => onChoose(null)}
        >
          {words.toNobody}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {words.toNobodyHint}
      </Text>
    </Stack>
  );
};
