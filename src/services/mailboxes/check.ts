import type { MailLogin, MailServer } from '../../domain/mailboxes/account.ts';
import { mailFailureOf } from '../../domain/mailboxes/failures.ts';
import type { StepResult, TestedFolder, TestStep } from '../../domain/mailboxes/tests.ts';
import type { Deps } from '../../deps.ts';
import { checkImap, checkSmtp, type Checked } from '../../platform/mail-check.ts';
import { refreshAccessToken } from './oauth.ts';
import type { Connection } from './connection.ts';

/** Tests a connection step by step: lists the folders, and sends nothing. */

interface Tested {
  is_success: boolean;
  steps: StepResult[];
  folders: TestedFolder[];
}

const IMAP_STEPS = ['imap_connect', 'imap_login', 'imap_folders'] as const;
const SMTP_STEPS = ['smtp_connect', 'smtp_login'] as const;

/** In: `open`, which reads the credentials, and may ask the provider for an access token. */
export const testConnection = async (
  { config }: Pick<Deps, 'config'>,
  servers: { imap: MailServer; smtp: MailServer },
  open: () => Promise<MailLogin>,
): Promise<Tested> => {
  const login = await open().catch((error: unknown) => mailFailureOf(error));
  if (typeof login === 'string') {
    const steps = stepsOf(['credentials', ...IMAP_STEPS, ...SMTP_STEPS], {
      succeeded: [],
      failure: login,
    });
    return { is_success: false, steps, folders: [] };
  }
  const allowLoopback = config.DANGEROUS_ALLOW_LOOPBACK_EGRESS;
  const [imap, smtp] = await Promise.all([
    checkImap({ server: servers.imap, login, allowLoopback }),
    checkSmtp({ server: servers.smtp, login, allowLoopback }),
  ]);
  return {
    is_success: imap.failure === null && smtp.failure === null,
    steps: [
      { ...SUCCEEDED, step: 'credentials' },
      ...stepsOf(IMAP_STEPS, imap),
      ...stepsOf(SMTP_STEPS, smtp),
    ],
    folders: imap.folders,
  };
};

/** Of a mailbox that is not saved. A provider that replaces refresh tokens may end the one that is tested. */
export const loginOf = async (
  deps: Pick<Deps, 'http' | 'clock'>,
  { secret, username: user }: Connection,
): Promise<MailLogin> =>
  secret.kind === 'password'
    ? { user, password: secret.password }
    : { user, accessToken: (await refreshAccessToken(deps, secret)).token.accessToken };

const SUCCEEDED = { status: 'succeeded', failure_code: null } as const;

const stepsOf = (
  steps: readonly TestStep[],
  { succeeded, failure }: Pick<Checked<TestStep>, 'succeeded' | 'failure'>,
): StepResult[] => {
  const failedAt = steps[succeeded.length];
  return steps.map((step) => {
    if (succeeded.includes(step)) return { ...SUCCEEDED, step };
    return step === failedAt
      ? { step, status: 'failed', failure_code: failure }
      : { step, status: 'skipped', failure_code: null };
  });
};
