import { Anchor, Modal, Stack, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';

/** Demo only: the mails that the fake mail server received. */

type SentMail = Schemas['SentMail'];

const route = getRouteApi('/shell/settings/sent-mail');

export const SentMailPage = () => {
  const { sentMail } = useMessages();
  const mayRead = useCan()('operations:read');
  return (
    <Page layout="list" title={sentMail.title} description={sentMail.description}>
      <Card isFlush isFilling>
        {mayRead ? <Mails /> : <Forbidden />}
      </Card>
    </Page>
  );
};

const Mails = () => {
  const { sentMail } = useMessages();
  const { mail: openId } = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery('get', '/api/v1/operations/sent-mail');
  const columns = useColumns();
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={sentMail.title} columns={columns} />}
    >
      {({ data }) =>
        data.length === 0 ? (
          <Empty icon={IconMail} title={sentMail.empty} hint={sentMail.emptyHint} />
        ) : (
          <>
            <DataTable
              isList
              label={sentMail.title}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
            />
            <Reader
              mail={data.find(({ id }) => id === openId)}
              onClose={() => void navigate({ search: {} })}
            />
          </>
        )
      }
    </QueryView>
  );
};

const useColumns = (): Column<SentMail>[] => {
  const { sentMail } = useMessages();
  return [
    {
      key: 'subject',
      header: sentMail.subject,
      card: 'title',
      cell: (row) => (
        <Link to="." search={{ mail: row.id }} title={row.subject}>
          {row.subject}
        </Link>
      ),
    },
    {
      key: 'to',
      header: sentMail.to,
      width: '42%',
      cell: (row) => <span title={row.to.join(', ')}>{row.to.join(', ')}</span>,
    },
    {
      key: 'at',
      header: sentMail.at,
      align: 'right',
      card: 'foot',
      width: '140px',
      cell: (row) => <RelativeTime at={row.received_at} />,
    },
  ];
};

const Reader = ({ mail, onClose }: { mail: SentMail | undefined; onClose: () => void }) => (
  <Modal opened={mail !== undefined} onClose={onClose} title={mail?.subject} size="lg">
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {mail?.from} → {mail?.to.join(', ')}
      </Text>
      {mail?.text.split('\n').map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a text does not change its order
        <Line key={index} text={line} />
      ))}
    </Stack>
  </Modal>
);

const Line = ({ text }: { text: string }) =>
  /^https?:\/\/\S+$/.test(text) ? (
    <Anchor href={text} size="sm" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Anchor>
  ) : (
    text !== '' && <Text size="sm">{text}</Text>
  );
