import type { caseTimelineFr } from './words.fr.ts';

/** The English words of the timeline of a case. */
export const caseTimelineEn: typeof caseTimelineFr = {
  caseTimeline: {
    title: 'Timeline',
    earlier: 'Show earlier',
    kinds: {
      created: 'Case opened',
      deleted: 'Case deleted',
      restored: 'Case restored',
      note_added: 'Note added',
      note_changed: 'Note changed',
      note_deleted: 'Note deleted',
      linked: 'Link added',
      unlinked: 'Link removed',
      file_added: 'File added',
      file_infected: 'Infected file, content removed',
      file_deleted: 'File deleted',
      file_restored: 'File restored',
      analysis_requested: 'Analysis asked for',
      analysis_cancelled: 'Analysis cancelled',
      analysed: 'Analysis ended',
      changed: 'Case changed',
      status_changed: 'Status changed',
      task: 'Task created',
      message: 'Message',
    },
    taskDone: 'Task created, done since',
    status: (label) => `Status: ${label}`,
    note: (kind, sort) => `${kind} (${sort.toLowerCase()})`,
    received: (subject) => (subject === '' ? 'Message received' : `Message received: ${subject}`),
    sent: (subject) => (subject === '' ? 'Message sent' : `Message sent: ${subject}`),
  },
};
