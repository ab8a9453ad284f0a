/**
 * Goal: what docs/webhooks.md tells integrators works as written: its code verifies, its commands run, its
 * receiver receives. Method: the code blocks are taken out of the page and executed, against right and wrong
 * signatures; the commands run in a shell against the api, and `examples/receiver.ts` as a process.
 */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../dev/supervisor/ports.ts';
import { signStandardWebhook } from '../../src/domain/shared/signatures.ts';
import { listen, startTestApi, type TestApi } from '../support/api.ts';
import { leadsAs } from '../support/leads.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const ENGLISH = await readFile(join(ROOT, 'docs/webhooks.md'), 'utf8');
const FRENCH = await readFile(join(ROOT, 'docs/fr/webhooks.md'), 'utf8');
const DIRECTORY = await mkdtemp(join(tmpdir(), 'relais-documentation-'));
afterAll(() => rm(DIRECTORY, { recursive: true }));

const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
const blockOf = (language: string, index = 0): string => {
  const block = blocksOf(ENGLISH, language)[index];
  if (block === undefined) throw new Error(`a block in ${language} is missing`);
  return block;
};
const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

test('the French page has the same code', () => {
  for (const language of ['ts', 'python', 'php', 'js', 'http', 'sql']) {
    expect(blocksOf(FRENCH, language), language).toEqual(blocksOf(ENGLISH, language));
  }
});

test('the request of the page is a test vector: a valid event, with the signature of its secret', async () => {
  const { leadCreated } = await import('../../src/domain/leads/events.ts');
  const [head = '', body = ''] = blockOf('http').trimEnd().split('\n\n');
  const headers = Object.fromEntries(
    [...head.matchAll(/^(webhook-\w+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  for (const page of [ENGLISH, FRENCH]) {
    const secret = /`(whsec_[A-Za-z0-9+/=]{40,})`/.exec(page)?.[1] ?? '';
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp } = headers;
    expect(headers).toEqual(signStandardWebhook(secret, id, Number(timestamp), body));
  }
  const event = z
    .object({
      id: z.literal(headers['webhook-id'] ?? ''),
      timestamp: z.string(),
      data: z.unknown(),
    })
    .loose()
    .parse(JSON.parse(body));
  expect(Date.parse(event.timestamp) / 1000).toBe(Number(headers['webhook-timestamp']));
  expect(leadCreated.data?.parse(event.data)).toEqual(event.data);
});

interface Case {
  name: string;
  isGenuine: boolean;
  secret: string;
  headers: Record<string, string>;
  bodyBase64: string;
}

const secretOf = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Right and wrong messages. The body has what parsing and writing again would change. */
const casesOf = (): Case[] => {
  const [secret, previous] = [secretOf(), secretOf()];
  const body =
    '{"id":"1", "type":"LeadCreated","data":{"name":"Zo\u00eb \u2028 \\u00e9 \ud834\udd1e","n":1.0}}';
  const now = Math.floor(Date.now() / 1000);
  const right = signStandardWebhook(secret, 'msg_1', now, body);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const other = { secret, headers: right, bodyBase64: base64(body) };
  const at = (seconds: number) => signStandardWebhook(secret, 'msg_1', seconds, body);
  const signature = right['webhook-signature'];
  const genuine = { ...other, isGenuine: true };
  const wrong = { ...other, isGenuine: false };
  return [
    { ...genuine, name: 'right' },
    { ...genuine, name: 'almost 5 minutes old', headers: at(now - 240) },
    ...[
      [secret, previous],
      [previous, secret],
    ].map((secrets) => ({
      ...genuine,
      name: 'during a rotation',
      headers: signStandardWebhook(secrets, 'msg_1', now, body),
    })),
    { ...wrong, name: 'of another secret', secret: previous },
    { ...wrong, name: 'with another body', bodyBase64: base64(`${body} `) },
    { ...wrong, name: 'written again', bodyBase64: base64(JSON.stringify(JSON.parse(body))) },
    { ...wrong, name: 'with another id', headers: { ...right, 'webhook-id': 'msg_2' } },
    {
      ...wrong,
      name: 'with another time',
      headers: { ...right, 'webhook-timestamp': `${now + 1}` },
    },
    { ...wrong, name: 'too old', headers: at(now - 400) },
    { ...wrong, name: 'from the future', headers: at(now + 400) },
    { ...wrong, name: 'without a time', headers: { ...right, 'webhook-timestamp': 'soon' } },
    { ...wrong, name: 'with an empty signature', headers: { ...right, 'webhook-signature': '' } },
    { ...wrong, name: 'cut', headers: { ...right, 'webhook-signature': signature.slice(0, -2) } },
    {
      ...wrong,
      name: 'of another version',
      headers: { ...right, 'webhook-signature': signature.replace('v1,', 'v1a,') },
    },
    { ...wrong, name: 'not ASCII', headers: { ...right, 'webhook-signature': 'v1,\u00e9' } },
  ];
};

/** Runs a program that reads the cases and prints which of them it accepts. */
const verdictsOf = async (
  program: string,
  { file, code }: { file: string; code: string },
  cases: readonly Case[],
): Promise<boolean[]> => {
  const path = join(DIRECTORY, file);
  const casesPath = join(DIRECTORY, `${file}.json`);
  await writeFile(path, code);
  await writeFile(casesPath, JSON.stringify(cases));
  const { stdout } = await run(program, [path, casesPath]);
  return z.array(z.boolean()).parse(JSON.parse(stdout));
};

const expectVerdicts = (cases: readonly Case[], verdicts: readonly boolean[]): void => {
  expect(cases.map(({ name }, index) => [name, verdicts[index]])).toEqual(
    cases.map(({ name, isGenuine }) => [name, isGenuine]),
  );
};

describe('the code of the page accepts what is genuine, and nothing else', () => {
  test('TypeScript', async () => {
    const code = `${blockOf('ts')}
import { readFileSync } from 'node:fs';
const verdicts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')).map((one: any) => {
  try {
    return verifyWebhook(one.secret, one.headers, Buffer.from(one.bodyBase64, 'base64')).id === '1';
  } catch (error) {
    return error instanceof TypeError ? 'broken' : false;
  }
});
console.log(JSON.stringify(verdicts));
`;
    const cases = casesOf();
    expectVerdicts(cases, await verdictsOf(process.execPath, { file: 'verify.mts', code }, cases));
  });

  test('the handler of Express answers 401 to what is wrong, and stores the rest once a test is left out', async () => {
    const code = `${blockOf('ts')}
import { readFileSync } from 'node:fs';
type Answer = { sendStatus: (status: number) => unknown };
type Handler = (request: { headers: IncomingHttpHeaders; body: Buffer }, response: Answer) => Promise<unknown>;
let handler: Handler | undefined;
let secret = '';
const stored: string[] = [];
const store = async (event: WebhookEvent): Promise<void> => void stored.push(event.id);
const express = { raw: (options: { type: string }) => options };
const app = { post: (_path: string, _raw: unknown, given: Handler): void => void (handler = given) };
${blockOf('ts', 1)}
const results: [number, number][] = [];
for (const one of JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))) {
  let status = 0;
  secret = one.secret;
  const response = { sendStatus: (given: number) => (status = given) };
  await handler?.({ headers: one.headers, body: Buffer.from(one.bodyBase64, 'base64') }, response);
  results.push([status, stored.length]);
}
console.log(JSON.stringify(results));
`;
    const secret = secretOf();
    const now = Math.floor(Date.now() / 1000);
    const sent = (id: string, sequence: number) => {
      const body = JSON.stringify({ id, type: 'LeadCreated', sequence, data: {} });
      return {
        secret,
        headers: signStandardWebhook(secret, id, now, body),
        bodyBase64: Buffer.from(body).toString('base64'),
      };
    };
    const path = join(DIRECTORY, 'handler.mts');
    const casesPath = join(DIRECTORY, 'handler.json');
    await writeFile(path, code);
    const cases = [sent('a', 1), { ...sent('b', 2), secret: secretOf() }, sent('c', 0)];
    await writeFile(casesPath, JSON.stringify(cases));
    const options =
      '--noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node';
    const compiler = [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...options.split(' '),
      '--typeRoots',
      join(ROOT, 'node_modules/@types'),
      path,
    ];
    await run(process.execPath, compiler, { cwd: DIRECTORY }).catch((error: unknown) => {
      throw new Error(z.object({ stdout: z.string() }).parse(error).stdout);
    });
    const { stdout } = await run(process.execPath, [path, casesPath]);
    expect(JSON.parse(stdout)).toEqual([
      [204, 1],
      [401, 1],
      [204, 1],
    ]);
  });

  test.skipIf(!isInstalled('python3'))('Python', async () => {
    const code = `${blockOf('python')}
import sys
def verdict(one):
    try:
        body = base64.b64decode(one["bodyBase64"])
        return verify_webhook(one["secret"], one["headers"], body)["id"] == "1"
    except ValueError:
        return False
print(json.dumps([verdict(one) for one in json.load(open(sys.argv[1]))]))
`;
    const cases = casesOf();
    expectVerdicts(cases, await verdictsOf('python3', { file: 'verify.py', code }, cases));
  });

  test.skipIf(!isInstalled('php'))('PHP', async () => {
    const code = `${blockOf('php')}
$cases = json_decode(file_get_contents($argv[1]), true);
echo json_encode(array_map(function ($one) {
    try {
        return verify_webhook($one['secret'], $one['headers'], base64_decode($one['bodyBase64']))['id'] === '1';
    } catch (RuntimeException $error) {
        return false;
    }
}, $cases));
`;
    const cases = casesOf();
    expectVerdicts(cases, await verdictsOf('php', { file: 'verify.php', code }, cases));
  });

  /** As n8n runs it: the body of an async function, with the items of the webhook node. */
  test('a Code node of n8n', async () => {
    const verify = async (one: Case): Promise<boolean> => {
      const sandbox = {
        require: (name: string): unknown => {
          if (name !== 'crypto') throw new Error(`n8n allows crypto only, not ${name}`);
          return createRequire(import.meta.url)('node:crypto');
        },
        $env: { RELAIS_WEBHOOK_SECRET: one.secret },
        $input: { first: () => ({ json: { headers: one.headers } }) },
        Buffer,
        node: {
          helpers: {
            getBinaryDataBuffer: (item: number, property: string) =>
              item === 0 && property === 'data'
                ? Promise.resolve(Buffer.from(one.bodyBase64, 'base64'))
                : Promise.reject(new Error('there is no such binary')),
          },
        },
      };
      const code = `(async function () { ${blockOf('js')} }).call(node)`;
      const Items = z.array(z.object({ json: z.object({ id: z.string() }) }));
      try {
        const items: unknown = await runInNewContext(code, sandbox);
        return Items.parse(items)[0]?.json.id === '1';
      } catch (error) {
        const { message } = z.object({ message: z.string() }).parse(error);
        if (message !== 'too old' && message !== 'wrong signature') throw error;
        return false;
      }
    };
    const cases = casesOf();
    expectVerdicts(cases, await Promise.all(cases.map(verify)));
  });
});

describe('the five minutes of the page', () => {
  let api: TestApi;
  let server: Awaited<ReturnType<typeof listen>>;
  let receiver: ChildProcess | undefined;
  let output = '';
  const [createCommands = '', leadCommands = '', testCommands = ''] = blocksOf(ENGLISH, 'sh');
  const DEMO = createCommands.slice(0, createCommands.indexOf('\n\n'));

  beforeAll(async () => {
    api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
    server = await listen(api.app);
    await mkdir(join(DIRECTORY, '.relais'));
    const access = { apiUrl: server.url, apiKey: api.company.owner.key };
    await writeFile(join(DIRECTORY, '.relais/demo.json'), JSON.stringify(access));
  });
  afterAll(async () => {
    receiver?.kill();
    server.server.close();
    await api.stop();
  });

  const shell = async (commands: string): Promise<string> => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    const { stdout } = await run('bash', ['-ec', commands], { cwd: DIRECTORY, env });
    return stdout;
  };
  const Webhook = z.object({ id: z.number(), secret: z.string() });
  const readWebhook = async () =>
    Webhook.parse(JSON.parse(await readFile(join(DIRECTORY, '.relais/webhook.json'), 'utf8')));

  const startReceiver = (secret: string, port: number): ChildProcess => {
    const child = spawn(process.execPath, [join(ROOT, 'examples/receiver.ts'), String(port)], {
      env: { PATH: process.env['PATH'], WEBHOOK_SECRET: secret },
    });
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    return child;
  };

  test('create a webhook, start the receiver, test it: the receiver prints the event', async () => {
    const port = await freePort();
    const receiverLine = 'npx node examples/receiver.ts';
    expect(createCommands).toContain(receiverLine);
    expect(createCommands).toContain('http://127.0.0.1:4000/');
    const commands = createCommands.replace('127.0.0.1:4000', `127.0.0.1:${port}`);
    const printed = await shell(commands.replace(receiverLine, 'echo "$WEBHOOK_SECRET"'));
    const { secret } = await readWebhook();
    expect(printed.trim()).toBe(secret);

    receiver = startReceiver(secret, port);
    await until('the receiver listens', () => output.includes('listening'));
    const answer: unknown = JSON.parse(await shell(`${DEMO}\n${testCommands}`));
    expect(answer).toMatchObject({ is_success: true, status: 204 });
    await until('the receiver prints the event', () => output.includes('0 LeadCreated {"lead_id"'));

    const url = `http://127.0.0.1:${port}/`;
    const send = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(url, { method: 'POST', headers, body })).status;
    const body = '{"type":"LeadAssigned","sequence":7,"data":{}}';
    const now = Math.floor(Date.now() / 1000);
    const right = signStandardWebhook([secretOf(), secret], 'msg_7', now, body);
    expect([await send(right), await send(right)]).toEqual([204, 204]);
    expect(output.split('7 LeadAssigned {}').length - 1).toBe(1);
    expect(await send({ ...right, 'webhook-id': 'msg_8' })).toBe(401);
    expect(await send(signStandardWebhook(secret, 'msg_9', now - 400, body))).toBe(401);
    expect(await send({})).toBe(401);
    expect(output).not.toContain('Error');
  });

  test('the receiver has at most 40 lines, and says what it misses', async () => {
    const lines = (await readFile(join(ROOT, 'examples/receiver.ts'), 'utf8'))
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(ENGLISH).toContain(`has ${lines.length} lines`);
    output = '';
    startReceiver('', 1);
    await until('the receiver explains', () => output.includes('WEBHOOK_SECRET is not set'));
  });

  test('create a lead', async () => {
    expect(JSON.parse(await shell(leadCommands))).toMatchObject({
      email: 'marie.dumitru@example.com',
    });
  });
});

describe('the SQL of the page', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    await api.superuser.begin(async (sql) => {
      await sql`create schema receiver`;
      await sql`set local search_path to receiver`;
      await sql.unsafe(blockOf('sql'));
    });
  });
  afterAll(() => api.stop());

  const Sent = z.object({
    id: z.string(),
    sequence: z.number(),
    type: z.string(),
    data: z.object({
      lead_id: z.number(),
      status: z.string(),
      assigned_to: z.number().nullable(),
      name: z.string(),
      email: z.string(),
    }),
  });
  type Sent = z.infer<typeof Sent>;

  /** What happens to a lead, as its webhooks get it. */
  const lifeOfLead = async (): Promise<Sent[]> => {
    const { owner, agents } = api.company;
    const leads = leadsAs(api, owner.key);
    const { id } = await leads.created({ name: 'Marie', email: 'marie@example.com' });
    await leads.status(id, { status: 'contacted', version: 1 });
    await leads.patch(id, { version: 2, name: 'Marie Dumitru' });
    await leads.assign(id, agents[0].id);
    await leads.convert(id);
    const rows = await api.superuser`
      select id, sequence, type, data from events
      where subject_type = 'lead' and subject_id = ${String(id)}
      order by sequence
    `;
    return rows.map((row) => Sent.parse(row));
  };

  test('ends with the last state of a lead, in whatever order its events come, and twice', async () => {
    const life = await lifeOfLead();
    expect(life.map(({ type }) => type)).toEqual([
      'LeadCreated',
      'LeadStatusUpdated',
      'LeadAssigned',
      'LeadStatusUpdated',
      'LeadConverted',
    ]);
    const applied = async (events: readonly Sent[]) =>
      api.superuser.begin(async (sql) => {
        await sql`set local search_path to receiver`;
        await sql`truncate webhook_ids, leads`;
        for (const { id, sequence, data } of [...events, ...events]) {
          const fresh = await sql.unsafe(blockOf('sql', 1), [id]);
          if (fresh.count === 0) continue;
          await sql.unsafe(blockOf('sql', 2), [
            data.lead_id,
            data.status,
            data.assigned_to,
            data.name,
            data.email,
            sequence,
          ]);
        }
        return [...(await sql`select status, assigned_to, name, email from leads`)];
      });
    for (const order of permutations(life)) {
      expect(await applied(order), order.map(({ type }) => type).join()).toEqual([
        {
          status: 'converted',
          assigned_to: api.company.agents[0].id,
          name: 'Marie Dumitru',
          email: 'marie@example.com',
        },
      ]);
    }
  });
});

const permutations = <Item>(items: readonly Item[]): Item[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) =>
        permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
      );

test('every error class that a delivery may show is explained', async () => {
  const { WEBHOOK_ERROR_CLASSES } = await import('../../src/domain/webhooks/error-classes.ts');
  const tables = [
    ENGLISH.slice(ENGLISH.indexOf('| error class |'), ENGLISH.indexOf('## Sending again')),
    FRENCH.slice(FRENCH.indexOf('| classe d’erreur |'), FRENCH.indexOf('## Renvoyer par l’API')),
  ];
  for (const table of tables) {
    expect(WEBHOOK_ERROR_CLASSES.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  }
});
