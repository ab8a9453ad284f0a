import { IconFolders, IconPlus } from '@tabler/icons-react';
import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { ReclassificationCard } from '../runs/card.tsx';
import { LastCard } from '../test/last.tsx';
import { SampleCard } from '../test/sample.tsx';
import { FolderList } from './folders.tsx';
import { ProposalsCard } from './proposals.tsx';

/** The folders in the order in which their rules are tried, and what they do with what is there. */
export const InboxFoldersPage = () => {
  const { inboxFolders: words } = useMessages();
  const canWrite = useCan()('inbox_folders:write');
  const query = api.useQuery('get', '/inbox/folders', {}, { enabled: canWrite });
  if (!canWrite) {
    return (
      <Page layout="form" title={words.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <Page
      layout="record"
      title={words.title}
      description={words.description}
      actions={
        <LinkButton to="/inbox-folders/new" leftSection={<IconPlus size={16} />}>
          {words.new}
        </LinkButton>
      }
      side={<Side />}
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) => (
          <>
            <ProposalsCard folders={data} />
            <Card title={words.list} isFlush>
              {data.length === 0 ? (
                <Empty icon={IconFolders} title={words.emptyTitle} hint={words.emptyHint} />
              ) : (
                <FolderList folders={data} />
              )}
            </Card>
          </>
        )}
      </QueryView>
    </Page>
  );
};

/** As saved. */
const SAVED = {};

const Side = () => (
  <>
    <ReclassificationCard />
    <SampleCard draft={SAVED} own={null} />
    <LastCard draft={SAVED} own={null} />
  </>
);
