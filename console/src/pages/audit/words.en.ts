import type { auditFr } from './words.fr.ts';

/** The English words of the audit trail. */
export const auditEn: typeof auditFr = {
  audit: {
    title: 'Audit trail',
    description: 'Who did what, when. Each entry seals the one before it: nothing is erased.',
    viewAll: 'All',
    listLabel: 'Entries of the trail',
    when: 'When',
    who: 'Who',
    operation: 'Operation',
    resource: 'Object',
    sequence: 'No.',
    ip: 'Address',
    request: 'Request',
    before: 'Before',
    after: 'After',
    hash: 'Hash',
    system: 'System',
    byKey: (id) => `key no. ${id}`,
    filterOperation: 'Operation',
    filterResource: 'Object type',
    filterResourceId: 'Identifier',
    filterUser: 'Person',
    filterRequest: 'Request',
    emptyTitle: 'No entry',
    emptyHint: 'Widen the period or remove a filter.',
    detail: (sequence) => `Entry no. ${sequence}`,
    all: (many) => `${many} (list)`,
    numbered: (word, id) => `${word} no. ${id}`,
    noChange: 'No content recorded',
  },

  codes: {
    permissions: {
      audit: 'Audit trail',
    },
    auditOperations: {
      'audit.list': 'Audit trail viewed',
    },
    auditResources: {
      audit: 'Audit trail',
    },
  },
};
