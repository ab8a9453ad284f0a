import { Button } from '@mantine/core';
import { IconMail, IconMailOff, IconPencilPlus } from '@tabler/icons-react';
import { getRouteApi, useParams } from '@tanstack/react-router';
import { useState } from 'react';
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
import { focusComposer } from './composer/composer.tsx';
import { NewConversation } from './composer/new.tsx';
import { useInboxKeys } from './keyboard.ts';
import { BulkButtons } from './list/bulk.tsx';
import { ListPane } from './list/pane.tsx';
import { OpenConversation, type Mode } from './record/record.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { SyncButton } from './sync.tsx';
import { useTriage } from './triage.tsx';
import { useInbox } from './use-inbox.ts';

/** The inbox: boxes, conversations, and the conversation that is open. */

const route = getRouteApi('/shell/conversations');

export const ConversationsPage = () => {
  const { inbox: words } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const openId = useOpenId();
  const [isChoosing, setChoosing] = useState(false);
  const [mode, setMode] = useState<Mode>('reply');
  const inbox = useInbox(search, openId);
  const query = useConversation(openId);
  const conversation = openId === undefined ? undefined : query.data;
  const triage = useTriage(inbox, conversation);
  const write = (next: Mode): void => {
    if (openId === undefined) return;
    setMode(next);
    // Asked for the mode that is shown already, the composer moves no focus itself.
    focusComposer();
  };
  useInboxKeys({ inbox, triage, onMode: write });
  const shown = openId !== undefined ? 'conversation' : isChoosing ? 'boxes' : 'list';
  const back = { conversation: inbox.close, list: () => setChoosing(true), boxes: undefined };
  const showNew = (isShown: boolean): void =>
    void navigate({ to: '.', search: amend(search, { new: isShown || undefined }), replace: true });
  const isPhone = useIsPhone();
  const mayWrite = can('conversations:reply');
  return (
    <Page
      layout="panes"
      title={words.title}
      tabTitle={conversation?.subject}
      // A phone has no room for them above an open conversation.
      actions={
        isPhone && shown === 'conversation' ? undefined : (
          <>
            <SyncButton />
            {mayWrite && (
              <Button
                size="xs"
                leftSection={<IconPencilPlus size={15} />}
                onClick={() => showNew(true)}
              >
                {words.new}
              </Button>
            )}
          </>
        )
      }
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
            content: <Sidebar search={search} onChoose={() => setChoosing(false)} />,
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
            content:
              openId === undefined ? (
                <Empty icon={IconMail} title={words.noneOpen} hint={words.noneOpenHint} />
              ) : problemOf(query.error).status === 404 ? (
                <Empty icon={IconMailOff} title={words.goneTitle} hint={words.goneHint} />
              ) : (
                <QueryView query={query} skeleton={<PageSkeleton />}>
                  {(shownConversation) => (
                    <OpenConversation
                      key={shownConversation.id}
                      conversation={shownConversation}
                      triage={triage}
                      mode={mode}
                      onMode={setMode}
                      onLeave={inbox.close}
                    />
                  )}
                </QueryView>
              ),
          },
        ]}
      />
      {triage.dialogs}
      <NewConversation isOpen={search.new === true && mayWrite} onClose={() => showNew(false)} />
    </Page>
  );
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
