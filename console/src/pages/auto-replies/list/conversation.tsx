import { Button } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { Messages } from '../../conversations/messages/messages.tsx';
import { AiMarks } from '../../conversations/record/ai-marks.tsx';
import classes from './list.module.css';

/** The right pane: the conversation that a draft answers. */

interface PaneProps {
  id: number;
  /** On a phone: back to the draft. */
  onBack?: (() => void) | undefined;
}

export const ConversationPane = ({ id, onBack }: PaneProps) => {
  const { autoReplies: words, inbox } = useMessages();
  const query = api.useQuery('get', '/inbox/conversations/{id}', { params: { path: { id } } });
  if (problemOf(query.error).status === 404) {
    return <Empty icon={IconMailOff} title={inbox.goneTitle} hint={words.conversationGone} />;
  }
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(conversation) => (
        <div className={classes['conversation']}>
          <div className={classes['conversationHead']}>
            <h2 className={classes['conversationTitle']}>
              {conversation.subject === '' ? inbox.noSubject : conversation.subject}
            </h2>
            <AiMarks conversation={conversation} />
            <LinkText to="/conversations/$id" params={{ id: String(id) }} size="sm">
              {words.openConversation}
            </LinkText>
            {onBack !== undefined && (
              <Button size="compact-sm" variant="default" onClick={onBack}>
                {words.toDraft}
              </Button>
            )}
          </div>
          <section
            className={classes['messages']}
            aria-label={inbox.messages}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable
            tabIndex={0}
          >
            <Messages conversation={conversation} />
          </section>
        </div>
      )}
    </QueryView>
  );
};
