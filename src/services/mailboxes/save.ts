import type { z } from '@hono/zod-openapi';
import type { MailServer } from '../../domain/mailboxes/account.ts';
import { presetOf } from '../../domain/mailboxes/presets.ts';
import type { MailboxSecret } from '../../domain/mailboxes/secrets.ts';
import {
  MAILBOX_COUNT_MAX,
  type MailboxIn,
  type MailboxPatch,
} from '../../domain/mailboxes/shapes.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findCallCentre } from '../../queries/call-centres.ts';
import { resetHealth } from '../../queries/mailboxes/health.ts';
import {
  countMailboxes,
  insertMailbox,
  updateMailbox,
  type MailboxRow,
} from '../../queries/mailboxes/records.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import {
  connectionOf,
  type EgressConfig,
  refuse,
  secretFaults,
  secretOf,
  serverFaults,
} from './connection.ts';
import { hastenReplies } from '../replies/hasten.ts';
import { putSchedule } from './schedule.ts';
import { encryptMailboxSecret } from './secrets.ts';

/** Creates and changes mailboxes, after the checks that need the database. */

type SaveDeps = Pick<Deps, 'encryptionKeys' | 'clock'> & { config: EgressConfig };

/** Errors: `conflict` if the company has as many as it may; `validation_failed`. Out: its id. */
export const createMailbox = async (
  deps: SaveDeps,
  tx: Transaction,
  input: z.infer<typeof MailboxIn>,
): Promise<number> => {
  const connection = connectionOf(deps, input);
  await lockSetting(tx, 'mailboxes');
  const { count, isTaken } = await countMailboxes(tx, connection.email);
  if (count >= MAILBOX_COUNT_MAX) {
    throw new AppError('conflict', `the company has ${MAILBOX_COUNT_MAX} mailboxes already`);
  }
  refuse([
    ...(isTaken ? [fault('email', 'taken', {})] : []),
    ...(await centreFaults(tx, input.call_centre_id)),
  ]);
  const mailboxId = await insertMailbox(tx, {
    ...connection,
    name: input.name,
    authMethod: connection.secret.kind,
    secretEncrypted: encryptMailboxSecret(keeperOf(deps, tx), connection.secret),
    callCentreId: input.call_centre_id,
    signature: input.signature,
    trustedServer: input.trusted_authserv_id,
    firstSyncDays: input.first_sync_days,
    isActive: input.is_active,
  });
  await resetHealth(tx, { mailboxId, now: deps.clock.now(), isNewLogin: true });
  putSchedule(tx, { mailboxId, isPaused: !input.is_active });
  return mailboxId;
};

/**
 * In: `before` under its lock. Other credentials, or switching on, forget the failures that were counted.
 * Errors: `version_conflict`, `validation_failed`.
 */
export const changeMailbox = async (
  deps: SaveDeps,
  tx: Transaction,
  before: MailboxRow,
  patch: MailboxPatch,
): Promise<void> => {
  if (patch.version !== before.version) {
    throw new AppError('version_conflict', `the current version is ${before.version}`, {
      faults: [fault('version', 'version_outdated', { current: before.version })],
    });
  }
  const {
    name = before.name,
    imap = imapOf(before),
    smtp = smtpOf(before),
    username = before.username,
    call_centre_id: callCentreId = before.call_centre_id,
    signature = before.signature,
    trusted_authserv_id: trustedServer = keptServer(before, imap),
    is_active: isActive = before.is_active,
  } = patch;
  const secret = patch.credentials && secretOf(patch.credentials, presetOf(before.provider));
  const rules = { allowLoopback: deps.config.DANGEROUS_ALLOW_LOOPBACK_EGRESS };
  refuse([
    ...(patch.imap === undefined ? [] : serverFaults('imap', imap, rules)),
    ...(patch.smtp === undefined ? [] : serverFaults('smtp', smtp, rules)),
    ...keptSecretFaults(before, { imap, smtp, username, secret }),
    ...(secret === undefined ? [] : secretFaults(secret, rules)),
    ...(callCentreId === before.call_centre_id ? [] : await centreFaults(tx, callCentreId)),
  ]);
  await updateMailbox(tx, {
    id: before.id,
    name,
    imap,
    smtp,
    username,
    authMethod: secret?.kind ?? before.auth_method,
    secretEncrypted:
      secret === undefined
        ? before.secret_encrypted
        : encryptMailboxSecret(keeperOf(deps, tx), secret),
    callCentreId,
    signature,
    trustedServer,
    isActive,
  });
  const isResumed = patch.is_active === true && (!before.is_active || before.paused_at !== null);
  if (secret !== undefined || isResumed) {
    await resetHealth(tx, {
      mailboxId: before.id,
      now: deps.clock.now(),
      isNewLogin: secret !== undefined,
    });
    await hastenReplies(tx, { mailboxId: before.id, now: deps.clock.now() });
    putSchedule(tx, { mailboxId: before.id, isPaused: !isActive });
  } else if (before.is_active && !isActive) {
    putSchedule(tx, { mailboxId: before.id, isPaused: true });
  }
};

export const imapOf = (row: MailboxRow): MailServer => ({
  host: row.imap_host,
  port: row.imap_port,
  security: row.imap_security,
});

export const smtpOf = (row: MailboxRow): MailServer => ({
  host: row.smtp_host,
  port: row.smtp_port,
  security: row.smtp_security,
});

/** Another host may add no results: it is chosen again. */
const keptServer = (before: MailboxRow, { host }: MailServer): string | null =>
  host === before.imap_host ? before.trusted_authserv_id : null;

interface Login {
  imap: MailServer;
  smtp: MailServer;
  username: string;
  secret: MailboxSecret | undefined;
}

/** With a stolen session, the stored password could be sent to another server. So it is given again. */
const keptSecretFaults = (before: MailboxRow, { imap, smtp, username, secret }: Login): Fault[] => {
  if (secret !== undefined) return [];
  const changed = [
    ...(isSameServer(imap, imapOf(before)) ? [] : ['imap']),
    ...(isSameServer(smtp, smtpOf(before)) ? [] : ['smtp']),
    ...(username === before.username ? [] : ['username']),
  ];
  return changed.slice(0, 1).map((field) => fault('credentials', 'required_with', { field }));
};

const isSameServer = (left: MailServer, right: MailServer): boolean =>
  left.host === right.host && left.port === right.port && left.security === right.security;

const centreFaults = async (tx: Transaction, id: number | null): Promise<Fault[]> =>
  id === null || (await findCallCentre(tx, id)) !== undefined
    ? []
    : [fault('call_centre_id', 'unknown_record', { record: 'call_centre' })];

const keeperOf = (
  { encryptionKeys: keys }: Pick<Deps, 'encryptionKeys'>,
  { actor }: Transaction,
) => ({
  keys,
  companyId: actor.companyId,
});
