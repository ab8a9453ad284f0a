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
    oldestNone: 'None',
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
    nextTry: 'Next attempt',
    lastError: 'Last error',
    retryCommand: 'Try now',
    retriedCommand: 'Attempt requested',
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
    routes: 'Routes to n8n',
    routesUnused: 'Nothing sent for a day',
    routesFine: 'n8n answers',
    routesFineHint: (count) =>
      `${plural(count, 'route', 'routes')} used in the last day, no trouble now`,
    routeStates: {
      fine: () => 'Answers',
      silent: () => 'Does not answer',
      errors: (status) =>
        status === null ? 'Answers with errors' : `Answers with errors (HTTP ${status})`,
      inactive: () => 'Workflow not active',
      refuses_key: () => 'Refuses the key',
      refuses: (status) =>
        status === null ? 'Dispatch refused' : `Refuses the actions (HTTP ${status})`,
      misdirected: () => 'Something else answers',
    },
    routeHints: {
      fine: 'The last dispatch was accepted.',
      silent: 'Nothing answered: check that n8n runs and that its address is right.',
      errors: 'n8n is reached, but fails itself: look at its log.',
      inactive: 'n8n is reached, but the workflow is not active there: activate it.',
      refuses_key: 'n8n is reached, but refuses the key: compare it with that of the webhook.',
      refuses: 'The dispatch is refused: the answer is in the attempts of the action.',
      misdirected: 'The answer is not that of an n8n webhook: a sign-in page or a proxy.',
    },
    routeHour: (attempts, failures) =>
      `1 h: ${plural(attempts, 'attempt', 'attempts')}, ${plural(failures, 'failure', 'failures')}`,
    routeDay: (attempts, failures) =>
      `24 h: ${plural(attempts, 'attempt', 'attempts')}, ${plural(failures, 'failure', 'failures')}`,
    routeMedian: (duration) => `answer in ${duration} (median)`,
    routeLast: 'last attempt',
    routeFailed: 'See the failed actions',
    routeRetrying: (count) =>
      plural(count, 'action is being tried again', 'actions are being tried again'),
    bulkDone: (count) => plural(count, 'action sent again', 'actions sent again'),
    bulkChanged: 'The number of actions has changed meanwhile: check it and start again.',
    byStatus: 'Actions of the last 7 days, by status',
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
