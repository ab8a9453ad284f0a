import { Button } from '@mantine/core';
import { IconMail, IconMailOff, IconPencilPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useState, type ComponentProps } from 'react';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Page } from '../../ui/page/page.tsx';
import { Panes } from '../../ui/page/panes.tsx';
import { useIsPhone } from '../../ui/page/use-is-phone.ts';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { NewConversation } from './composer/new.tsx';
import { useInboxKeys } from './keyboard.ts';
import { BulkButtons } from './list/bulk.tsx';
import { ListPane } from './list/pane.tsx';
import { useMessageHistory, useNotes } from './messages/query.ts';
import type { Writing } from './composer/composer.tsx';
import { OpenConversation, type Mode } from './record/record.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { SyncButton } from './sync.tsx';
import { useTriage } from './triage.tsx';
import { useInbox } from './use-inbox.ts';

/** The inbox: boxes, conversations, and the conversation that is open. */

const route = getRouteApi('/shell/conversations');

export const ConversationsPage = () => {
  const { inbox: words } = useMessages();
  const search = route.useSearch();
  const openId = useOpenId();
  const [isChoosing, setChoosing] = useState(false);
  const showList = useCallback(() => setChoosing(false), []);
  const [chosen, setChosen] = useState<{ mode: Mode; id: number | undefined }>();
  const [writing, setWriting] = useState<Writing>();
  // A note in one conversation does not make the next one begin with a note.
  const mode = chosen?.id === openId ? (chosen?.mode ?? 'reply') : 'reply';
  const setMode = (next: Mode): void => setChosen({ mode: next, id: openId });
  const inbox = useInbox(search, openId);
  const query = useConversation(openId);
  const conversation = openId === undefined ? undefined : query.data;
  const triage = useTriage(inbox, conversation);
  // Opened again later, it does not take the focus.
  if (writing !== undefined && writing.id !== openId) setWriting(undefined);
  const write = (next: Mode): void => {
    if (openId === undefined) return;
    setMode(next);
    setWriting({ id: openId });
  };
  useInboxKeys({ inbox, triage, onMode: write });
  const shown = openId !== undefined ? 'conversation' : isChoosing ? 'boxes' : 'list';
  const back = { conversation: inbox.close, list: () => setChoosing(true), boxes: undefined };
  const isPhone = useIsPhone();
  return (
    <Page
      layout="panes"
      title={words.title}
      tabTitle={conversation?.subject}
      // A phone has no room for them above an open conversation.
      actions={isPhone && shown === 'conversation' ? undefined : <Actions />}
    >
      <Panes
        id="inbox"
        shown={shown}
        onBack={back[shown]}
        backLabel={shown === 'conversation' ? words.backToList : words.boxes}
        resizeLabel={words.widthOf}
        panes={[
          {
            key: 'boxes',
            label: words.boxes,
            size: '16%',
            content: <Sidebar search={search} onChoose={showList} />,
          },
          {
            key: 'list',
            label: words.list,
            size: '30%',
            isFlush: true,
            content: (
              <ListPane inbox={inbox} search={search} bulk={<BulkButtons triage={triage} />} />
            ),
          },
          {
            key: 'conversation',
            label: words.conversation,
            isFlush: true,
            content: (
              <OpenPane
                query={query}
                openId={openId}
                triage={triage}
                mode={mode}
                onMode={setMode}
                writing={writing}
                onLeave={inbox.close}
              />
            ),
          },
        ]}
      />
      {triage.dialogs}
    </Page>
  );
};

const Actions = () => {
  const { inbox } = useMessages();
  const mayWrite = useCan()('conversations:reply');
  const search = route.useSearch();
  const navigate = useNavigate();
  const showNew = (isShown: boolean): void =>
    void navigate({ to: '.', search: amend(search, { new: isShown || undefined }), replace: true });
  return (
    <>
      <SyncButton />
      {mayWrite && (
        <Button size="xs" leftSection={<IconPencilPlus size={15} />} onClick={() => showNew(true)}>
          {inbox.new}
        </Button>
      )}
      <NewConversation isOpen={search.new === true && mayWrite} onClose={() => showNew(false)} />
    </>
  );
};

interface OpenPaneProps extends Omit<ComponentProps<typeof OpenConversation>, 'conversation'> {
  query: ReturnType<typeof useConversation>;
  openId: number | undefined;
}

/** The right pane. A conversation that was deleted, or went out of reach, is said to be gone. */
const OpenPane = ({ query, openId, ...props }: OpenPaneProps) => {
  const { inbox } = useMessages();
  if (openId === undefined)
    return <Empty icon={IconMail} title={inbox.noneOpen} hint={inbox.noneOpenHint} />;
  if (problemOf(query.error).status === 404) {
    return <Empty icon={IconMailOff} title={inbox.goneTitle} hint={inbox.goneHint} />;
  }
  return (
    <>
      <ReadAhead key={openId} id={openId} />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(conversation) => (
          <OpenConversation key={conversation.id} conversation={conversation} {...props} />
        )}
      </QueryView>
    </>
  );
};

/** Reads the messages together with the conversation, not after it. */
const ReadAhead = ({ id }: { id: number }): null => {
  useMessageHistory(id);
  useNotes(id);
  return null;
};

const useOpenId = (): number | undefined => {
  const { id } = useParams({ strict: false });
  return id === undefined ? undefined : Number(id);
};

const useConversation = (id: number | undefined) =>
  api.useQuery(
    'get',
    '/inbox/conversations/{id}',
    { params: { path: { id: id ?? 0 } } },
    { enabled: id !== undefined },
  );
