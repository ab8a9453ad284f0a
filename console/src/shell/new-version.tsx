import { Alert, Button, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useFrameMessages } from '../i18n/index.tsx';

const RELOADED_KEY = 'relais-reloaded-at';
const RELOAD_PAUSE_MS = 60_000;

/** The file of a page is gone, as after a release: the console is loaded again. */
export const NewVersion = () => {
  const { problems } = useFrameMessages();
  useEffect(() => {
    if (mayReload()) window.location.reload();
  }, []);
  return (
    <Alert color="petrol" icon={<IconRefresh />} role="alert">
      <Text size="sm">{problems.newVersion}</Text>
      <Button mt="sm" size="compact-sm" onClick={() => window.location.reload()}>
        {problems.reload}
      </Button>
    </Alert>
  );
};

/** At most one reload a minute, so that a missing file does not reload the page forever. */
const mayReload = (): boolean => {
  const lastMs = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0);
  if (Date.now() - lastMs < RELOAD_PAUSE_MS) return false;
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
  return true;
};
