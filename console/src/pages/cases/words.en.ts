import type { casesFr } from './words.fr.ts';

/** The English words of the cases. */
export const casesEn: typeof casesFr = {
  codes: {
    permissions: {
      cases: 'Cases',
      'cases:analyse': 'have analysed by AI',
      'cases:report': 'read the reports',
      'cases:delete': 'delete and restore',
    },
    auditOperations: {
      'cases.list': 'Cases listed',
      'cases.read': 'Case read',
      'cases.create': 'Case opened',
      'cases.update': 'Case changed',
      'cases.status': 'Status of the case changed',
      'cases.delete': 'Case deleted',
      'cases.restore': 'Case restored',
      'cases.timeline': 'History of the case read',
      'case_analyses.list': 'Analyses of the case listed',
      'case_analyses.read': 'Analysis of the case read',
      'case_analyses.create': 'Analysis of the case requested',
      'case_analyses.cancel': 'Analysis of the case cancelled',
      'case_analyses.end': 'Analysis of the case ended',
      'case_files.list': 'Files of the case listed',
      'case_files.create': 'File added to the case',
      'case_files.content': 'File of the case downloaded',
      'case_files.read_text': 'Text of a file of the case read',
      'case_files.scan': 'File of the case scanned for viruses',
      'case_files.infected': 'Infected file of the case removed',
      'case_files.delete': 'File of the case deleted',
      'case_files.restore': 'File of the case restored',
      'case_files.purge': 'File of the case erased for good',
      'case_reports.read': 'Report of the cases read',
      'case_links.list': 'Links of the case listed',
      'case_links.create': 'Case linked',
      'case_links.delete': 'Link of the case removed',
      'case_notes.list': 'Notes of the case listed',
      'case_notes.create': 'Note added to the case',
      'case_notes.update': 'Note of the case changed',
      'case_notes.delete': 'Note of the case deleted',
    },
    auditResources: {
      case: 'Case',
    },
  },
};
