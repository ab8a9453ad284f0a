import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  connect,
  inCompany,
  type Database,
  type Transaction,
} from '../../src/platform/database.ts';
import { EncryptionKeys } from '../../src/config.ts';
import { createPasswords } from '../../src/domain/accounts/passwords.ts';
import { ALL_PERMISSIONS } from '../../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import { createCompany } from '../../src/queries/companies.ts';
import { insertEntity } from '../../src/queries/entities.ts';
import { addCases } from './cases.ts';
import { addHistory } from './history.ts';
import { addFolders } from './folders.ts';
import { addKnowledge } from './knowledge.ts';
import { addLeads, type LeadsInput } from './leads/add.ts';
import { addModules, readModuleAccess } from './modules.ts';
import { addMailbox, mailboxAccess, readMailServers } from './mailboxes.ts';
import {
  CALL_CENTRES,
  DEMO_COMPANY,
  ENTITIES,
  NOTIFICATION,
  OTHER_COMPANY,
  OTHER_ENTITIES,
  TEAM,
} from './data.ts';

/**
 * Fills the demo companies and leaves the way in at `--out`, readable by its owner alone. Twice: adds
 * what is missing. Without the file the credentials are made anew: nobody knows the old ones.
 */

const Access = z.object({
  email: z.string(),
  password: z.string(),
  apiKey: z.string(),
  otherCompanyApiKey: z.string(),
});
type Access = z.infer<typeof Access>;

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = values.out ?? '.relais/demo.json';
const database = connect(process.env['DATABASE_OWNER_URL'] ?? '', 1);
try {
  const access = (await readAccess()) ?? newAccess();
  const passwordHash = await createPasswords().hash(access.password);
  await fillDemoCompany(access, passwordHash);
  await fillOtherCompany(access, passwordHash);
  await writeAccess(access);
} finally {
  await database.end();
}

function newAccess(): Access {
  return {
    email: DEMO_COMPANY.owner.email,
    password: randomBytes(12).toString('base64url'),
    apiKey: newToken('rlk'),
    otherCompanyApiKey: newToken('rlk'),
  };
}

async function readAccess(): Promise<Access | undefined> {
  try {
    return Access.parse(JSON.parse(await readFile(out, 'utf8')));
  } catch {
    return undefined;
  }
}

async function writeAccess(access: Access): Promise<void> {
  const servers = readMailServers(process.env);
  const content = {
    apiUrl: process.env['API_URL'],
    consoleUrl: process.env['CONSOLE_URL'],
    temporalUiUrl: process.env['TEMPORAL_UI_URL'],
    ...access,
    ...(servers === undefined ? {} : { mailboxes: mailboxAccess(servers) }),
    colleagues: TEAM.map(({ email, role }) => ({ email, role })),
    databaseOwnerUrl: process.env['DATABASE_OWNER_URL'],
  };
  const draft = `${out}.new`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, out);
}

async function fillDemoCompany(access: Access, passwordHash: string): Promise<void> {
  const { companyId, userId } = await ensureCompany(database, DEMO_COMPANY, passwordHash);
  await inCompany(database, { companyId, userId }, async (tx) => {
    await addKey(tx, userId, access.apiKey);
    await setPassword(tx, userId, passwordHash);
    await addTeam(tx, passwordHash);
    for (const entity of ENTITIES) await insertEntity(tx, entity);
    await addNotification(tx, userId);
    await addHistory(tx, Date.now());
    await addLeads(tx, {
      nowMs: Date.now(),
      consoleUrl: process.env['CONSOLE_URL'] ?? 'http://localhost:8000',
      webhooks: webhookAccess(),
    });
    await addCases(tx, Date.now());
    await addKnowledge(tx);
    await addFolders(tx);
    await addModules(tx, readModuleAccess(process.env), encryptionKeys());
    await addMailbox(tx, readMailServers(process.env), encryptionKeys());
  });
}

/** Undefined without the receiver of `npm start`, or without the keys of api and worker. */
function webhookAccess(): LeadsInput['webhooks'] {
  const receiverUrl = process.env['WEBHOOK_RECEIVER_URL'];
  const keys = encryptionKeys();
  return receiverUrl && keys ? { receiverUrl, keys } : undefined;
}

/** Of api and worker. */
function encryptionKeys() {
  return EncryptionKeys.safeParse(process.env['ENCRYPTION_KEYS'] ?? '').data;
}

async function fillOtherCompany(access: Access, passwordHash: string): Promise<void> {
  const { companyId, userId } = await ensureCompany(database, OTHER_COMPANY, passwordHash);
  await inCompany(database, { companyId, userId }, async (tx) => {
    await addKey(tx, userId, access.otherCompanyApiKey);
    await setPassword(tx, userId, passwordHash);
    for (const entity of OTHER_ENTITIES) await insertEntity(tx, entity);
  });
}

async function ensureCompany(
  sql: Database,
  company: typeof DEMO_COMPANY | typeof OTHER_COMPANY,
  passwordHash: string,
): Promise<{ companyId: number; userId: number }> {
  const [found] = await sql`
    select companies.id as "companyId", users.id as "userId"
    from companies
    join users on users.company_id = companies.id and users.email = ${company.owner.email}::text
    where companies.slug = ${company.slug}::text
  `;
  if (found) return z.object({ companyId: z.number(), userId: z.number() }).parse(found);
  const created = await createCompany(sql, {
    ...company,
    locale: 'fr',
    credential: { passwordHash },
  });
  if (!created) throw new Error(`the company ${company.slug} has another owner`);
  return created;
}

async function addKey({ sql, actor }: Transaction, userId: number, key: string): Promise<void> {
  await sql`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${actor.companyId}::bigint, ${userId}::bigint, 'Démo', ${key.slice(0, 10)}::text,
      ${hashToken(key)}::bytea, ${[...ALL_PERMISSIONS]}::text[], ${userId}::bigint
    )
    on conflict (key_hash) do update set scopes = excluded.scopes
  `;
}

async function setPassword(
  { sql, actor }: Transaction,
  userId: number,
  passwordHash: string,
): Promise<void> {
  await sql`
    update users
    set password_hash = ${passwordHash}::text
    where company_id = ${actor.companyId}::bigint and id = ${userId}::bigint
  `;
}

async function addTeam({ sql, actor }: Transaction, passwordHash: string): Promise<void> {
  for (const name of CALL_CENTRES) {
    await sql`
      insert into call_centres (company_id, name)
      values (${actor.companyId}::bigint, ${name}::text)
      on conflict (company_id, name) do nothing
    `;
  }
  for (const person of TEAM) {
    await sql`
      insert into users (company_id, call_centre_id, email, name, role, password_hash)
      select ${actor.companyId}::bigint, call_centres.id, ${person.email}::text,
        ${person.name}::text, ${person.role}::text, ${passwordHash}::text
      from call_centres
      where call_centres.company_id = ${actor.companyId}::bigint
        and call_centres.name = ${person.centre}::text
      on conflict (company_id, email) do update set password_hash = excluded.password_hash
    `;
  }
}

/**
 * The seed's notification keeps the number that the seed's actions name. Ids are shared by all companies,
 * so the ids up to it are drawn first: no other row can get one of them later. A draw only moves the
 * sequence on. Reading the highest id here would see the rows of this company alone.
 */
async function addNotification({ sql, actor }: Transaction, userId: number): Promise<void> {
  const { entity, ...notification } = NOTIFICATION;
  const found = await sql`
    select id
    from notifications
    where company_id = ${actor.companyId}::bigint and id = ${notification.id}::bigint
  `;
  if (found.length > 0) return;
  await sql`
    select nextval(pg_get_serial_sequence('notifications', 'id'))
    from generate_series(1, ${notification.id}::integer)
  `;
  await sql`
    insert into notifications
      (id, company_id, user_id, categorie, type, code, params, level, subject_type, subject_id)
    overriding system value
    select ${notification.id}::bigint, ${actor.companyId}::bigint, ${userId}::bigint,
      ${notification.categorie}::text, ${notification.type}::text, 'text',
      ${sql.json(notification.words)}, ${notification.level}::text, 'entity', entities.id::text
    from entities
    where entities.company_id = ${actor.companyId}::bigint
      and entities.type = ${entity.type}::text
      and entities.ref = ${entity.ref}::text
    on conflict (id) do nothing
  `;
}
