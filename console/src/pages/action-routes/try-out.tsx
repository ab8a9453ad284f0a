import { Alert, Autocomplete, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRoute2, IconRouteOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import { TypeLink } from '../action-types/link.tsx';
import { Card } from '../../ui/page/page.tsx';

const route = getRouteApi('/shell/settings/routes');

const DELAY_MS = 250;

/** Shows the route of an action type, known or not. */
export const TryBox = () => {
  const { routes: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const types = useActionTypes();
  const [text, setText] = useState(search.action_type ?? '');
  const [actionType] = useDebouncedValue(text.trim(), DELAY_MS);
  useEffect(() => {
    void navigate({ search: actionType === '' ? {} : { action_type: actionType }, replace: true });
  }, [actionType, navigate]);
  const found = useResolution(actionType);
  return (
    <Card title={words.tryTitle}>
      <Stack>
        <Autocomplete
          label={words.tryLabel}
          placeholder="RELANCE_CANDIDAT_EMAIL"
          data={types.map(({ code }) => code)}
          value={text}
          limit={8}
          spellCheck={false}
          onChange={(value) => setText(value.toUpperCase())}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <div aria-live="polite">
          {actionType !== '' && found && <Answer found={found} actionType={actionType} />}
        </div>
      </Stack>
    </Card>
  );
};

type Resolution = Pick<Schemas['ResolvedRoute'], 'prefix' | 'workflow' | 'is_known'>;

const Answer = ({ found, actionType }: { found: Resolution; actionType: string }) => {
  const { routes: words, newAction } = useMessages();
  if (!found.is_known) return <NotInCatalogue found={found} actionType={actionType} />;
  return (
    <Alert
      color={found.prefix === null ? 'saffron' : 'petrol'}
      icon={<IconRoute2 />}
      title={`${words.tryGoes} ${found.workflow}`}
    >
      {found.prefix === null ? newAction.caughtByNone : newAction.caughtBy(found.prefix)}
    </Alert>
  );
};

/** A matching prefix is not enough: the type must be in the catalogue first. */
const NotInCatalogue = ({ found, actionType }: { found: Resolution; actionType: string }) => {
  const { routes: words } = useMessages();
  return (
    <Alert color="saffron" icon={<IconRouteOff />} title={words.tryUnknownTitle}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {words.tryUnknown} {found.prefix !== null && words.tryOnceKnown(found.workflow)}
        </Text>
        <TypeLink actionType={actionType} />
      </Stack>
    </Alert>
  );
};

const useResolution = (actionType: string): Resolution | undefined =>
  api.useQuery(
    'get',
    '/api/v1/action-routes/resolve',
    { params: { query: { action_type: actionType } } },
    { enabled: actionType !== '', placeholderData: keepPreviousData },
  ).data;
