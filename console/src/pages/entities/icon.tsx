import {
  IconCalendarEvent,
  IconChalkboardTeacher,
  IconFileText,
  IconFolder,
  IconSchool,
  IconUserPlus,
  IconUserSearch,
  type Icon,
} from '@tabler/icons-react';
import type { ActionEntityType } from './types.ts';

const ENTITY_ICONS: Record<ActionEntityType, Icon> = {
  prospect: IconUserSearch,
  candidat: IconUserPlus,
  eleve: IconSchool,
  formateur: IconChalkboardTeacher,
  session: IconCalendarEvent,
  document: IconFileText,
  dossier: IconFolder,
};

export const EntityIcon = ({ type, size = 16 }: { type: ActionEntityType; size?: number }) => {
  const Shape = ENTITY_ICONS[type];
  return <Shape size={size} stroke={1.75} style={{ flex: 'none' }} aria-hidden />;
};
