import { Button } from '@mantine/core';
import { IconChecks, IconFileOff } from '@tabler/icons-react';
import { getRouteApi, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { useUndo } from '../../../ui/feedback/use-undo.tsx';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { Panes } from '../../../ui/page/panes.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useIsPhone } from '../../../ui/page/use-is-phone.ts';
import { ConversationPane } from './conversation.tsx';
import type { Decision } from '../draft/decide.ts';
import { DraftPanel } from '../draft/panel.tsx';
import { AutoReplyList } from './list.tsx';
import classes from './list.module.css';
import { useAutoReply, type AutoReply } from '../query.ts';
import { hasEnded } from '../status.ts';
import { useQueue, type Queue } from './use-queue.ts';
import { useTakeBack } from './use-take-back.ts';

/** Automatic replies that wait for a person: the list, the open draft, and the conversation that it answers. */

const route = getRouteApi('/shell/auto-replies');

export const AutoRepliesPage = () => {
  const { autoReplies: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { id: openId } = useParams({ strict: false });
  const queue = useQueue(search, openId);
  const query = useAutoReply(openId);
  const draft = openId === undefined ? undefined : query.data;
  const [isReading, setReading] = useState(false);
  useQueueKeys(queue);
  const shown = openId === undefined ? 'list' : isReading ? 'conversation' : 'draft';
  const back = {
    list: undefined,
    draft: queue.close,
    conversation: () => setReading(false),
  };
  return (
    <Page layout="panes" title={words.title} tabTitle={draft?.conversation_subject}>
      <Panes
        id="auto-replies"
        shown={shown}
        onBack={back[shown]}
        backLabel={shown === 'conversation' ? words.toDraft : words.toList}
        resizeLabel={words.widthOf}
        panes={[
          {
            key: 'list',
            label: words.list,
            size: '24%',
            isFlush: true,
            content: (
              <AutoReplyList
                queue={queue}
                search={search}
                onSearch={(next) => void navigate({ to: '/auto-replies', search: next })}
              />
            ),
          },
          {
            key: 'draft',
            label: words.draft,
            size: '40%',
            isFlush: true,
            content: (
              <OpenDraft
                query={query}
                queue={queue}
                onRead={() => setReading(true)}
                onDecided={() => setReading(false)}
              />
            ),
          },
          {
            key: 'conversation',
            label: words.conversation,
            isFlush: true,
            content: draft && (
              <ConversationPane key={draft.conversation_id} id={draft.conversation_id} />
            ),
          },
        ]}
      />
    </Page>
  );
};

interface OpenDraftProps {
  query: ReturnType<typeof useAutoReply>;
  queue: Queue;
  /** On a phone. */
  onRead: () => void;
  onDecided: () => void;
}

const OpenDraft = ({ query, queue, onRead, onDecided }: OpenDraftProps) => {
  const { autoReplies: words } = useMessages();
  const isPhone = useIsPhone();
  const offerUndo = useUndo({ shortcuts: words.shortcuts, undo: words.takeBack });
  const takeBack = useTakeBack();
  if (queue.openId === undefined) {
    return <Empty icon={IconChecks} title={words.noneOpen} hint={words.noneOpenHint} />;
  }
  if ([404, 422].includes(problemOf(query.error).status)) {
    return <Empty icon={IconFileOff} title={words.goneTitle} hint={words.goneHint} />;
  }
  const decided = ({ kind }: Decision, after: AutoReply): void => {
    // Still the user's to decide, or to wait for.
    if (kind === 'lift') return;
    if (after.status === 'accepted') {
      offerUndo(words.approvedFor(after.contact_name ?? after.recipient_name), () =>
        takeBack(after),
      );
    }
    onDecided();
    queue.goOn();
  };
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(draft) => (
        <div className={classes['draftPane']}>
          {isPhone && (
            <div className={classes['phoneLine']}>
              <Button size="compact-sm" variant="default" onClick={onRead}>
                {words.seeConversation}
              </Button>
            </div>
          )}
          {hasEnded(draft) && queue.hasOthers && (
            <div className={classes['phoneLine']}>
              <Button size="compact-sm" variant="default" onClick={queue.goOn}>
                {words.next}
              </Button>
            </div>
          )}
          <DraftPanel
            key={draft.id}
            latest={draft}
            isPage
            isNext={queue.isNext}
            onDecided={decided}
          />
        </div>
      )}
    </QueryView>
  );
};

const useQueueKeys = (queue: Queue): void => {
  const { autoReplies: words } = useMessages();
  useShortcuts(words.shortcuts, [
    { keys: 'j', label: words.next, run: () => queue.move(1) },
    { keys: 'ArrowDown', label: words.next, run: () => queue.move(1) },
    { keys: 'k', label: words.previous, run: () => queue.move(-1) },
    { keys: 'ArrowUp', label: words.previous, run: () => queue.move(-1) },
    { keys: 'u', label: words.toList, run: queue.close },
    {
      keys: 'Escape',
      label: words.close,
      run: () => {
        if (queue.openId !== undefined) queue.close();
      },
    },
  ]);
};
