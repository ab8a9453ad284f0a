import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';
import type { Tone } from '../../ui/values/tones.ts';

/** Types and queries that the pages of folders share. */

export type Folder = Schemas['InboxFolder'];
export type FolderColour = Folder['colour'];
export type Rule = Schemas['FolderRule'];
export type RuleGroup = Schemas['FolderRuleGroup'];
export type TextCondition = Schemas['FolderTextCondition'];
export type Reason = Schemas['InboxFolderReason'];
export type Reclassification = Schemas['Reclassification'];

/** The tone that has the colour: the kit knows tones. */
export const COLOUR_TONES: Record<FolderColour, Tone> = {
  gray: 'neutral',
  petrol: 'info',
  sky: 'moving',
  plum: 'late',
  moss: 'good',
  saffron: 'waiting',
  brick: 'bad',
};

const NONE: readonly Folder[] = [];

export const useFolders = (): readonly Folder[] =>
  api.useQuery('get', '/inbox/folders').data?.data ?? NONE;

export const useRefreshFolders = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/folders'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/folders/{id}'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/reclassifications'] });
  };
};
