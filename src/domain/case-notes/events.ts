import { caseStream as stream } from '../cases/events.ts';
import { declareInternalEvent } from '../shared/declare-event.ts';

/** Events of notes. Their subject is the case. */

export const caseNoteCreated = declareInternalEvent('CaseNoteCreated', 'case', {
  audit: 'case_notes.create',
  stream,
});
export const caseNoteUpdated = declareInternalEvent('CaseNoteUpdated', 'case', {
  audit: 'case_notes.update',
  stream,
});
export const caseNoteDeleted = declareInternalEvent('CaseNoteDeleted', 'case', {
  audit: 'case_notes.delete',
  stream,
});
export const caseNotesListed = declareInternalEvent('CaseNotesListed', 'case', {
  audit: 'case_notes.list',
});
