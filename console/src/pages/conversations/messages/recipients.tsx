import { Text } from '@mantine/core';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { Message } from './query.ts';

const KINDS = ['to', 'cc', 'bcc', 'reply_to'] as const;

/** From whom and to whom, and the subject if it is not that of the conversation. */
export const Recipients = ({ message, subject }: { message: Message; subject: string }) => {
  const { common, composer: words } = useMessages();
  const format = useFormat();
  const lines = KINDS.map((kind) => ({
    label: words.recipients[kind],
    people: message.recipients.filter((one) => one.kind === kind),
  })).filter(({ people }) => people.length > 0);
  return (
    <Text component="div" size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {message.sender_address !== null && (
        <div>{common.labelled(words.from, message.sender_address)}</div>
      )}
      {lines.map(({ label, people }) => (
        <div key={label}>{common.labelled(label, format.list(people.map(addressText)))}</div>
      ))}
      {bare(message.subject) !== bare(subject) && message.subject !== '' && (
        <div>{common.labelled(words.subject, message.subject)}</div>
      )}
    </Text>
  );
};

const addressText = ({ name, address }: Message['recipients'][number]): string =>
  name === '' ? address : `${name} <${address}>`;

/** Without `Re:` and the like. */
const bare = (subject: string): string =>
  subject.replace(/^(?:\s*(?:re|fwd?|tr|aw)\s*:)+/i, '').trim();
