import { ActionIcon, Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/index.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Card } from '../../ui/page/page.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { useFailureWords } from './types.ts';

/**
 * What the billing module says of a case or of a client. Each read calls the server of the module and is audited: it is not
 * repeated by itself.
 */

type Summary = Schemas['BillingSummary'];

const OPTIONS = {
  staleTime: 5 * 60_000,
  // Each of its calls may take 10 seconds, and a module that fails is left alone.
  retry: false,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

export const CaseBilling = ({ id }: { id: number }) => (
  <Billing
    query={api.useQuery('get', '/api/crm/case/{id}/billing', { params: { path: { id } } }, OPTIONS)}
  />
);

export const ClientBilling = ({ id }: { id: number }) => (
  <Billing
    query={api.useQuery(
      'get',
      '/api/crm/client/{id}/billing',
      { params: { path: { id } } },
      OPTIONS,
    )}
  />
);

/** Nothing without a module. */
const Billing = ({ query }: { query: UseQueryResult<Summary, unknown> }) => {
  const { caseModules: words, table } = useMessages();
  const isSlow = useIsSlow(query.isPending);
  const { data, error } = query;
  if (data?.is_enabled === false || [403, 404].includes(problemOf(error).status)) return null;
  if (query.isPending && !isSlow) return null;
  return (
    <Card
      title={words.kinds.billing}
      actions={
        data !== undefined && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={table.readAgain}
            loading={query.isFetching}
            onClick={() => void query.refetch()}
          >
            <IconRefresh size={15} aria-hidden />
          </ActionIcon>
        )
      }
    >
      <Stack gap="sm">
        {query.isPending && (
          <Text size="sm" c="dimmed" role="status">
            {words.billingPending}
          </Text>
        )}
        {query.isError && (
          <NotAnswered
            error={error}
            isPending={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        )}
        {data !== undefined && <Lines summary={data} />}
      </Stack>
    </Card>
  );
};

const Lines = ({ summary: { lines, as_of: asOf, is_cut: isCut } }: { summary: Summary }) => {
  const { caseModules: words } = useMessages();
  return (
    <>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noLines}
        </Text>
      ) : (
        <Facts facts={lines.map(({ label, value }) => ({ label, value: shownValue(value) }))} />
      )}
      {(isCut || asOf !== null) && (
        <Text size="xs" c="dimmed">
          {isCut && `${words.cut} `}
          {asOf !== null && (
            <>
              {words.asOf} <RelativeTime at={asOf} />
            </>
          )}
        </Text>
      )}
    </>
  );
};

/** As the module wrote it: an amount has its currency in it. Only a whole https address becomes a link. */
const shownValue = (value: string): ReactNode =>
  isHttps(value) ? (
    <Anchor href={value} target="_blank" rel="noopener noreferrer" inherit>
      {value}
    </Anchor>
  ) : (
    value
  );

const isHttps = (value: string): boolean => {
  if (!/^https:\/\/\S+$/.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
};

interface NotAnsweredProps {
  error: unknown;
  isPending: boolean;
  onRetry: () => void;
}

const NotAnswered = ({ error, isPending, onRetry }: NotAnsweredProps) => {
  const { caseModules: words, common } = useMessages();
  const reason = useReason(error);
  if (reason === null) return <ProblemAlert error={error} onRetry={onRetry} />;
  return (
    <Alert color="saffron" icon={<IconPlugConnectedX />} title={words.billingAway} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{reason}</Text>
        <Button size="compact-sm" variant="default" loading={isPending} onClick={onRetry}>
          {common.retry}
        </Button>
      </Stack>
    </Alert>
  );
};

/** Null: it is not the module that failed. */
const useReason = (error: unknown): string | null => {
  const { caseModules: words } = useMessages();
  const failures = useFailureWords();
  const { code, body } = problemOf(error);
  const { details } = body;
  if (code !== 'unavailable' || typeof details !== 'object' || details === null) return null;
  const reason: unknown = Reflect.get(details, 'reason');
  if (typeof reason !== 'string') return null;
  if (reason === 'circuit_open') return words.billingLeftAlone;
  return Object.entries(failures).find(([known]) => known === reason)?.[1] ?? words.notAnswered;
};

const SLOW_MS = 700;

/** Without a module the api answers at once: a box that comes and goes would move the page. */
const useIsSlow = (isPending: boolean): boolean => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isPending]);
  return isSlow;
};
