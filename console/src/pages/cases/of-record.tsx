import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import { Card } from '../../ui/page/page.tsx';
import { CaseForm } from './form.tsx';
import { CaseStatusBadge, DueDay } from './looks.tsx';
import type { Case } from './query.ts';
import classes from './record/record.module.css';

/** The cases of another record, on its page. */

const CASE_COUNT_MAX = 20;

export const PersonCases = ({ personId }: { personId: number }) => {
  const { cases: words, navigation } = useMessages();
  const canCreate = useCan()('cases:create');
  const [isCreating, setCreating] = useState(false);
  const page = api.useQuery('get', '/api/crm/case', {
    params: { query: { client_id: personId, limit: CASE_COUNT_MAX } },
  }).data;
  return (
    <Card
      title={navigation.cases}
      actions={
        canCreate && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setCreating(true)}
          >
            {words.create}
          </Button>
        )
      }
    >
      <CaseLines rows={page?.data ?? []} />
      {page !== undefined && page.next_cursor !== null && (
        <LinkText to="/cases" search={{ client_id: personId }} size="sm">
          {words.allOfClient}
        </LinkText>
      )}
      {isCreating && (
        <CaseForm row={null} prefill={{ client_id: personId }} onClose={() => setCreating(false)} />
      )}
    </Card>
  );
};

export const CaseLines = ({ rows }: { rows: readonly Case[] }) => {
  const { cases: words, navigation } = useMessages();
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.none}
      </Text>
    );
  return (
    <ul className={classes['list']} aria-label={navigation.cases}>
      {rows.map((row) => (
        <li key={row.id} className={classes['link']}>
          <span className={classes['linkName']}>
            <LinkText to="/cases/$id" params={{ id: String(row.id) }} inherit>
              {row.title}
            </LinkText>
            <Text size="xs" c="dimmed">
              {row.reference}
              {row.due_on !== null && (
                <>
                  {' · '}
                  <DueDay row={row} />
                </>
              )}
            </Text>
          </span>
          <CaseStatusBadge status={row.status} />
        </li>
      ))}
    </ul>
  );
};
