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
  ai_description: string;
  /** In percent. Empty: a number is being typed. */
  ai_threshold: number | '';
  reclassify: boolean;
}

const AI_THRESHOLD_DEFAULT = 0.7;

export const toValues = (folder: Folder | null): FolderValues => ({
  name: folder?.name ?? '',
  colour: folder?.colour ?? 'petrol',
  is_active: folder?.is_active ?? true,
  rules: folder?.rules ?? null,
  ai_description: folder?.ai_description ?? '',
  ai_threshold: Math.round((folder?.ai_threshold ?? AI_THRESHOLD_DEFAULT) * 100),
  reclassify: true,
});

export const toBody = ({
  name,
  ai_description: description,
  ai_threshold: percent,
  ...values
}: FolderValues): Schemas['InboxFolderIn'] => ({
  ...values,
  name: name.trim(),
  ai_description: description.trim() === '' ? null : description.trim(),
  ai_threshold: percent === '' ? AI_THRESHOLD_DEFAULT : percent / 100,
});

export const folderFaults = (
  { rules }: FolderValues,
  words: Pick<Messages, 'inboxFolders' | 'common'>,
): Record<string, string> => (rules === null ? {} : ruleFaults(rules, 'rules', words));
