import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { z } from 'zod';
import { freePort } from '../../dev/supervisor/ports.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { loadConfig } from '../../src/config.ts';
import { ActionAcceptedOut, ActionOut } from '../../src/domain/actions/shapes.ts';
import { createDatabaseWithRoles, type DatabaseUrls } from '../../dev/services/postgres.ts';
import { migrate } from '../../src/platform/migrations.ts';
import { connect, type Database } from '../../src/platform/database.ts';
import { MARIE, relance } from '../support/actions.ts';
import { seed, TEST_ENVIRONMENT, type TestCompany } from '../support/api.ts';
import { environmentOf, startEntrypoint, type Entrypoint } from '../support/entrypoint.ts';
import type { SystemPostgres } from '../support/postgres-tools.ts';
import { until } from '../support/until.ts';

/** The installation of an operator: its database, its processes, its commands. */

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const DATABASE = 'relais';

export type Action = z.infer<typeof ActionOut>;

export class Crm {
  readonly urls: DatabaseUrls;
  readonly url: string;
  company: TestCompany;
  superuser: Database;
  temporalAddress: string;
  readonly #postgres: SystemPostgres;
  readonly #port: number;
  readonly #n8n: { url: string; apiKey: string };
  #processes: Entrypoint[] = [];

  private constructor(
    postgres: SystemPostgres,
    given: Pick<Crm, 'urls' | 'company' | 'superuser' | 'temporalAddress'> & {
      port: number;
      n8n: { url: string; apiKey: string };
    },
  ) {
    this.#postgres = postgres;
    this.#port = given.port;
    this.#n8n = given.n8n;
    this.url = `http://127.0.0.1:${given.port}`;
    this.urls = given.urls;
    this.company = given.company;
    this.superuser = given.superuser;
    this.temporalAddress = given.temporalAddress;
  }

  static async install(
    postgres: SystemPostgres,
    n8n: { url: string; apiKey: string },
    temporalAddress: string,
  ): Promise<Crm> {
    const urls = await createDatabaseWithRoles(postgres, DATABASE);
    await migrate(urls.ownerUrl);
    const superuser = connect(urls.superuserUrl, 2);
    const [company] = await seed(urls, superuser);
    const port = await freePort();
    return new Crm(postgres, { urls, company, superuser, temporalAddress, port, n8n });
  }

  get #config() {
    return loadConfig({
      ...TEST_ENVIRONMENT,
      PUBLIC_URL: this.url,
      DATABASE_URL: this.urls.appUrl,
      TEMPORAL_ADDRESS: this.temporalAddress,
      N8N_WEBHOOK_URL: this.#n8n.url,
      N8N_API_KEY: this.#n8n.apiKey,
      DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
    });
  }

  #start(file: 'src/api/main.ts' | 'src/workers/main.ts', environment = {}): Entrypoint {
    const started = startEntrypoint(
      file,
      { deps: { config: this.#config } },
      {
        PORT: String(this.#port),
        ...environment,
      },
    );
    this.#processes.push(started);
    return started;
  }

  /** Resolves once it is ready, or has ended. Out: what it printed. */
  async startApi(environment: Record<string, string> = {}): Promise<Entrypoint> {
    const api = this.#start('src/api/main.ts', environment);
    await until('the api is ready or has ended', async () => {
      if (api.hasEnded()) return true;
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok;
    });
    return api;
  }

  async start(): Promise<void> {
    const api = await this.startApi();
    const worker = this.#start('src/workers/main.ts');
    await until('the worker polls', () => {
      if (api.hasEnded() || worker.hasEnded()) throw new Error(api.output() + worker.output());
      return worker.output().includes('worker polling');
    });
  }

  /** Ends api and worker as a crash would. */
  async kill(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.kill()));
    this.#processes = [];
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.superuser.end();
  }

  /** A command of package.json. Out: what it prints. */
  async command(file: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [`src/cli/${file}.ts`, ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        ...environmentOf({ deps: { config: this.#config } }),
        DATABASE_OWNER_URL: this.urls.ownerUrl,
      },
    });
    return stdout;
  }

  async dump(file: string): Promise<void> {
    await this.#postgres.run('pg_dump', ['--format=custom', `--file=${file}`, DATABASE]);
  }

  /** As docs/operations.md says, without the checks. */
  async restore(file: string): Promise<void> {
    await this.superuser.end();
    const { passwords } = this.#postgres;
    await this.#postgres.run('dropdb', ['--if-exists', '--force', DATABASE]);
    await this.#postgres.run('createdb', [
      '--template=template0',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      DATABASE,
    ]);
    await this.#postgres.run(
      'psql',
      ['--quiet', `--dbname=${DATABASE}`, `--file=${join(ROOT, 'db/roles.sql')}`],
      {
        PGOPTIONS: `-c relais.owner_password=${passwords.owner} -c relais.app_password=${passwords.app}`,
      },
    );
    await this.#postgres.run('pg_restore', ['--exit-on-error', `--dbname=${DATABASE}`, file]);
    this.superuser = connect(this.urls.superuserUrl, 2);
  }

  request(path: string, body?: object, method = body === undefined ? 'GET' : 'POST') {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.company.owner.key}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async createEntity(ref = 'DUMI15091992'): Promise<void> {
    const body = { ref, data: MARIE };
    expect((await this.request('/api/v1/entities/candidat', body)).status).toBe(201);
  }

  /** Accepts an action that the scripted n8n knows by this name. Out: its id. */
  async accept(name: string): Promise<string> {
    const body = { ...relance(this.company.owner.id), commentaire: name };
    return ActionAcceptedOut.parse(await (await this.request('/api/v1/actions', body)).json()).id;
  }

  async read(id: string): Promise<Action | undefined> {
    const response = await this.request(`/api/v1/actions/${id}`);
    if (response.status === 404) return undefined;
    return ActionOut.parse(await response.json());
  }

  /** One that waits in the dump. Of a mailbox that can not be reached. */
  async insertOpenReply(): Promise<void> {
    const { id: companyId } = this.company;
    const [mailbox] = await this.superuser`
      insert into mailboxes (
        company_id, name, email, provider, imap_host, imap_port, imap_security, smtp_host,
        smtp_port, smtp_security, username, auth_method, secret_encrypted, first_sync_days,
        is_active
      )
      values (
        ${companyId}, 'Accueil', 'accueil@atelier.example', 'other', '127.0.0.1', 1, 'none',
        '127.0.0.1', 1, 'none', 'accueil', 'password', '\\x00', 30, false
      )
      returning id
    `;
    const [conversation] = await this.superuser`
      insert into conversations (
        company_id, channel, mailbox_id, subject, contact_address, contact_name, message_count,
        preview
      )
      values (
        ${companyId}, 'email', ${Number(mailbox?.['id'])}, 'Devis', 'marie@clients.example',
        'Marie', 1, 'Voici'
      )
      returning id
    `;
    await this.superuser`
      insert into messages (
        company_id, uuid, conversation_id, channel, mailbox_id, direction, sender_name,
        sender_address, recipients, subject, internet_message_id, text, occurred_at, status,
        send_after
      )
      values (
        ${companyId}, gen_random_uuid(), ${Number(conversation?.['id'])}, 'email',
        ${Number(mailbox?.['id'])}, 'out', 'Accueil', 'accueil@atelier.example',
        '[{"kind":"to","name":"","address":"marie@clients.example"}]', 'Devis',
        'reponse@atelier.example', 'Voici', now(), 'queued', now() + interval '1 hour'
      )
    `;
  }

  /** Waits for a status. */
  reaches(id: string, status: Action['status']): Promise<Action> {
    return until(`${id} is ${status}`, async () => {
      const action = await this.read(id);
      return action?.status === status ? action : undefined;
    });
  }

  async codeOf(response: Response): Promise<string> {
    return ProblemOut.parse(await response.json()).code;
  }
}
