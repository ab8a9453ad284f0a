import { Button, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { useScopeWords } from './scopes.tsx';

type ApiKey = Pick<Schemas['ApiKey'], 'name' | 'scopes'>;

/** How many permissions a key has; a click shows which. */
export const KeyScopes = ({ apiKey }: { apiKey: ApiKey }) => {
  const { apiKeys } = useMessages();
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button size="compact-xs" variant="subtle" ms={-8} onClick={open}>
        {apiKeys.scopeCount(apiKey.scopes.length)}
      </Button>
      <Modal opened={isOpen} onClose={close} title={apiKeys.scopesOf(apiKey.name)}>
        <ScopeList scopes={apiKey.scopes} />
      </Modal>
    </>
  );
};

const ScopeList = ({ scopes }: { scopes: readonly string[] }) => {
  const { apiKeys } = useMessages();
  const format = useFormat();
  const { groupsOf, resourceWord, scopeWord } = useScopeWords();
  return (
    <Stack>
      <Facts
        facts={groupsOf(scopes).map(([resource, of]) => ({
          label: resourceWord(resource),
          value: format.list(of.map(scopeWord)),
        }))}
      />
      <Text size="xs" c="dimmed">
        {apiKeys.scopesFixed}
      </Text>
    </Stack>
  );
};
