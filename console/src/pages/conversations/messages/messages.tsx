import { Alert, Button, Center } from '@mantine/core';
import { useDeferredValue, useRef } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useAskedMessage } from './asked-message.ts';
import { MessageCard } from './message.tsx';
import { NoteCard } from './note.tsx';
import { itemsOf, useMessageHistory, useNotes, type Conversation, type Item } from './query.ts';
import classes from './messages.module.css';
import { useReadingPlace } from './reading-place.ts';

/** As many as a screen shows. */
const FIRST_COUNT = 10;

/** What was written in a conversation: messages and the notes among them, the newest at the bottom. */
export const Messages = ({ conversation }: { conversation: Conversation }) => {
  const history = useMessageHistory(conversation.id);
  const notes = useNotes(conversation.id);
  if (history.isPending) return <PageSkeleton />;
  if (history.isError)
    return <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />;
  const messages = history.data.pages.flatMap(({ data }) => data);
  return (
    <History
      key={conversation.id}
      conversation={conversation}
      items={itemsOf(messages, notes, !history.hasNextPage)}
      onEarlier={history.hasNextPage ? () => void history.fetchNextPage() : undefined}
      isReadingEarlier={history.isFetchingNextPage}
    />
  );
};

interface HistoryProps {
  conversation: Conversation;
  items: readonly Item[];
  /** Without it, all are here. */
  onEarlier: (() => void) | undefined;
  isReadingEarlier: boolean;
}

const History = ({ conversation, items, onEarlier, isReadingEarlier }: HistoryProps) => {
  const { composer: words } = useMessages();
  const list = useRef<HTMLOListElement>(null);
  // The newest ones first; the others are drawn in the background.
  const shown = useDeferredValue(items, items.slice(-FIRST_COUNT));
  const { isBehind, toEnd } = useReadingPlace(list, shown.map(itemKey));
  useAskedMessage({
    list,
    conversationId: conversation.id,
    messageIds: shown.flatMap((item) => (item.kind === 'message' ? [item.message.id] : [])),
    onEarlier: isReadingEarlier ? undefined : onEarlier,
    isComplete: onEarlier === undefined && shown === items,
  });
  const lastMessage = shown.findLast((item) => item.kind === 'message');
  return (
    <>
      {onEarlier !== undefined && (
        <Center mb="sm">
          <Button
            variant="default"
            size="compact-sm"
            loading={isReadingEarlier}
            onClick={onEarlier}
          >
            {words.earlier}
          </Button>
        </Center>
      )}
      {items.length === 0 && <Alert color="gray">{words.noMessages}</Alert>}
      <ol ref={list} className={classes['list']} aria-label={words.messages}>
        {shown.map((item) => (
          <li key={itemKey(item)}>
            {item.kind === 'note' ? (
              <NoteCard note={item.note} />
            ) : (
              <MessageCard
                conversation={conversation}
                message={item.message}
                isOpenAtFirst={item === lastMessage || isUnsettled(item)}
              />
            )}
          </li>
        ))}
      </ol>
      {isBehind && (
        <Center className={classes['behind'] ?? ''}>
          <Button size="compact-sm" radius="xl" onClick={toEnd}>
            {words.newMessage}
          </Button>
        </Center>
      )}
    </>
  );
};

const itemKey = (item: Item): string =>
  item.kind === 'message' ? `message-${item.message.id}` : `note-${item.note.id}`;

/** What was written here and has not left needs somebody. */
const isUnsettled = (item: Item): boolean =>
  item.kind === 'message' && item.message.status !== null && item.message.status !== 'sent';
