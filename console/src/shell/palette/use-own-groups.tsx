import { useMantineColorScheme } from '@mantine/core';
import {
  IconBolt,
  IconBook2,
  IconDeviceDesktop,
  IconFileImport,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSun,
  IconTargetArrow,
  type Icon,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan, useMe } from '../../api/session.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { LANGUAGE_NAMES, LOCALES } from '../../i18n/locale.ts';
import { EntityIcon } from '../../pages/entities/icon.tsx';
import { settingsFor, type SettingsItem } from '../../pages/settings/sections.ts';
import { usePageCommandList } from '../../parts/commands.tsx';
import { useChangeLanguage } from '../../parts/language-switch.tsx';
import { Keys } from '../../ui/keyboard/keys.tsx';
import { useShortcutHelp } from '../../ui/keyboard/shortcuts.tsx';
import { navigationFor } from '../navigation.ts';
import { useSignOut } from '../use-sign-out.ts';
import type { PaletteGroup, PaletteItem } from './items.ts';
import { placeKey, recentPlaces, type Place } from './recent.ts';
import { GO_TO_KEYS } from './shortcuts.ts';

/** What the palette knows without asking the api: commands of the page, recent places, pages, commands. */

const iconOf = (Shape: Icon) => <Shape size={18} stroke={1.75} aria-hidden />;

export const usePageGroup = (): PaletteGroup => {
  const { palette } = useMessages();
  const commands = usePageCommandList();
  return {
    label: palette.onThisPage,
    items: commands.map(({ id, label, icon, run }) => ({
      id: `page-${id}`,
      title: label,
      icon: iconOf(icon ?? IconBolt),
      run,
    })),
  };
};

export const useRecentGroup = (): PaletteGroup => {
  const { palette, entityTypes } = useMessages();
  const navigate = useNavigate();
  const { user } = useMe();
  const [places] = useState(() => recentPlaces(user.id));
  const itemOf = (place: Place): PaletteItem =>
    place.kind === 'record'
      ? {
          id: `recent-${placeKey(place)}`,
          title: place.title,
          subtitle: `${entityTypes[place.type]} · ${place.ref}`,
          icon: <EntityIcon type={place.type} size={18} />,
          run: () =>
            void navigate({
              to: '/entities/$type/$ref',
              params: { type: place.type, ref: place.ref },
            }),
        }
      : {
          id: `recent-${placeKey(place)}`,
          title: place.title,
          subtitle: palette.kinds[place.kind],
          icon: iconOf(place.kind === 'lead' ? IconTargetArrow : IconBolt),
          run: () =>
            void navigate({
              to: place.kind === 'lead' ? '/leads/$id' : '/actions/$id',
              params: { id: place.id },
            }),
        };
  return { label: palette.recent, items: places.map(itemOf) };
};

/** The pages of the navigation. */
export const usePagesGroup = (): PaletteGroup => {
  const messages = useMessages();
  const navigate = useNavigate();
  const can = useCan();
  return {
    label: messages.palette.goTo,
    items: navigationFor(messages, can)
      .flatMap(({ items }) => items)
      .map(({ to, label, icon }) => ({
        id: `go-${to}`,
        title: label,
        icon: iconOf(icon),
        aside: GO_TO_KEYS[to] !== undefined && <Keys keys={GO_TO_KEYS[to]} />,
        run: () => void navigate({ to }),
      })),
  };
};

/** The pages of the settings; only for a text, because they are many. */
export const useSettingsGroup = (): PaletteGroup => {
  const messages = useMessages();
  const navigate = useNavigate();
  const can = useCan();
  const items = settingsFor(messages, can).flatMap((group) => group.items);
  return {
    label: messages.navigation.settings,
    items: useShown(items).map(({ to, label, icon }) => ({
      id: `go-${to}`,
      title: label,
      more: [messages.navigation.settings],
      icon: iconOf(icon),
      run: () => void navigate({ to }),
    })),
  };
};

/** The list depends on permissions, which don't change while it is shown: the order of the hooks is fixed. */
const useShown = (items: readonly SettingsItem[]): SettingsItem[] =>
  items
    .map((item) => ({ item, isShown: item.useIsShown?.() ?? true }))
    .filter(({ isShown }) => isShown)
    .map(({ item }) => item);

/** What the user may create. */
const useCreations = (): PaletteItem[] => {
  const { contacts, leads, navigation, palette } = useMessages();
  const navigate = useNavigate();
  const can = useCan();
  const newAction: PaletteItem = {
    id: 'new-action',
    title: navigation.newAction,
    more: palette.keywords.newAction,
    icon: iconOf(IconPlus),
    aside: <Keys keys="c" />,
    run: () => void navigate({ to: '/actions/new' }),
  };
  const newLead: PaletteItem = {
    id: 'new-lead',
    title: leads.new,
    more: leads.newKeywords,
    icon: iconOf(IconPlus),
    run: () => void navigate({ to: '/leads', search: { new: true } }),
  };
  const importLeads: PaletteItem = {
    id: 'import-leads',
    title: leads.importCommand,
    more: leads.importKeywords,
    icon: iconOf(IconFileImport),
    run: () => void navigate({ to: '/leads/imports' }),
  };
  const newContacts: PaletteItem[] = (
    [
      ['people', contacts.newPerson, '/people'],
      ['organisations', contacts.newOrganisation, '/organisations'],
    ] as const
  )
    .filter(([resource]) => can(`${resource}:create`))
    .map(([resource, title, to]) => ({
      id: `new-${resource}`,
      title,
      icon: iconOf(IconPlus),
      run: () => void navigate({ to, search: { new: true } }),
    }));
  return [
    ...(can('actions:create') ? [newAction] : []),
    ...(can('leads:create') ? [newLead] : []),
    ...(can('leads:import') ? [importLeads] : []),
    ...newContacts,
  ];
};

export const useCommandsGroup = (): PaletteGroup => {
  const { palette, shell, shortcuts } = useMessages();
  const creations = useCreations();
  const { locale } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const changeLanguage = useChangeLanguage();
  const openHelp = useShortcutHelp();
  const signOut = useSignOut();
  const appearances = [
    ['light', shell.light, IconSun],
    ['dark', shell.dark, IconMoon],
    ['auto', shell.auto, IconDeviceDesktop],
  ] as const;
  return {
    label: palette.commands,
    items: [
      ...creations,
      ...appearances
        .filter(([scheme]) => scheme !== colorScheme)
        .map(([scheme, name, Shape]) => ({
          id: `appearance-${scheme}`,
          title: palette.appearance(name),
          more: palette.keywords.appearance,
          icon: iconOf(Shape),
          run: () => setColorScheme(scheme),
        })),
      ...LOCALES.filter((other) => other !== locale).map((other) => ({
        id: `language-${other}`,
        title: palette.language(LANGUAGE_NAMES[other]),
        more: palette.keywords.language,
        icon: iconOf(IconLanguage),
        run: () => changeLanguage(other),
      })),
      {
        id: 'shortcuts',
        title: shortcuts.title,
        more: palette.keywords.shortcuts,
        icon: iconOf(IconKeyboard),
        aside: <Keys keys="?" />,
        run: openHelp,
      },
      {
        id: 'documentation',
        title: shell.documentation,
        icon: iconOf(IconBook2),
        run: () => void window.open('/docs', '_blank', 'noreferrer'),
      },
      {
        id: 'sign-out',
        title: shell.signOut,
        more: palette.keywords.signOut,
        icon: iconOf(IconLogout),
        run: signOut,
      },
    ],
  };
};
