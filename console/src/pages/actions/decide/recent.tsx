import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { answerOf } from '../../../parts/list/pages.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import type { DecisionSubject } from './context.ts';

/** The same decision about the same record within a day: the user is told before they send it again. */

type Recent = Schemas['ActionSummary'];

const RECENT_MS = 24 * 3_600_000;
const PAGE_ROW_COUNT = 250;
/** The warning may miss actions of a company that sends more than this of one type in a day. */
const PAGE_COUNT_MAX = 4;

const useSince = (): string => {
  const [since] = useState(() => new Date(Date.now() - RECENT_MS).toISOString());
  return since;
};

/** The latest, as far as the user may see. Undefined: there is none, or it is not known yet. */
export const useRecentAction = (
  actionType: string,
  entity: DecisionSubject | undefined,
): Recent | undefined =>
  api.useQuery(
    'get',
    '/api/v1/actions',
    {
      params: {
        query: {
          action_type: actionType,
          entite_type: entity?.type ?? 'candidat',
          entite_id: entity?.ref ?? '',
          from: useSince(),
          limit: 1,
        },
      },
    },
    { enabled: entity !== undefined, staleTime: 0 },
  ).data?.data[0];

/** Those of the records that got the action. */
export const useRecentRecords = (
  actionType: string,
  entities: readonly DecisionSubject[],
): readonly DecisionSubject[] => {
  const query = {
    action_type: actionType,
    entite_type: entities[0]?.type ?? 'candidat',
    from: useSince(),
    limit: PAGE_ROW_COUNT,
  } as const;
  const refs = useQuery({
    queryKey: ['get', '/api/v1/actions', query, 'refs'],
    staleTime: 0,
    queryFn: ({ signal }) => readRefs(query, signal),
  }).data;
  return refs === undefined ? [] : entities.filter(({ ref }) => refs.includes(ref));
};

interface RefsQuery {
  action_type: string;
  entite_type: DecisionSubject['type'];
  from: string;
  limit: number;
}

const readRefs = async (query: RefsQuery, signal: AbortSignal): Promise<string[]> => {
  const refs = new Set<string>();
  let cursor: string | null = null;
  for (let page = 0; page < PAGE_COUNT_MAX; page += 1) {
    const { data, next_cursor: next }: { data: Recent[]; next_cursor: string | null } =
      await answerOf(
        client.GET('/api/v1/actions', {
          params: { query: { ...query, ...(cursor !== null && { cursor }) } },
          signal,
        }),
      );
    for (const { entite_id: ref } of data) if (ref !== null) refs.add(ref);
    if (next === null) break;
    cursor = next;
  }
  return [...refs];
};

export const RecentNote = ({ recent, onOpen }: { recent: Recent; onOpen: () => void }) => {
  const { decide: words, statuses } = useMessages();
  const { id, created_at: at, decide_par_name: name, status } = recent;
  return (
    <Alert
      role="alert"
      color="saffron"
      icon={<IconAlertTriangle />}
      title={
        <>
          {words.alreadySent} <RelativeTime at={at} />{' '}
          {words.alreadySentBy(name, statuses[status].toLowerCase())}
        </>
      }
    >
      <LinkText to="/actions/$id" params={{ id }} size="sm" onClick={onOpen}>
        {words.seeAction}
      </LinkText>
    </Alert>
  );
};

const NAMED_COUNT = 5;

export const RecentRecordsNote = ({ records }: { records: readonly DecisionSubject[] }) => {
  const { decide: words } = useMessages();
  if (records.length === 0) return null;
  return (
    <Alert
      role="alert"
      color="saffron"
      icon={<IconAlertTriangle />}
      title={words.alreadySentMany(records.length)}
    >
      <List size="sm">
        {records.slice(0, NAMED_COUNT).map(({ ref, label }) => (
          <List.Item key={ref}>{label}</List.Item>
        ))}
        {records.length > NAMED_COUNT && (
          <List.Item>{words.andOthers(records.length - NAMED_COUNT)}</List.Item>
        )}
      </List>
    </Alert>
  );
};
