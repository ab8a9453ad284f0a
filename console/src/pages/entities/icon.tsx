import {
  IconCalendarEvent,
  IconChalkboardTeacher,
  IconFileText,
  IconSchool,
  IconUserPlus,
  IconUserSearch,
  type Icon,
} from '@tabler/icons-react';
import type { EntityType } from './types.ts';

const ENTITY_ICONS: Record<EntityType, Icon> = {
  prospect: IconUserSearch,
  candidat: IconUserPlus,
  eleve: IconSchool,
  formateur: IconChalkboardTeacher,
  session: IconCalendarEvent,
  document: IconFileText,
};

export const EntityIcon = ({ type, size = 16 }: { type: EntityType; size?: number }) => {
  const Shape = ENTITY_ICONS[type];
  return <Shape size={size} stroke={1.75} style={{ flex: 'none' }} aria-hidden />;
};
