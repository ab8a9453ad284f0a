import { Kbd, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue, useOs } from '@mantine/hooks';
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconLogout, IconMoon, IconPlus, IconSearch, IconSun } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { EntityIcon } from '../pages/entities/icon.tsx';
import { ENTITY_TYPES } from '../pages/entities/types.ts';
import { navigationFor } from './navigation.ts';
import classes from './shell.module.css';
import { useSignOut } from './use-sign-out.ts';

/** ⌘K: finds pages, frequent tasks, and records by name. */

const QUERY_LENGTH_MIN = 2;
const QUERY_DELAY_MS = 250;
const FOUND_PER_TYPE_MAX = 4;

export const PaletteButton = () => {
  const { shell } = useMessages();
  const os = useOs();
  return (
    <UnstyledButton className={classes['search']} onClick={spotlight.open}>
      <IconSearch size={16} aria-hidden />
      <span>{shell.palette}</span>
      <Kbd size="xs" visibleFrom="xs">
        {os === 'macos' || os === 'ios' ? '⌘ K' : 'Ctrl K'}
      </Kbd>
    </UnstyledButton>
  );
};

export const Palette = () => {
  const { shell } = useMessages();
  const [query, setQuery] = useState('');
  const pages = usePages();
  const tasks = useTasks();
  const records = useRecords(query);
  useFirstSelected(records.map(({ id }) => id).join());
  return (
    <Spotlight
      classNames={{ action: classes['found'] ?? '' }}
      attributes={{ content: { 'aria-label': shell.palette } }}
      shortcut={['mod + K']}
      query={query}
      onQueryChange={setQuery}
      actions={[
        { group: shell.paletteGoTo, actions: pages },
        { group: shell.paletteDo, actions: tasks },
        { group: shell.paletteEntities, actions: records },
      ]}
      nothingFound={shell.paletteNothing}
      highlightQuery
      scrollable
      maxHeight={440}
      radius="lg"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: shell.palette,
        'aria-label': shell.palette,
      }}
    />
  );
};

/**
 * Selects the first result if none is selected. Spotlight does so while the user types, but records
 * arrive later.
 */
const useFirstSelected = (found: string): void =>
  useEffect(() => {
    if (document.querySelector('[data-action][data-selected]') !== null) return;
    document.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  }, [found]);

const usePages = (): SpotlightActionData[] => {
  const messages = useMessages();
  const navigate = useNavigate();
  const can = useCan();
  return navigationFor(messages, can)
    .flatMap((section) => section.items)
    .map(({ to, label, icon: IconShape }) => ({
      id: to,
      label,
      leftSection: <IconShape size={18} stroke={1.75} aria-hidden />,
      onClick: () => void navigate({ to }),
    }));
};

const useTasks = (): SpotlightActionData[] => {
  const { actions, shell } = useMessages();
  const navigate = useNavigate();
  const can = useCan();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const newAction: SpotlightActionData = {
    id: 'new-action',
    label: actions.new,
    leftSection: <IconPlus size={18} stroke={1.75} aria-hidden />,
    onClick: () => void navigate({ to: '/actions/new' }),
  };
  return [
    ...(can('actions:create') ? [newAction] : []),
    {
      id: 'light',
      label: `${shell.appearance} : ${shell.light}`,
      leftSection: <IconSun size={18} stroke={1.75} aria-hidden />,
      onClick: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: `${shell.appearance} : ${shell.dark}`,
      leftSection: <IconMoon size={18} stroke={1.75} aria-hidden />,
      onClick: () => setColorScheme('dark'),
    },
    {
      id: 'sign-out',
      label: shell.signOut,
      leftSection: <IconLogout size={18} stroke={1.75} aria-hidden />,
      onClick: signOut,
    },
  ];
};

const useRecords = (query: string): SpotlightActionData[] => {
  const { entityTypes } = useMessages();
  const navigate = useNavigate();
  const can = useCan();
  const [text] = useDebouncedValue(query.trim(), QUERY_DELAY_MS);
  const isEnabled = text.length >= QUERY_LENGTH_MIN && can('entities:read');
  const results = useQueries({
    queries: ENTITY_TYPES.map((type) =>
      api.queryOptions(
        'get',
        '/api/v1/entities/{type}',
        { params: { path: { type }, query: { q: text, limit: FOUND_PER_TYPE_MAX } } },
        { enabled: isEnabled },
      ),
    ),
  });
  return results
    .flatMap(({ data }) => (isEnabled ? (data?.data ?? []) : []))
    .map(({ id, type, ref, label }) => ({
      id: `entity-${id}`,
      label,
      description: `${entityTypes[type]} · ${ref}`,
      // Keeps Spotlight from filtering it out: the api may have found it by a field that is not
      // shown.
      keywords: [query],
      leftSection: <EntityIcon type={type} size={18} />,
      onClick: () => void navigate({ to: '/entities/$type/$ref', params: { type, ref } }),
    }));
};
