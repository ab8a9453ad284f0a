import type { Schemas } from '../../../api/client.ts';
import type { Messages } from '../../../i18n/index.tsx';
import type { Folder, FolderColour, RuleGroup } from '../types.ts';
import { ruleFaults } from './draft.ts';

/** The values of the form for a folder, and the bodies that save them. */

export interface FolderValues {
  name: string;
  colour: FolderColour;
  is_active: boolean;
  rules: RuleGroup | null;
  reclassify: boolean;
}

export const toValues = (folder: Folder | null): FolderValues => ({
  name: folder?.name ?? '',
  colour: folder?.colour ?? 'petrol',
  is_active: folder?.is_active ?? true,
  rules: folder?.rules ?? null,
  reclassify: true,
});

export const toBody = ({ name, ...values }: FolderValues): Schemas['InboxFolderIn'] => ({
  ...values,
  name: name.trim(),
});

export const folderFaults = (
  { rules }: FolderValues,
  words: Pick<Messages, 'inboxFolders' | 'common'>,
): Record<string, string> => (rules === null ? {} : ruleFaults(rules, 'rules', words));
