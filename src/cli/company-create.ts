/**
 * Creates a company and its owner:
 *
 *   npm run company:create -- --name 'Atelier' --slug atelier --email o@example.com --owner-name Olga
 *
 * Prints a link where the owner chooses a password. With `--password-stdin`, the password is read from
 * standard input instead. It connects as relais_owner: the application role can't create companies.
 * For a company that exists it prints a new link for its owner: a sole owner who lost their password has
 * no other way.
 */
import { userInvited } from '../domain/users/events.ts';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { connect, inCompany, type Database } from '../platform/database.ts';
import { CompanyName, CompanySlug, Locale } from '../domain/companies/shapes.ts';
import { createPasswords, passwordFaults } from '../domain/accounts/passwords.ts';
import { check } from '../domain/shared/schema-faults.ts';
import { hashToken, newToken } from '../domain/shared/secrets.ts';
import { INVITATION_PREFIX, invitationUrl } from '../domain/invitations/token.ts';
import { Email, PersonName } from '../domain/users/shapes.ts';
import { createCompany, findOwner, type CreateCompanyInput } from '../queries/companies.ts';
import { openInvitation } from '../queries/invitations.ts';

const Options = z.object({
  name: CompanyName,
  slug: CompanySlug,
  email: Email,
  'owner-name': PersonName,
  locale: Locale.default('fr'),
  'password-stdin': z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

const USAGE =
  'Usage: npm run company:create -- --name NAME --slug SLUG --email ADDRESS --owner-name NAME' +
  ' [--locale fr|en] [--password-stdin]';
const PUBLIC_URL_DEFAULT = 'http://localhost:8000';

const main = async (): Promise<void> => {
  const options = readOptions();
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  const token = newToken(INVITATION_PREFIX);
  const credential: CreateCompanyInput['credential'] = options['password-stdin']
    ? { passwordHash: await readPasswordHash(options) }
    : { invitationHash: hashToken(token) };
  const ownerDatabase = connect(ownerUrl, 1);
  try {
    const created = await createCompany(ownerDatabase, {
      name: options.name,
      slug: options.slug,
      locale: options.locale,
      owner: { email: options.email, name: options['owner-name'] },
      credential,
    });
    if (created) {
      process.stdout.write(
        `Company ${created.companyId} and its owner ${created.userId} were created.\n`,
      );
    }
    const isReady =
      created !== undefined ||
      ('invitationHash' in credential && (await inviteAgain(ownerDatabase, options, token)));
    if (!isReady) throw new Error(`A company with the slug ${options.slug} exists already.`);
  } finally {
    await ownerDatabase.end();
  }
  if ('passwordHash' in credential) return;
  const url = invitationUrl(process.env['PUBLIC_URL'] || PUBLIC_URL_DEFAULT, token);
  process.stdout.write(`Within 7 days, the owner chooses a password at\n${url}\n`);
};

/** Invites the owner again; the previous link stops working. Out: false if no owner has this address. */
const inviteAgain = async (
  ownerDatabase: Database,
  { slug, email }: Pick<Options, 'slug' | 'email'>,
  token: string,
): Promise<boolean> => {
  const owner = await findOwner(ownerDatabase, { slug, email });
  if (!owner) return false;
  const { company_id: companyId, user_id: userId } = owner;
  await inCompany(ownerDatabase, { companyId, userId: null }, async (tx) => {
    const expiresAt = await openInvitation(tx, {
      userId,
      tokenHash: hashToken(token),
      issueId: null,
      isMailed: false,
    });
    tx.emit(userInvited, {
      subjectId: userId,
      data: { user_id: userId, expires_at: expiresAt.toISOString() },
    });
  });
  process.stdout.write(
    `Company ${companyId} exists already; its owner ${userId} gets a new link.\n`,
  );
  return true;
};

const readOptions = (): Options => {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      slug: { type: 'string' },
      email: { type: 'string' },
      'owner-name': { type: 'string' },
      locale: { type: 'string' },
      'password-stdin': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { help, ...given } = values;
  if (help === true) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const checked = check(Options, given);
  if (checked.success) return checked.data;
  const faults = checked.faults.map(({ path, message }) => `--${path}: ${message}`);
  throw new Error([...faults, USAGE].join('\n'));
};

const readPasswordHash = async (options: Options): Promise<string> => {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  const faults = passwordFaults('password', password, {
    email: options.email,
    companyName: options.name,
  });
  if (faults.length > 0) {
    throw new Error(`The password: ${faults.map(({ message }) => message).join('; ')}.`);
  }
  return createPasswords().hash(password);
};

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
