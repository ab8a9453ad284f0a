import { caseStream as stream } from '../cases/events.ts';
import { declareInternalEvent } from '../shared/declare-event.ts';

/** Events of files. Their subject is the case. */

export const caseFileCreated = declareInternalEvent('CaseFileCreated', 'case', {
  audit: 'case_files.create',
  stream,
  notification: {
    code: 'case_file_added',
    kinds: ['CASE_FILE_ADDED'],
    type: () => 'CASE_FILE_ADDED',
    level: () => 'info' as const,
  },
});
export const caseFileScanned = declareInternalEvent('CaseFileScanned', 'case', {
  audit: 'case_files.scan',
  stream,
});
/** Its content is removed. The uploader, the assignee and the owners are told. */
export const caseFileInfected = declareInternalEvent('CaseFileInfected', 'case', {
  audit: 'case_files.infected',
  stream,
  notification: {
    code: 'case_file_infected',
    kinds: ['CASE_FILE_INFECTED'],
    type: () => 'CASE_FILE_INFECTED',
    level: () => 'error' as const,
  },
});
/** Its text was read, or could not be. */
export const caseFileTextSettled = declareInternalEvent('CaseFileTextSettled', 'case', { stream });
export const caseFileDeleted = declareInternalEvent('CaseFileDeleted', 'case', {
  audit: 'case_files.delete',
  stream,
});
export const caseFileRestored = declareInternalEvent('CaseFileRestored', 'case', {
  audit: 'case_files.restore',
  stream,
});
/** The content of a deleted file was removed for good. */
export const caseFilePurged = declareInternalEvent('CaseFilePurged', 'case', {
  audit: 'case_files.purge',
});

export const caseFilesListed = declareInternalEvent('CaseFilesListed', 'case', {
  audit: 'case_files.list',
});
export const caseFileContentRead = declareInternalEvent('CaseFileContentRead', 'case', {
  audit: 'case_files.content',
});
export const caseFileTextRead = declareInternalEvent('CaseFileTextRead', 'case', {
  audit: 'case_files.read_text',
});
