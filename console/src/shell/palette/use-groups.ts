import { useMessages } from '../../i18n/index.tsx';
import { filled, inOrder, ranked, type PaletteGroup } from './items.ts';
import { useFound, useHitItem, type Found } from './use-found.tsx';
import {
  useCommandsGroup,
  usePageGroup,
  usePagesGroup,
  useRecentGroup,
  useSettingsGroup,
} from './use-own-groups.tsx';

type PaletteGroups = Pick<Found, 'isComplete' | 'error' | 'retry'> & {
  groups: readonly PaletteGroup[];
};

/** All that the palette shows for a text, in the order in which it is shown. */
export const usePaletteGroups = (text: string, isUrgent: boolean): PaletteGroups => {
  const { palette } = useMessages();
  const page = usePageGroup();
  const recent = useRecentGroup();
  const pages = usePagesGroup();
  const settings = useSettingsGroup();
  const commands = useCommandsGroup();
  const { hits, ...found } = useFound(text, isUrgent);
  const itemOf = useHitItem();
  if (text === '') return { ...found, groups: filled([page, recent, pages, commands]) };
  const foundOf = (kind: keyof typeof palette.groups) => ({
    label: palette.groups[kind],
    items: hits.filter((hit) => hit.kind === kind).map(itemOf),
  });
  return {
    ...found,
    groups: inOrder([
      ranked(page, text),
      ranked(pages, text),
      foundOf('record'),
      foundOf('lead'),
      foundOf('conversation'),
      foundOf('case'),
      foundOf('person'),
      foundOf('organisation'),
      foundOf('project'),
      foundOf('action'),
      foundOf('user'),
      ranked(settings, text),
      ranked(commands, text),
    ]),
  };
};
