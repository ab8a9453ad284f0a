import { Group, Stack, Text } from '@mantine/core';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import type { ActionsSearch } from '../actions/search.ts';
import { Card } from '../../ui/page/page.tsx';
import { StatusBadge, type Tone } from '../../ui/values/status-badge.tsx';
import { actionsQuery } from '../actions/list/query.ts';
import { sinceYesterday } from './period.ts';

/** The health of n8n, derived from the actions that are being sent or were refused. */

const PAGE_MAX = 250;
const REFUSALS: readonly (string | null)[] = ['refused', 'undeliverable', 'egress_refused'];

interface Health {
  tone: Tone;
  label: string;
  hint: string;
  /** The filter for the actions concerned. */
  search?: ActionsSearch;
}

const useList = (search: ActionsSearch) =>
  api.useQuery('get', '/api/v1/actions', {
    params: { query: { ...actionsQuery(search), limit: PAGE_MAX } },
  }).data?.data;

/** Undefined while loading. */
const useHealth = (): Health | undefined => {
  const { operations } = useMessages();
  const sending: ActionsSearch = { status: ['dispatching'] };
  const failed: ActionsSearch = { status: ['failed'], ...sinceYesterday() };
  const onTheWay = useList(sending);
  const turnedDown = useList(failed);
  if (onTheWay === undefined || turnedDown === undefined) return undefined;
  const silent = onTheWay.filter(({ attempt_count: count }) => count > 1).length;
  const refused = turnedDown.filter(({ outcome_code: code }) => REFUSALS.includes(code)).length;
  if (silent > 0) {
    const hint = operations.n8nSilentHint(silent);
    return { tone: 'bad', label: operations.n8nSilent, hint, search: sending };
  }
  if (refused > 0) {
    const hint = operations.n8nRefusesHint(refused);
    return { tone: 'bad', label: operations.n8nRefuses, hint, search: failed };
  }
  return { tone: 'good', label: operations.n8nFine, hint: operations.n8nFineHint };
};

export const N8nCard = () => {
  const { operations } = useMessages();
  const health = useHealth();
  return <Card title={operations.n8n}>{health && <HealthView health={health} />}</Card>;
};

const HealthView = ({ health: { tone, label, hint, search } }: { health: Health }) => {
  const { operations } = useMessages();
  return (
    <Stack gap={6} align="flex-start">
      <StatusBadge size="lg" tone={tone} label={label} />
      <Group gap={6}>
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
        {search && (
          <LinkText to="/actions" search={search} size="xs">
            {operations.n8nLook}
          </LinkText>
        )}
      </Group>
    </Stack>
  );
};
