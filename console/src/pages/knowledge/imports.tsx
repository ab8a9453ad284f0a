import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import {
  IconArrowLeft,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconEqual,
  IconFileImport,
  IconLoader2,
  IconPlayerStop,
  type Icon,
} from '@tabler/icons-react';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { LinkText } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend, set } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { backLinkClass, Card, Page } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import { UploadDocuments } from './upload.tsx';

type Import = Schemas['KnowledgeImport'];
type Document = Schemas['KnowledgeDocument'];

const route = getRouteApi('/shell/knowledge/imports');

/** A new import of documents, and those of before with what became of each document. */
export const KnowledgeImportsPage = () => {
  const { knowledge: words } = useMessages();
  const mayImport = useCan()('knowledge:write');
  const search = route.useSearch();
  const { collection = 'knowledge' } = search;
  return (
    <Page
      layout="form"
      title={words.importsTitle}
      description={words.importsDescriptions[collection]}
      back={
        <Link
          to="/knowledge"
          search={set({ collection: search.collection })}
          className={backLinkClass}
        >
          <IconArrowLeft size={14} aria-hidden />
          {words.collections[collection]}
        </Link>
      }
    >
      {mayImport ? (
        <>
          <Card>
            <UploadDocuments collection={collection} />
          </Card>
          <PastImports />
        </>
      ) : (
        <Card>
          <Forbidden />
        </Card>
      )}
    </Page>
  );
};

const PastImports = () => {
  const { knowledge: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/inbox/knowledge/imports',
    { params: { query: compact({ collection: search.collection, cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  return (
    <QueryView query={query} skeleton={null}>
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Card>
            <Empty
              icon={IconFileImport}
              title={words.importsEmptyTitle}
              hint={words.importsEmptyHint}
            />
          </Card>
        ) : (
          <>
            {data.map((row) => (
              <ImportCard key={row.id} row={row} />
            ))}
            {(nextCursor !== null || search.after !== undefined) && (
              <CursorPager
                after={search.after}
                nextCursor={nextCursor}
                onChange={(after) => void navigate({ search: amend(search, { after }) })}
              />
            )}
          </>
        )
      }
    </QueryView>
  );
};

const LOOKS: Record<Import['status'] | Document['status'], { tone: Tone; icon: Icon }> = {
  waiting: { tone: 'moving', icon: IconClock },
  running: { tone: 'moving', icon: IconLoader2 },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  imported: { tone: 'good', icon: IconCircleCheck },
  unchanged: { tone: 'neutral', icon: IconEqual },
  failed: { tone: 'bad', icon: IconCircleX },
  cancelled: { tone: 'neutral', icon: IconPlayerStop },
};

/** The stream keeps it up to date. */
const ImportCard = ({ row }: { row: Import }) => {
  const { knowledge: words } = useMessages();
  const { documents, status } = row;
  const done = documents.filter((document) => document.status !== 'waiting').length;
  const isOpen = status === 'waiting' || status === 'running';
  return (
    <Card
      title={words.importOf(documents.length, row.user_name)}
      actions={
        <Group gap="sm">
          <RelativeTime at={row.created_at} />
          <StatusBadge
            {...LOOKS[status]}
            label={words.importStatuses[status]}
            isLive={status === 'running'}
          />
        </Group>
      }
    >
      <Stack>
        {isOpen && (
          <>
            <Progress
              animated
              striped
              value={(done / documents.length) * 100}
              aria-label={words.progress}
            />
            <Group justify="space-between">
              <Text size="sm" aria-live="polite">
                {words.doneOf(done, documents.length)}
              </Text>
              <CancelButton id={row.id} />
            </Group>
          </>
        )}
        {row.error_code !== null && <Text size="sm">{words.importErrors[row.error_code]}</Text>}
        <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
          {documents.map((document, position) => (
            <li key={position}>
              <DocumentLine document={document} collection={row.collection} />
            </li>
          ))}
        </Stack>
      </Stack>
    </Card>
  );
};

interface DocumentLineProps {
  document: Document;
  collection: Import['collection'];
}

const DocumentLine = ({ document, collection }: DocumentLineProps) => {
  const { knowledge: words } = useMessages();
  const { file_name: name, article_id: article, error_code: code, status } = document;
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between" align="start">
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        {article === null ? (
          name
        ) : (
          <LinkText
            to="/knowledge"
            search={set({
              collection: collection === 'knowledge' ? undefined : collection,
              article,
            })}
            size="sm"
          >
            {name}
          </LinkText>
        )}
        {code !== null && (
          <Text size="sm" c="dimmed">
            {words.documentErrors[code]}
          </Text>
        )}
      </div>
      <StatusBadge {...LOOKS[status]} label={words.documentStatuses[status]} />
    </Group>
  );
};

const CancelButton = ({ id }: Pick<Import, 'id'>) => {
  const messages = useMessages();
  const { knowledge: words } = messages;
  const queryClient = useQueryClient();
  const cancel = api.useMutation('post', '/inbox/knowledge/imports/{id}/cancel', {
    onSuccess: () => toast('info', words.cancelled),
    onError: (error) => toastProblem(messages, error),
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: ['get', '/inbox/knowledge/imports'] }),
  });
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlayerStop size={15} />}
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ params: { path: { id } } })}
    >
      {words.cancel}
    </Button>
  );
};
