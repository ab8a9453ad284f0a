import { DIGEST_TIME_DEFAULT, PREFERENCE_DEFAULT } from '../../domain/notifications/defaults.ts';
import { notificationPreferenceChanged } from '../../domain/notifications/events.ts';
import {
  areaOfKind,
  kindsOfArea,
  NOTIFICATION_KINDS,
  PreferencePatch,
  PreferencesOut,
  type EmailMode,
} from '../../domain/notifications/preferences.ts';
import { AppError } from '../../errors.ts';
import { mailCommand } from '../../platform/commands.ts';
import type { Transaction } from '../../platform/database.ts';
import { findDigest } from '../../queries/notifications/digests.ts';
import {
  changePreference,
  findLastMail,
  forgetUnmailed,
  hurryUnmailed,
  listPreferences,
} from '../../queries/notifications/preferences.ts';
import { companyTimeZone, lockOwnDigest, planDigest } from '../../services/notifications/digest.ts';
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
      summary: 'Change what I am told of one kind of notification, or of an area of them',
      body: PreferencePatch,
      sample: {
        kind: 'ACTION_FAILED',
        area: undefined, // instead of `kind`
        console: true,
        email: false,
        email_mode: 'no',
        digest_time: '08:00',
      },
      status: 200,
      answer: PreferencesOut,
    },
    async ({ body: { kind, area, console: shown, digest_time: time, ...body }, caller, write }) =>
      write(async (tx) => {
        const { userId } = caller;
        const mode = body.email_mode ?? modeOf(body.email);
        if ((mode ?? 'no') !== 'no' && deps.config.SMTP_URL === undefined) {
          throw new AppError('conflict', 'this installation has no mail server');
        }
        const digest = await lockOwnDigest(tx, userId);
        const kinds = area === undefined ? (kind === undefined ? [] : [kind]) : kindsOfArea(area);
        for (const one of kinds) {
          await changePreference(tx, {
            userId,
            kind: one,
            ...(shown === undefined ? {} : { console: shown }),
            ...(mode === undefined ? {} : { mode }),
          });
          await settleUnmailed(tx, { userId, kind: one, mode });
        }
        await planDigest(tx, digest, {
          userId,
          now: deps.clock.now(),
          ...(time === undefined ? {} : { time }),
        });
        tx.emit(notificationPreferenceChanged, {
          subjectId: userId,
          audience: { userId, callCentreId: null },
          data: { kind: kind ?? area ?? 'digest' },
          after: { kind, area, console: shown, email_mode: mode, digest_time: time },
        });
        return { body: await preferencesOf(deps, tx, userId) };
      }),
  ),
];

/** As clients before the digest send it. */
const modeOf = (email: boolean | undefined): EmailMode | undefined =>
  email === undefined ? undefined : email ? 'at_once' : 'no';

/** What no mail lists yet follows the choice. What is to be mailed at once stays so. */
const settleUnmailed = async (
  tx: Transaction,
  { mode, ...of }: { userId: number; kind: string; mode: EmailMode | undefined },
): Promise<void> => {
  if (mode === 'no') await forgetUnmailed(tx, of);
  if (mode === 'at_once' && (await hurryUnmailed(tx, of))) {
    tx.command(mailCommand(tx.actor.companyId, of.userId));
  }
};

const preferencesOf = async ({ config }: ApiDeps, tx: Transaction, userId: number) => {
  const [chosen, lastMail, digest, timeZone] = await Promise.all([
    listPreferences(tx, userId),
    findLastMail(tx, userId),
    findDigest(tx, userId),
    companyTimeZone(tx),
  ]);
  return {
    data: NOTIFICATION_KINDS.map((kind) => {
      const row = chosen.find((one) => one.kind === kind) ?? PREFERENCE_DEFAULT;
      const mode: EmailMode = row.email ? (row.is_daily ? 'daily' : 'at_once') : 'no';
      return {
        kind,
        area: areaOfKind(kind),
        console: row.console,
        email: row.email,
        email_mode: mode,
      };
    }),
    digest: {
      time: digest?.at_time ?? DIGEST_TIME_DEFAULT,
      time_zone: timeZone,
      next_at: digest?.next_at?.toISOString() ?? null,
    },
    is_mail_available: config.SMTP_URL !== undefined,
    last_mail:
      lastMail === undefined
        ? null
        : { ...lastMail, created_at: lastMail.created_at.toISOString() },
  };
};
