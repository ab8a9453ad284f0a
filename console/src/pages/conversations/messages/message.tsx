import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconPaperclip, IconRobot } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import { Attachments } from './attachments.tsx';
import { MessageBody } from './body.tsx';
import classes from './messages.module.css';
import type { Conversation, Message } from './query.ts';
import { Recipients } from './recipients.tsx';
import { Reports } from './reports.tsx';
import { Sending } from './sending.tsx';

interface MessageCardProps {
  conversation: Conversation;
  message: Message;
  isOpenAtFirst: boolean;
}

/**
 * A message: one line until it is opened. The newest one is open. The line is of plain elements: a page of messages is drawn while
 * somebody waits for it.
 */
export const MessageCard = ({ conversation, message, isOpenAtFirst }: MessageCardProps) => {
  const [choice, setOpen] = useState<boolean | null>(null);
  const isOpen = choice ?? isOpenAtFirst;
  const id = useId();
  return (
    <article
      className={classes['card']}
      data-direction={message.direction}
      data-message={message.id}
      aria-labelledby={`${id}-head`}
    >
      <button
        type="button"
        id={`${id}-head`}
        className={classes['head']}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Sender message={message} />
        {!isOpen && <span className={classes['line']}>{message.text.slice(0, 200)}</span>}
        {message.attachments.some((one) => !one.is_inline) && (
          <IconPaperclip size={14} aria-hidden />
        )}
        <Time at={message.occurred_at} />
      </button>
      {isOpen && (
        <div className={classes['content']}>
          <Recipients message={message} subject={conversation.subject} />
          <MessageBody message={message} />
          <Attachments attachments={message.attachments} />
        </div>
      )}
      <Sending message={message} />
      <Reports reports={message.reports} />
    </article>
  );
};

/** What a reader must know before they trust the sender. */
const WARNED_FLAGS = [
  'stranger',
  'not_authenticated',
  'from_own_address',
  'from_own_domain',
  'other_conversation',
] as const;

const Sender = ({ message }: { message: Message }) => {
  const { composer: words } = useMessages();
  const { sender_name: name, sender_address: address, author_name: author, flags } = message;
  return (
    <span className={classes['sender']}>
      <span className={classes['name']} title={address ?? undefined}>
        {author ?? (name === '' ? (address ?? words.unknownSender) : name)}
      </span>
      {WARNED_FLAGS.filter((flag) => flags.includes(flag)).map((flag) => (
        <Badge
          key={flag}
          size="sm"
          color="saffron"
          variant="light"
          leftSection={<IconAlertTriangle size={11} aria-hidden />}
          title={words.warnings[flag].hint}
        >
          {words.warnings[flag].label}
        </Badge>
      ))}
      {message.auto_reply === 'alone' && (
        <Badge
          size="sm"
          color="petrol"
          variant="light"
          leftSection={<IconRobot size={11} aria-hidden />}
          title={words.sentAlone.hint}
        >
          {words.sentAlone.label}
        </Badge>
      )}
      {flags.includes('auto_reply') && (
        <Badge size="sm" color="gray" variant="light">
          {words.autoReply}
        </Badge>
      )}
    </span>
  );
};

const Time = ({ at }: { at: string }) => {
  const format = useFormat();
  const nowMs = useNow('half-minute');
  return (
    <time className={classes['time']} dateTime={at} title={format.exact(at)}>
      {format.relative(at, nowMs)}
    </time>
  );
};
