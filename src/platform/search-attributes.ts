import { defineSearchAttributeKey } from '@temporalio/common';

/** The search attributes of workflow runs. Bundled into workflows: add nothing else here. */
export const SEARCH_ATTRIBUTES = {
  RelaisCompany: defineSearchAttributeKey('RelaisCompany', 'INT'),
  /** Workflow type. */
  RelaisKind: defineSearchAttributeKey('RelaisKind', 'KEYWORD'),
  /** `running`, then the status at the end. */
  RelaisStatus: defineSearchAttributeKey('RelaisStatus', 'KEYWORD'),
  /** Type and number of the record: `candidat/42`. */
  RelaisSubject: defineSearchAttributeKey('RelaisSubject', 'KEYWORD'),
};
