import { Anchor, Collapse, Loader, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import classes from './messages.module.css';
import type { Message } from './query.ts';
import { reasonOf } from './reason.ts';

/** The attempts to send a message: read when asked for, since each look is audited. */
export const Attempts = ({ message: { id, attempt_count: count } }: { message: Message }) => {
  const { outgoing } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  if (count === 0) return null;
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        mt={8}
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
      >
        {outgoing.attempts(count)}
      </Anchor>
      <Collapse expanded={isOpen} id={listId}>
        {isOpen && <AttemptList messageId={id} />}
      </Collapse>
    </>
  );
};

const AttemptList = ({ messageId }: { messageId: number }) => {
  const { outgoing } = useMessages();
  const { data, isError } = api.useQuery('get', '/inbox/messages/{id}/attempts', {
    params: { path: { id: messageId } },
  });
  if (isError) return <Text size="sm">{outgoing.attemptsUnread}</Text>;
  if (data === undefined) return <Loader size={14} mt={6} aria-label={outgoing.attemptsTitle} />;
  return (
    <ol className={classes['attempts']} aria-label={outgoing.attemptsTitle}>
      {data.data.map((attempt) => (
        <Attempt key={attempt.attempt} attempt={attempt} />
      ))}
    </ol>
  );
};

const Attempt = ({ attempt }: { attempt: Schemas['ReplyAttempt'] }) => {
  const { outgoing } = useMessages();
  const format = useFormat();
  const { started_at: at, outcome, refused } = attempt;
  return (
    <li>
      <div>
        <time dateTime={at}>{format.exact(at)}</time>
        {' · '}
        <strong>{outgoing.outcomes[outcome ?? 'open']}</strong>
      </div>
      {attempt.error_code !== null && <div>{reasonOf(outgoing, attempt)}</div>}
      {refused.map((one) => (
        <div key={one.address}>{`${one.address} : ${reasonOf(outgoing, one)}`}</div>
      ))}
    </li>
  );
};
