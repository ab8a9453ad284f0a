import { PREFERENCE_DEFAULT } from '../../domain/notifications/defaults.ts';
import { notificationPreferenceChanged } from '../../domain/notifications/events.ts';
import {
  NOTIFICATION_KINDS,
  PreferencePatch,
  PreferencesOut,
} from '../../domain/notifications/preferences.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  changePreference,
  findLastMail,
  forgetUnmailed,
  listPreferences,
} from '../../queries/notifications/preferences.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** What the caller wants to be told, for each kind of notification. */

export const notificationPreferenceEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'me.notification_preferences',
      method: 'get',
      path: '/api/v1/me/notification-preferences',
      permission: 'account:read',
      summary: 'What I am told, for each kind of notification',
      status: 200,
      answer: PreferencesOut,
    },
    async ({ caller, read }) => ({
      body: await read((tx) => preferencesOf(deps, tx, caller.userId)),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'me.change_notification_preference',
      method: 'patch',
      path: '/api/v1/me/notification-preferences',
      permission: 'account:update',
      summary: 'Change what I am told of one kind of notification',
      body: PreferencePatch,
      sample: { kind: 'ACTION_FAILED', console: true, email: false },
      status: 200,
      answer: PreferencesOut,
    },
    async ({ body: { kind, console: shown, email }, caller: { userId }, write }) =>
      write(async (tx) => {
        if (email === true && deps.config.SMTP_URL === undefined) {
          throw new AppError('conflict', 'this installation has no mail server');
        }
        await changePreference(tx, {
          userId,
          kind,
          ...(shown === undefined ? {} : { console: shown }),
          ...(email === undefined ? {} : { email }),
        });
        if (email === false) await forgetUnmailed(tx, { userId, kind });
        tx.emit(notificationPreferenceChanged, {
          subjectId: userId,
          audience: { userId, callCentreId: null },
          data: { kind },
          after: { kind, console: shown, email },
        });
        return { body: await preferencesOf(deps, tx, userId) };
      }),
  ),
];

const preferencesOf = async ({ config }: ApiDeps, tx: Transaction, userId: number) => {
  const [chosen, lastMail] = await Promise.all([
    listPreferences(tx, userId),
    findLastMail(tx, userId),
  ]);
  return {
    data: NOTIFICATION_KINDS.map((kind) => ({
      ...(chosen.find((row) => row.kind === kind) ?? PREFERENCE_DEFAULT),
      kind,
    })),
    is_mail_available: config.SMTP_URL !== undefined,
    last_mail:
      lastMail === undefined
        ? null
        : { ...lastMail, created_at: lastMail.created_at.toISOString() },
  };
};
