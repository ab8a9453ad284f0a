import { Blockquote, Button, Chip, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { EntityIcon } from '../../entities/icon.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { BulkDecision } from './bulk.tsx';
import { useChoices } from './choices.ts';
import type { AnsweredNotification, DecisionRequest, DecisionSubject } from './context.ts';
import type { ActionType } from './draft.ts';
import { OtherTypes } from './other-types.tsx';
import { Recipient } from './recipient.tsx';
import { SingleDecision } from './single.tsx';

interface DialogProps {
  request: DecisionRequest;
  onClose: () => void;
}

/** A decision about one record or several: its type, a comment, the fields of the type, one button. */
export const DecisionDialog = ({ request, onClose }: DialogProps) => {
  const { decide: words } = useMessages();
  const { entities, notification } = request;
  const [first] = entities;
  const entityType = first?.type ?? 'candidat';
  const suggested = request.suggested ?? notification?.suggested_action_types ?? [];
  const { usual, others } = useChoices(entityType, suggested);
  const types = [...usual, ...others];
  const [chosen, setChosen] = useState(request.actionType);
  const code = chosen ?? (suggested.length > 0 ? usual[0]?.code : undefined);
  const type = types.find((one) => one.code === code);
  const [isTyped, setTyped] = useState(false);
  useOpenerFocus();
  /** Closed by Escape or a click outside, perhaps by mistake: the form has kept its draft. */
  const leave = (): void => {
    if (isTyped) toast('info', words.draftKept, words.draftKeptHint);
    onClose();
  };
  const form = { request, onTyped: setTyped, onClose };
  return (
    <Modal opened onClose={leave} size="lg" title={type?.label ?? words.title}>
      <Stack>
        {notification !== undefined && <Quote notification={notification} />}
        {first !== undefined && entities.length === 1 ? (
          <Recipient entity={first} onOpen={leave} />
        ) : (
          <Subjects entities={entities} />
        )}
        {request.actionType === undefined && (
          <TypeChoice usual={usual} others={others} value={code} onChange={setChosen} />
        )}
        {type === undefined ? (
          <NoType isKnown={types.length > 0 && code !== undefined} onClose={onClose} />
        ) : entities.length > 1 ? (
          <BulkDecision key={type.code} type={type} {...form} />
        ) : (
          <SingleDecision key={type.code} type={type} {...form} />
        )}
      </Stack>
    </Modal>
  );
};

const NoType = ({ isKnown, onClose }: { isKnown: boolean; onClose: () => void }) => {
  const { decide: words, common } = useMessages();
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {isKnown ? words.typeGone : words.choose}
      </Text>
      <Button variant="default" onClick={onClose}>
        {common.cancel}
      </Button>
    </Group>
  );
};

const Quote = ({ notification }: { notification: AnsweredNotification }) => {
  const { decide: words } = useMessages();
  const handler = notification.handled_by_name ?? null;
  return (
    <Blockquote
      p="sm"
      color="petrol"
      aria-label={words.quote}
      cite={
        handler === null ? (
          <RelativeTime at={notification.created_at} />
        ) : (
          words.alreadyHandled(handler)
        )
      }
    >
      <Text size="sm" fw={600}>
        {notification.titre}
      </Text>
      <Text size="sm">{notification.message}</Text>
    </Blockquote>
  );
};

const SHOWN_COUNT = 5;

const Subjects = ({ entities }: { entities: readonly DecisionSubject[] }) => {
  const { decide: words } = useMessages();
  const shown = entities.slice(0, SHOWN_COUNT);
  return (
    <Group gap={8}>
      <Text size="sm" fw={600}>
        {words.recordCount(entities.length)}
      </Text>
      {shown.map((entity) => (
        <Group key={entity.ref} gap={6} wrap="nowrap">
          <EntityIcon type={entity.type} />
          <Text size="sm">{entity.label}</Text>
        </Group>
      ))}
      {entities.length > SHOWN_COUNT && (
        <Text size="sm" c="dimmed">
          {words.andOthers(entities.length - SHOWN_COUNT)}
        </Text>
      )}
    </Group>
  );
};

interface TypeChoiceProps {
  usual: readonly ActionType[];
  others: readonly ActionType[];
  value: string | undefined;
  onChange: (code: string) => void;
}

/** The usual types at one click; a menu with the others. */
const TypeChoice = ({ usual, others, value, onChange }: TypeChoiceProps) => {
  const { decide: words } = useMessages();
  if (usual.length === 0) return <Skeleton height={36} />;
  const shown = [...usual, ...others.filter(({ code }) => code === value)];
  return (
    <Group gap="xs" role="radiogroup" aria-label={words.usual}>
      <Chip.Group
        multiple={false}
        value={value ?? null}
        onChange={(code) => {
          if (code !== null) onChange(code);
        }}
      >
        {shown.map(({ code, label }) => (
          <Chip key={code} value={code} size="sm" variant="light">
            {label}
          </Chip>
        ))}
      </Chip.Group>
      <OtherTypes types={others} size="compact-sm" onChoose={onChange} />
    </Group>
  );
};
