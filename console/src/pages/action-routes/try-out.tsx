import { Alert, Autocomplete, Stack, Text, type ComboboxParsedItem } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRoute2, IconRouteOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useActionTypes, useCatalogue } from '../action-types/catalogue.ts';
import { TypeLink } from '../action-types/link.tsx';
import { Card } from '../../ui/page/page.tsx';
import { SmallCode } from '../../ui/values/small-code.tsx';

const route = getRouteApi('/shell/settings/routes');

const DELAY_MS = 250;

/** Shows the route of an action type, known or not. */
export const TryBox = () => {
  const { routes: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const types = useActionTypes();
  const { isLoading } = useCatalogue();
  const labels = new Map(types.map(({ code, label }) => [code, label]));
  const [text, setText] = useState(search.action_type ?? '');
  const typed = codeOf(text);
  // Words of a label are no code: the list below the field has the types that they name.
  const [actionType] = useDebouncedValue(typed !== '' && isCode(typed) ? typed : '', DELAY_MS);
  useEffect(() => {
    void navigate({ search: actionType === '' ? {} : { action_type: actionType }, replace: true });
  }, [actionType, navigate]);
  const found = useResolution(actionType);
  return (
    <Card title={words.tryTitle}>
      <Stack>
        <Autocomplete
          label={words.tryLabel}
          placeholder={words.tryPlaceholder}
          data={types.map(({ code }) => code)}
          filter={({ options, search: wanted }) =>
            options.filter((option) => isFound(option, labels, wanted))
          }
          renderOption={({ option }) => (
            <div>
              {labels.get(option.value)}
              <SmallCode code={option.value} />
            </div>
          )}
          value={text}
          limit={8}
          // The list does not open for types that arrive after the typing.
          disabled={isLoading}
          spellCheck={false}
          onChange={setText}
        />
        <div aria-live="polite">
          {actionType !== '' && found && <Answer found={found} actionType={actionType} />}
        </div>
      </Stack>
    </Card>
  );
};

const codeOf = (text: string): string => text.trim().toUpperCase();

/** `VERBE_ENTITE`: several words in one. */
const isCode = (text: string): boolean => /^[A-Z0-9]+(?:_[A-Z0-9]*)+$/.test(text);

/** True if the words typed are in the label or in the code. */
const isFound = (
  option: ComboboxParsedItem,
  labels: ReadonlyMap<string, string>,
  wanted: string,
): boolean => {
  if (!('value' in option)) return false;
  const known = plain(`${labels.get(option.value) ?? ''} ${option.value}`);
  return plain(wanted)
    .split(/\s+/)
    .every((word) => known.includes(word));
};

const plain = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();

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
