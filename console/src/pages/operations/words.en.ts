import { pluralEn as plural } from '../../i18n/plural.ts';
import type { operationsFr } from './words.fr.ts';

/** The English words of the operations page. */
export const operationsEn: typeof operationsFr = {
  operations: {
    title: 'Operations',
    description: 'The health of the engine, what is waiting, what has failed.',
    temporal: 'Temporal',
    reachable: 'Reachable',
    unreachable: 'Unreachable',
    unknown: 'Not called yet',
    unreachableHint: 'Actions are kept in the database and will be sent when it is back.',
    waiting: 'Commands waiting',
    waitingHint: 'to be sent to Temporal',
    oldest: 'The oldest',
    oldestNone: 'none',
    commands: 'Commands to send',
    commandsEmpty: 'No waiting command',
    commandsEmptyHint: 'All that was accepted has reached Temporal.',
    workflow: 'Run',
    kinds: {
      start: 'start',
      signal: 'signal',
      signal_with_start: 'signal, starting it if needed',
      cancel: 'cancel',
      schedule_put: 'schedule',
      schedule_delete: 'end the schedule of',
    },
    operation: 'Operation',
    attempts: 'Attempts',
    waitingSince: 'Since',
    nextTry: 'Next try',
    lastError: 'Last error',
    retryCommand: 'Try now',
    retriedCommand: 'New try requested',
    bulk: 'Failed actions',
    bulkHint: 'Filter, count, then send again. The count is checked when it is done.',
    bulkCounting: 'Counting…',
    bulkCount: (count) =>
      count === 0 ? 'No action matches' : plural(count, 'action matches', 'actions match'),
    bulkRetry: (count) => `Send ${plural(count, 'action', 'actions')} again`,
    bulkTitle: (count) => `Send ${plural(count, 'action', 'actions')} again?`,
    bulkBody:
      'Each will be sent to n8n again. If their number has changed meanwhile, none will be sent.',
    bulkOldest: (instant) => `The oldest dates from ${instant}.`,
    n8n: 'n8n',
    n8nFine: 'Nothing to report',
    n8nSilent: 'Does not answer',
    n8nRefuses: 'Refuses',
    n8nFineHint: 'no refusal, no silence since yesterday',
    n8nSilentHint: (count) =>
      plural(
        count,
        'action tried again without an answer',
        'actions tried again without an answer',
      ),
    n8nRefusesHint: (count) =>
      plural(count, 'action refused since yesterday', 'actions refused since yesterday'),
    n8nLook: 'See which',
    bulkDone: (count) => plural(count, 'action sent again', 'actions sent again'),
    bulkChanged: 'The number of actions has changed meanwhile: check it and start again.',
    byStatus: 'Actions by status',
    seeList: 'See the list',
    limit: (max) => `At most ${max} at a time: narrow the filters.`,
  },

  codes: {
    permissions: {
      operations: 'Operations',
      'operations:retry': 'try again',
    },
    auditOperations: {
      'operations.retry': 'Command tried again',
    },
    auditResources: {
      command: 'Command',
    },
  },
};
