import type { ActionEntityType } from '../../entities/types.ts';

/** `actionSource` of seed 001: `role.section.page`. The console is the administration for all its users. */

const SECTIONS: Record<ActionEntityType, string> = {
  prospect: 'prospects',
  candidat: 'candidats',
  eleve: 'eleves',
  formateur: 'formateurs',
  session: 'sessions',
  document: 'documents',
  dossier: 'dossiers',
};

/** `admin.candidats.detail`: the record. `admin.candidats.list`: a list. */
export const sourceOf = (type: ActionEntityType, page: 'detail' | 'list'): string =>
  `admin.${SECTIONS[type]}.${page}`;

export const NOTIFICATIONS_SOURCE = 'admin.notifications.list';
export const FORM_SOURCE = 'admin.actions.new';
