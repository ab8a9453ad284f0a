import { Button, Checkbox, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';

/** The permissions of a key: buttons for the usual sets, and a checkbox for each permission. */

export interface Values {
  name: string;
  /** The user of the key; undefined for the signed-in user. */
  user_id: number | undefined;
  expires: string;
  scopes: string[];
}

export type Form = FormApi<Values>;

type Preset = 'send' | 'read' | 'all';

const SENDING: readonly string[] = [
  'actions:create',
  'actions:read',
  'action_types:read',
  'entities:read',
  'notifications:read',
];

/** The permissions of a preset, limited to those the signed-in user may give. */
const scopesOf = (preset: Preset, scopes: readonly string[]): string[] => {
  switch (preset) {
    case 'send':
      return scopes.filter((scope) => SENDING.includes(scope));
    case 'read':
      return scopes.filter((scope) => scope.endsWith(':read'));
    case 'all':
      return [...scopes];
  }
};

const Presets = ({ form }: { form: Form }) => {
  const { apiKeys } = useMessages();
  const scopes = Object.keys(useMe().permissions);
  const chosen = String(form.values.scopes.toSorted());
  const presets: readonly [preset: Preset, label: string][] = [
    ['send', apiKeys.presetSend],
    ['read', apiKeys.presetRead],
    ['all', apiKeys.presetAll],
  ];
  return (
    <Group gap="xs" role="group" aria-label={apiKeys.presets}>
      {presets.map(([preset, label]) => {
        const isChosen = chosen === String(scopesOf(preset, scopes).toSorted());
        return (
          <Button
            key={preset}
            size="xs"
            variant={isChosen ? 'filled' : 'default'}
            aria-pressed={isChosen}
            onClick={() => form.setFieldValue('scopes', scopesOf(preset, scopes))}
          >
            {label}
          </Button>
        );
      })}
    </Group>
  );
};

/** Permissions in words, by what they are about. */
export const useScopeWords = () => {
  const { apiKeys, codes } = useMessages();
  const { permissionOperations } = apiKeys;
  return {
    groupsOf: (scopes: readonly string[]) => [
      ...Map.groupBy(scopes, (scope) => scope.split(':')[0] ?? ''),
    ],
    resourceWord: (resource: string) => codes.permissions[resource] ?? resource,
    scopeWord: (scope: string) =>
      codes.permissions[scope] ?? permissionOperations[scope.split(':')[1] ?? ''] ?? scope,
  };
};

export const Scopes = ({ form }: { form: Form }) => {
  const { apiKeys } = useMessages();
  const { permissions } = useMe();
  const { groupsOf, resourceWord, scopeWord } = useScopeWords();
  return (
    <Checkbox.Group
      label={apiKeys.scopes}
      description={apiKeys.scopesHint}
      inputWrapperOrder={['label', 'description', 'error', 'input']}
      {...form.field('scopes')}
    >
      <Presets form={form} />
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} mt="sm" spacing="md">
        {groupsOf(Object.keys(permissions)).map(([resource, scopes]) => (
          <Stack key={resource} gap={6} role="group" aria-label={resourceWord(resource)}>
            <Text size="sm" fw={600} aria-hidden>
              {resourceWord(resource)}
            </Text>
            {scopes.map((scope) => (
              <Checkbox key={scope} size="xs" value={scope} label={scopeWord(scope)} />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
};
