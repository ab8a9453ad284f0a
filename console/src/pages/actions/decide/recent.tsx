import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { answerOf } from '../../../parts/list/pages.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import type { DecisionRequest } from './context.ts';
import type { ActionType } from './draft.ts';

/** The same decision about the same record within a day: the user is told before they send it again. */

type Recent = Schemas['RecentAction'];

/** The latest one, of any user of the company. Undefined: none, or still loading. */
export const useRecentAction = (
  type: ActionType,
  { entities: [entity], source }: DecisionRequest,
): Recent | undefined => {
  const { user } = useMe();
  const { data } = useQuery({
    queryKey: ['recent-action', type.code, entity?.type, entity?.ref],
    enabled: entity !== undefined,
    staleTime: 0,
    queryFn: ({ signal }) =>
      answerOf(
        client.POST('/api/v1/actions/bulk/dry-run', {
          body: {
            action: {
              actionType: type.code,
              actionSource: source,
              actionButton: type.button,
              entiteType: entity?.type ?? 'candidat',
              decidePar: user.id,
            },
            entite_ids: [entity?.ref ?? ''],
          },
          signal,
        }),
      ),
  });
  return data?.recent[0];
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
      {id !== null && (
        <LinkText to="/actions/$id" params={{ id }} size="sm" onClick={onOpen}>
          {words.seeAction}
        </LinkText>
      )}
    </Alert>
  );
};

const NAMED_COUNT = 5;

export const RecentRecordsNote = ({
  recent,
  entities,
}: {
  recent: readonly Recent[];
  entities: DecisionRequest['entities'];
}) => {
  const { decide: words } = useMessages();
  const labels = new Map(entities.map(({ ref, label }) => [ref, label]));
  if (recent.length === 0) return null;
  return (
    <Alert
      role="alert"
      color="saffron"
      icon={<IconAlertTriangle />}
      title={words.alreadySentMany(recent.length)}
    >
      <List size="sm">
        {recent.slice(0, NAMED_COUNT).map(({ entite_id: ref, decide_par_name: name }) => (
          <List.Item key={ref}>
            {labels.get(ref) ?? ref} ({name})
          </List.Item>
        ))}
        {recent.length > NAMED_COUNT && (
          <List.Item>{words.andOthers(recent.length - NAMED_COUNT)}</List.Item>
        )}
      </List>
    </Alert>
  );
};
