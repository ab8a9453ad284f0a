import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconArrowMerge, IconArrowsExchange } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useIsPhone } from '../../../ui/page/use-is-phone.ts';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useContactsChanged } from '../form/refresh.ts';
import {
  KIND_PATHS,
  mergeContacts,
  PAGES,
  readContact,
  readLinks,
  type Contact,
  type Kind,
} from '../kinds.ts';
import { ContactSelect } from '../select.tsx';
import { differences, FieldChoices, type Choices } from './choices.tsx';
import { UndoMerge } from './undo.tsx';

interface MergeDialogProps {
  kind: Kind;
  /** The record of the page. */
  contact: Contact;
  /** The one to compare it with; undefined: the user chooses one. */
  otherId: number | undefined;
  onOther: (id: number | undefined) => void;
  onClose: () => void;
}

/** Two records become one: which stays, with which values, and what moves. */
export const MergeDialog = ({ kind, contact, otherId, onOther, onClose }: MergeDialogProps) => {
  const { contacts: words } = useMessages();
  const isPhone = useIsPhone();
  return (
    <Modal opened onClose={onClose} title={words.mergeTitle} size="lg" fullScreen={isPhone}>
      <Stack>
        <ContactSelect
          kind={kind}
          label={words.mergeChoose}
          exceptId={contact.id}
          value={otherId}
          onChange={onOther}
        />
        {otherId !== undefined && (
          <Comparison
            key={otherId}
            kind={kind}
            contact={contact}
            otherId={otherId}
            onClose={onClose}
          />
        )}
      </Stack>
    </Modal>
  );
};

interface ComparisonProps extends Pick<MergeDialogProps, 'kind' | 'contact' | 'onClose'> {
  otherId: number;
}

const Comparison = ({ kind, contact, otherId, onClose }: ComparisonProps) => {
  const query = useQuery({
    queryKey: ['get', `${KIND_PATHS[kind]}/{id}`, { params: { path: { id: otherId } } }],
    queryFn: () => readContact(kind, otherId),
  });
  if (query.isError)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <PageSkeleton />;
  return <MergeForm kind={kind} contact={contact} other={query.data} onClose={onClose} />;
};

interface MergeFormProps extends Pick<MergeDialogProps, 'kind' | 'contact' | 'onClose'> {
  other: Contact;
}

const MergeForm = ({ kind, contact, other, onClose }: MergeFormProps) => {
  const { contacts: words, common } = useMessages();
  const [isSwapped, setSwapped] = useState(false);
  const [choices, setChoices] = useState<Choices>({});
  const [winner, loser] = isSwapped ? [other, contact] : [contact, other];
  const merge = useMerge({ kind, winner, loser, choices, onClose });
  const swap = (): void => {
    setSwapped(!isSwapped);
    // The values that were chosen stay chosen.
    setChoices(
      Object.fromEntries(
        differences(winner, loser).map((field) => [
          field,
          choices[field] === 'loser' ? 'winner' : 'loser',
        ]),
      ),
    );
  };
  return (
    <Stack>
      <Group justify="space-between" align="flex-end" wrap="wrap" gap="sm">
        <Group gap="xl" wrap="wrap">
          <Named label={words.mergeKeep} name={winner.name} />
          <Named label={words.mergeLose} name={loser.name} />
        </Group>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconArrowsExchange size={15} />}
          onClick={swap}
        >
          {words.mergeSwap}
        </Button>
      </Group>
      <FieldChoices
        winner={winner}
        loser={loser}
        choices={choices}
        onChoose={(field, side) => setChoices({ ...choices, [field]: side })}
      />
      <Moves kind={kind} winner={winner} loser={loser} />
      {merge.isError && <ProblemAlert error={merge.error} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          leftSection={<IconArrowMerge size={16} />}
          loading={merge.isPending}
          onClick={() => merge.mutate()}
        >
          {words.merge}
        </Button>
      </Group>
    </Stack>
  );
};

const Named = ({ label, name }: { label: string; name: string }) => (
  <div>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
      {name}
    </Text>
  </div>
);

const Moves = ({ kind, winner, loser }: { kind: Kind; winner: Contact; loser: Contact }) => {
  const { contacts: words } = useMessages();
  const { id } = loser;
  const { data } = useQuery({
    queryKey: ['get', `${KIND_PATHS[kind]}/{id}/links`, { params: { path: { id } } }],
    queryFn: () => readLinks(kind, id),
  });
  if (data === undefined) return null;
  const what = words.mergeMoves(data.leads, data.people);
  return (
    <Alert color="petrol" variant="light">
      <Text size="sm">
        {what === '' ? words.mergeNothingMoves : words.mergeMoved(what, winner.name)}{' '}
        {words.mergeUndoHint}
      </Text>
    </Alert>
  );
};

interface MergeInput {
  kind: Kind;
  winner: Contact;
  loser: Contact;
  choices: Choices;
  onClose: () => void;
}

const useMerge = ({ kind, winner, loser, choices, onClose }: MergeInput) => {
  const { contacts: words } = useMessages();
  const navigate = useNavigate();
  const changed = useContactsChanged();
  return useMutation({
    mutationFn: () =>
      mergeContacts(kind, winner.id, {
        loser_id: loser.id,
        version: winner.version,
        loser_version: loser.version,
        fields: choices,
      }),
    onSuccess: ({ id: mergeId, winner_id: winnerId }) => {
      toast(
        'good',
        words.merged(loser.name),
        <UndoMerge kind={kind} winnerId={winnerId} mergeId={mergeId} />,
      );
      changed();
      onClose();
      void navigate({ to: PAGES[kind], params: { id: String(winnerId) }, search: {} });
    },
  });
};
