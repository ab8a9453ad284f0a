import { pluralEn as plural } from '../../i18n/plural.ts';
import type { homeFr } from './words.fr.ts';

/** The English words of the home page. */
export const homeEn: typeof homeFr = {
  home: {
    title: 'Home',
    greeting: (name) => `Hello ${name}`,
    subtitle: 'The last fourteen days, and what needs your attention.',
    activity: 'Actions per day',
    activityLabel: 'Actions of the last fourteen days, by status',
    activityEmpty: 'The actions of the last fourteen days will appear here.',
    attention: 'To look at',
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
    failedCount: (count) => plural(count, 'action failed', 'actions failed'),
    expiredCount: (count) => plural(count, 'action expired', 'actions expired'),
    unroutedCount: (count) => plural(count, 'unrouted action', 'unrouted actions'),
    uncaughtTypes: (count) =>
      plural(count, 'action type without a route', 'action types without a route'),
    stuckCommands: (count) =>
      plural(count, 'command waiting for Temporal', 'commands waiting for Temporal'),
    temporalDown: 'Temporal can’t be reached',
    temporalDownHint: 'Actions are accepted and will be sent when it is back.',
    unreadNotifications: (count) => plural(count, 'unread notification', 'unread notifications'),
    examine: 'Look',
  },
};
