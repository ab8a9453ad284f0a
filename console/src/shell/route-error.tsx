import { Button, Center, Stack } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMessages } from '../i18n/index.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Empty } from '../ui/feedback/empty.tsx';
import { Page } from '../ui/page/page.tsx';

const RELOADED_KEY = 'relais-reloaded-at';
const RELOAD_PAUSE_MS = 60_000;

export const NotFound = () => {
  const { problems } = useMessages();
  return (
    <Page title={problems.notFoundTitle} width="narrow">
      <Empty
        icon={IconMapOff}
        title={problems.notFoundHint}
        action={
          <Button component={Link} to="/">
            {problems.goHome}
          </Button>
        }
      />
    </Page>
  );
};

/**
 * Shown if a page fails to load. If its file is missing, as after a release, the console is
 * reloaded.
 */
export const RouteError = ({ error }: { error: unknown }) => {
  const { problems } = useMessages();
  const router = useRouter();
  const isStale = isMissingFile(error);
  useEffect(() => {
    if (isStale && mayReload()) window.location.reload();
  }, [isStale]);
  return (
    <Center mih="60vh" p="md">
      <Stack maw={480} w="100%">
        {isStale ? (
          <Button onClick={() => window.location.reload()}>{problems.reload}</Button>
        ) : (
          <ProblemAlert error={error} onRetry={() => void router.invalidate()} />
        )}
      </Stack>
    </Center>
  );
};

const isMissingFile = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script/i.test(error.message);

/** At most one reload a minute, so that a missing file does not reload the page forever. */
const mayReload = (): boolean => {
  const lastMs = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0);
  if (Date.now() - lastMs < RELOAD_PAUSE_MS) return false;
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
  return true;
};
