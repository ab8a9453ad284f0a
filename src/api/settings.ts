import type { z } from '@hono/zod-openapi';
import { fault } from '../domain/shared/faults.ts';
import { settingsUpdated } from '../domain/settings/events.ts';
import {
  mergeSettings,
  SettingsOut,
  settingsOf,
  SettingsPatch,
} from '../domain/settings/shapes.ts';
import { AppError } from '../errors.ts';
import { lockSetting } from '../queries/shared/locks.ts';
import { findSettings, saveSettings, type SettingsRow } from '../queries/settings.ts';
import { moveReminders } from '../services/reminders/run.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** Settings of a company. */

export const settingsEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'settings.read',
      method: 'get',
      path: '/api/v1/settings',
      permission: 'settings:read',
      summary: "Read my company's settings, defaults included",
      status: 200,
      answer: SettingsOut,
    },
    async ({ read }) => ({ body: settingsOut(await read(findSettings)) }),
  ),
  endpoint(
    deps,
    {
      id: 'settings.update',
      method: 'patch',
      path: '/api/v1/settings',
      permission: 'settings:write',
      summary: "Change some of my company's settings",
      description: '409 if the settings were changed since `version`.',
      body: SettingsPatch,
      sample: {
        version: 1,
        mail: { sends_invitations: true, sender_name: 'Atelier Jonquille' },
        inbox: {
          signature: 'Atelier Jonquille',
          contact_policy: 'always',
          own_domains: ['jonquille.example'],
          business_hours: {
            time_zone: 'Europe/Paris',
            days: [1, 2, 3, 4, 5],
            from: '09:00',
            to: '18:00',
          },
        },
      },
      status: 200,
      answer: SettingsOut,
    },
    async ({ body: { version, ...patch }, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'settings');
        const before = await findSettings(tx);
        if (before.version !== version) {
          throw new AppError('version_conflict', `the current version is ${before.version}`, {
            faults: [fault('version', 'version_outdated', { current: before.version })],
          });
        }
        const after = { chosen: mergeSettings(before.chosen, patch), version: version + 1 };
        await saveSettings(tx, after);
        tx.emit(settingsUpdated, {
          subjectId: tx.actor.companyId,
          before: before.chosen,
          after: after.chosen,
        });
        if (timeZoneOf(before) !== timeZoneOf(after)) await moveReminders(tx);
        return { body: settingsOut(after) };
      }),
  ),
];

const timeZoneOf = ({ chosen }: Pick<SettingsRow, 'chosen'>): string =>
  settingsOf(chosen).inbox.business_hours.time_zone;

const settingsOut = ({ chosen, version }: SettingsRow): z.infer<typeof SettingsOut> => ({
  version,
  ...settingsOf(chosen),
});
