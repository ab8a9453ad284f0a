export const CASE_NOTE_KINDS = ['general', 'call', 'meeting', 'email', 'task'] as const;
export type CaseNoteKind = (typeof CASE_NOTE_KINDS)[number];

export const CASE_NOTE_WORDS: Record<CaseNoteKind, { fr: string; en: string }> = {
  general: { fr: 'Général', en: 'General' },
  call: { fr: 'Appel', en: 'Call' },
  meeting: { fr: 'Réunion', en: 'Meeting' },
  email: { fr: 'E-mail', en: 'Email' },
  task: { fr: 'Tâche', en: 'Task' },
};
