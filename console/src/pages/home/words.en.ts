import { pluralEn as plural } from '../../i18n/plural.ts';
import type { homeFr } from './words.fr.ts';

/** The English words of the home page. */
export const homeEn: typeof homeFr = {
  home: {
    greeting: (name) => `Hello ${name}`,
    subtitle: 'What waits for someone, and the last fourteen days.',
    subtitleOwn: 'Your day: what waits for you, and your last fourteen days.',
    system: 'To fix',
    none: 'none',
    seeAllTodo: (count) => `See all (${count})`,
    activityOwn: 'My actions per day',
    recentOwn: 'My latest actions',
    myRecords: 'Records of my latest actions',
    beginningTitle: 'No action for fourteen days',
    beginningHint:
      'Open a record and decide: remind, approve, schedule… What comes of it will show here.',
    beginningLink: 'See the candidates',
    activity: 'Actions per day',
    activityLabel: 'Actions of the last fourteen days, by status',
    activityEmpty: 'The actions of the last fourteen days will appear here.',
    attentionEmpty: 'All is well',
    attentionEmptyHint: 'No failed action, nothing late. Enjoy it.',
    recent: 'Latest actions',
    seeAll: 'See all',
    inFlight: 'Under way',
    inFlightHint: 'accepted, being sent or waiting for an answer',
    succeeded: 'Succeeded',
    succeededHint: 'completed',
    toHandle: 'Unsuccessful',
    toHandleHint: 'failed or expired',
    last14Days: 'over 14 days',
    successRate: 'Success rate',
    successRateHint: 'of settled actions',
    unroutedCount: (count) => plural(count, 'unrouted action', 'unrouted actions'),
    uncaughtTypes: (count) =>
      plural(count, 'action type without a route', 'action types without a route'),
    stuckCommands: (count) =>
      plural(count, 'command waiting for Temporal', 'commands waiting for Temporal'),
    temporalDown: 'Temporal can’t be reached',
    temporalDownHint: 'Actions are accepted and will be sent when it is back.',
    examine: 'Review',
  },
};
