import { Button, Center, Group, Stack } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { MissingFileError } from '../api/missing-file.ts';
import { onReachableAgain, UnreachableError } from '../api/reachability.ts';
import { isAway, problemOf } from '../api/problem.ts';
import { useFrameMessages } from '../i18n/index.tsx';
import { LinkButton } from '../parts/links.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Empty } from '../ui/feedback/empty.tsx';
import { Page } from '../ui/page/page.tsx';
import { NewVersion } from './new-version.tsx';

export const NotFound = () => {
  const { problems } = useFrameMessages();
  return (
    <Page layout="form" title={problems.notFoundTitle}>
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
 * Shown in the place of a page that failed; what is around it stays. A page that failed because the
 * api could not be reached is opened again when it can.
 */
export const RouteError = ({ error }: Pick<ErrorComponentProps, 'error'>) => {
  const router = useRouter();
  const isMissingFile = error instanceof MissingFileError;
  const isCausedByConnection = isMissingFile ? error.isConnectionLost : isAway(problemOf(error));
  useEffect(() => {
    if (!isCausedByConnection) return;
    return onReachableAgain(() => void router.invalidate());
  }, [isCausedByConnection, router]);
  return (
    <Center mih="60vh" p="md">
      <Stack maw={480} w="100%">
        {isMissingFile && !isCausedByConnection ? <NewVersion /> : <Fault error={error} />}
      </Stack>
    </Center>
  );
};

const Fault = ({ error }: { error: unknown }) => {
  const { problems } = useFrameMessages();
  const router = useRouter();
  const shown = error instanceof MissingFileError ? new UnreachableError() : error;
  return (
    <>
      <ProblemAlert
        error={shown}
        title={problems.pageTitle}
        onRetry={() => void router.invalidate()}
      />
      <Group>
        <LinkButton to="/" variant="subtle" size="compact-sm">
          {problems.goHome}
        </LinkButton>
      </Group>
    </>
  );
};
