import { ActionIcon, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { client } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { SideDrawer } from '../../../ui/feedback/side-drawer.tsx';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { AutoReplyCard } from '../../auto-replies/card.tsx';
import { SummaryCard } from '../../conversation-summaries/card.tsx';
import { useViewing } from '../../notifications/viewing.ts';
import { Composer, type Writing } from '../composer/composer.tsx';
import { Messages } from '../messages/messages.tsx';
import { useRefreshConversations, type Conversation } from '../query.ts';
import { SidePanel } from '../side/side.tsx';
import type { Triage } from '../triage.tsx';
import { Head } from './head.tsx';
import { usePresence } from './presence.ts';
import classes from './record.module.css';

/** The right pane: the open conversation, with what is known of the contact beside it where there is room. */

const SIDE_FROM_WIDTH_PX = 820;

export type Mode = 'reply' | 'note';

interface RecordProps {
  conversation: Conversation;
  triage: Triage;
  mode: Mode;
  onMode: (mode: Mode) => void;
  writing: Writing | undefined;
  onLeave: () => void;
}

export const OpenConversation = ({
  conversation,
  triage,
  mode,
  onMode,
  writing,
  onLeave,
}: RecordProps) => {
  const { inbox } = useMessages();
  const can = useCan();
  const { id } = conversation;
  const title = useRef<HTMLHeadingElement>(null);
  const { ref, width } = useElementSize();
  const [isSideOpen, setSideOpen] = useState(false);
  const messages = useRef<HTMLElement>(null);
  useReadingKeys(messages);
  const hasRoom = width >= SIDE_FROM_WIDTH_PX;
  useViewing({ type: 'conversation', id });
  usePresence(id);
  useRead(conversation);
  useEffect(() => {
    // On a phone, the row that was pressed is gone.
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes['record']} ref={ref}>
      <div className={classes['main']}>
        <Head
          conversation={conversation}
          titleRef={title}
          triage={triage}
          onLeave={onLeave}
          side={
            !hasRoom && (
              <Tooltip label={inbox.side}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={inbox.side}
                  onClick={() => setSideOpen(true)}
                >
                  <IconLayoutSidebarRight size={18} />
                </ActionIcon>
              </Tooltip>
            )
          }
        />
        <SummaryCard conversation={conversation} />
        <section
          ref={messages}
          className={classes['messages']}
          aria-label={inbox.messages}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable
          tabIndex={0}
        >
          <Messages conversation={conversation} />
          <AutoReplyCard conversation={conversation} />
        </section>
        {(can('conversations:update') || can('conversations:reply')) && (
          <div
            className={classes['composer']}
            role="presentation"
            // From the field back to the keys of the inbox.
            onKeyDown={(event) => {
              if (event.key === 'Escape' && !event.defaultPrevented) title.current?.focus();
            }}
          >
            <Composer conversation={conversation} mode={mode} onMode={onMode} writing={writing} />
          </div>
        )}
      </div>
      {hasRoom ? (
        <aside className={classes['side']} aria-label={inbox.side}>
          <SidePanel conversation={conversation} />
        </aside>
      ) : (
        <SideDrawer title={inbox.side} isOpen={isSideOpen} onClose={() => setSideOpen(false)}>
          <SidePanel conversation={conversation} />
        </SideDrawer>
      )}
    </div>
  );
};

/** Of what is left out of sight, a line or two stay. */
const PAGE_PART = 0.9;

/** The messages are read on while the focus is in the list. */
const useReadingKeys = (messages: RefObject<HTMLElement | null>): void => {
  const { inbox } = useMessages();
  const turn = (pages: number): void => {
    const height = messages.current?.clientHeight ?? 0;
    messages.current?.scrollBy({ top: pages * PAGE_PART * height });
  };
  useShortcuts(inbox.shortcuts, [
    { keys: 'PageDown', label: inbox.readOn, run: () => turn(1) },
    { keys: 'PageUp', label: inbox.readBack, run: () => turn(-1) },
  ]);
};

/** What is open in front of the user is read, also what arrives meanwhile. Marked as unread afterwards, it stays so. */
const useRead = ({ id, is_unread: isUnread, last_message_id: lastMessageId }: Conversation) => {
  const mayMark = useCan()('conversations:update');
  const refresh = useRefreshConversations();
  const seen = useRef<number | null>(undefined);
  const look = useEffectEvent(() => {
    if (seen.current === lastMessageId || document.visibilityState !== 'visible') return;
    seen.current = lastMessageId;
    if (!isUnread || !mayMark) return;
    void client
      .POST('/inbox/conversations/{id}/read', { params: { path: { id } } })
      .then(refresh)
      // It stays unread, which the list shows.
      .catch(() => undefined);
  });
  useEffect(() => {
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [id, lastMessageId]);
};
