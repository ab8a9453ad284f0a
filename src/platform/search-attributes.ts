import { defineSearchAttributeKey } from '@temporalio/common';

/** What runs can be searched by in Temporal. Bundled into workflows: nothing else belongs here. */
export const SEARCH_ATTRIBUTES = {
  RelaisCompany: defineSearchAttributeKey('RelaisCompany', 'INT'),
  /** Workflow type. */
  RelaisKind: defineSearchAttributeKey('RelaisKind', 'KEYWORD'),
  /** How it ended; `running` before. */
  RelaisStatus: defineSearchAttributeKey('RelaisStatus', 'KEYWORD'),
  /** What it is about, by number: `candidat/42`. */
  RelaisSubject: defineSearchAttributeKey('RelaisSubject', 'KEYWORD'),
};
