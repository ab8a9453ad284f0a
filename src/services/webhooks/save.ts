import { fault, type Fault } from '../../domain/shared/faults.ts';
import { roleReach } from '../../domain/shared/permissions.ts';
import {
  keptHeaderFaults,
  mergedHeaderFaults,
  mergeHeaders,
  type HeadersPatch,
} from '../../domain/webhooks/headers.ts';
import { egressFaults } from '../../domain/webhooks/url.ts';
import { WEBHOOK_COUNT_MAX } from '../../domain/webhooks/shapes.ts';
import type { Deps } from '../../deps.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findUser } from '../../queries/users.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import {
  countWebhooks,
  findBindings,
  insertWebhook,
  resetWebhookHealth,
  updateWebhook,
  type WebhookFields,
  type WebhookRow,
} from '../../queries/webhooks/endpoints.ts';
import { releaseDeliveries } from './release.ts';
import { encryptHeaders, encryptSecret, readHeaders } from './secrets.ts';

/** Creates and changes webhooks, after the checks that need the database. */

type SaveDeps = Pick<Deps, 'config' | 'encryptionKeys' | 'clock'>;

export type WebhookContent = Omit<WebhookFields, 'headersEncrypted'>;

/** Errors: `conflict` if the company has as many as it may; `validation_failed`. */
export const createWebhook = async (
  deps: SaveDeps,
  tx: Transaction,
  input: WebhookContent & { secret: string; headers: Readonly<Record<string, string>> },
): Promise<number> => {
  const { secret, headers, ...content } = input;
  await lockSetting(tx, 'webhooks');
  if ((await countWebhooks(tx)) >= WEBHOOK_COUNT_MAX) {
    throw new AppError('conflict', `the company has ${WEBHOOK_COUNT_MAX} webhooks already`);
  }
  refuse([...(await referenceFaults(tx, content, undefined)), ...urlFaults(deps, content.url)]);
  const keeper = { keys: deps.encryptionKeys, companyId: tx.actor.companyId };
  return insertWebhook(tx, {
    ...content,
    headersEncrypted: encryptHeaders(keeper, headers),
    secretEncrypted: encryptSecret(keeper, secret),
  });
};

/**
 * In: `before` under its lock. A new address, or switching on, forgets the failures that were counted, and
 * sends what waits.
 * Errors: `version_conflict`, `validation_failed`, `conflict` if the headers can't be decrypted.
 */
export const changeWebhook = async (
  deps: SaveDeps,
  tx: Transaction,
  before: WebhookRow,
  input: WebhookContent & { version: number; headers: HeadersPatch },
): Promise<void> => {
  const { version, headers: patch, ...content } = input;
  if (version !== before.version) {
    throw new AppError('version_conflict', `the current version is ${before.version}`, {
      faults: [fault('version', 'version_outdated', { current: before.version })],
    });
  }
  const keeper = { keys: deps.encryptionKeys, companyId: tx.actor.companyId };
  const headers = readHeaders(keeper, before.headers_encrypted);
  if (headers === null) throw unreadableHeaders();
  const merged = mergeHeaders(headers, patch);
  refuse([
    ...(await referenceFaults(tx, content, before)),
    ...(content.url === before.url ? [] : urlFaults(deps, content.url)),
    ...keptHeaderFaults(headers, patch, { before: before.url, after: content.url }),
    ...mergedHeaderFaults(merged),
  ]);
  const isSwitched = content.isActive !== before.is_active;
  await updateWebhook(tx, {
    ...content,
    id: before.id,
    isSwitched,
    headersEncrypted: encryptHeaders(keeper, merged),
  });
  if ((isSwitched && content.isActive) || content.url !== before.url) {
    const now = deps.clock.now();
    await resetWebhookHealth(tx, before.id, now);
    if (content.isActive) await releaseDeliveries(tx, before.id, now);
  }
};

const unreadableHeaders = () =>
  new AppError('conflict', 'the headers can not be read: their encryption key is not configured');

const refuse = (faults: readonly Fault[]): void => {
  if (faults.length > 0) throw invalid([...faults]);
};

const urlFaults = ({ config }: Pick<SaveDeps, 'config'>, url: string): Fault[] =>
  egressFaults(url, { allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS });

type References = Pick<WebhookContent, 'userId' | 'formId' | 'callCentreId'>;

/** What stays is not checked again: a form may be deleted after a webhook was bound to it. */
const referenceFaults = async (
  tx: Transaction,
  { userId, formId, callCentreId }: References,
  before: WebhookRow | undefined,
): Promise<Fault[]> => {
  const bound = await findBindings(tx, { formId, callCentreId });
  const isNewForm = formId !== null && formId !== before?.form_id;
  const isNewCentre = callCentreId !== null && callCentreId !== before?.call_centre_id;
  return [
    ...(isNewForm && !bound.hasForm
      ? [fault('form_id', 'unknown_record', { record: 'form' })]
      : []),
    ...(isNewCentre && !bound.hasCallCentre
      ? [fault('call_center_id', 'unknown_record', { record: 'call_centre' })]
      : []),
    ...(userId === before?.user_id ? [] : await ownerFaults(tx, userId)),
  ];
};

const ownerFaults = async (tx: Transaction, userId: number): Promise<Fault[]> => {
  const user = await findUser(tx, userId);
  if (user === undefined) return [fault('user_id', 'unknown_record', { record: 'user' })];
  if (!user.is_active) return [fault('user_id', 'user_disabled', {})];
  return roleReach(user.role, 'webhooks:write') === 'none'
    ? [fault('user_id', 'scope_above_role', { role: user.role, scope: 'webhooks:write' })]
    : [];
};
