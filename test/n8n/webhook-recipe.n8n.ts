/**
 * The n8n recipe of docs/webhooks.md on a real n8n: it answers `2xx` only to what is genuine, and its nodes
 * after the last one get each event once. The code is that of the page. `npm run test:n8n`; minutes.
 */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signStandardWebhook } from '../../src/domain/shared/signatures.ts';
import { startRealN8n, type RealN8n } from '../support/n8n/real.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const FLOW_ID = 'relaisRecipe';
const PATH = 'relais-recipe';
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;

let n8n: RealN8n;
let flowsDirectory: string;

const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
  id: name,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  parameters,
});

/** The five nodes of the page, and one after them. */
const recipe = (jsCode: string) => {
  const nodes = [
    {
      ...node('Webhook', 'webhook', 2, {
        httpMethod: 'POST',
        path: PATH,
        responseMode: 'responseNode',
        options: { rawBody: true },
      }),
      webhookId: 'b7a1f2a4-9a34-4f6b-8e37-0c9d6f6f2f10',
    },
    { ...node('Code', 'code', 2, { jsCode }), onError: 'continueErrorOutput' },
    node('Refuse', 'respondToWebhook', 1.1, {
      respondWith: 'noData',
      options: { responseCode: 401 },
    }),
    node('Respond', 'respondToWebhook', 1.1, {
      respondWith: 'noData',
      options: { responseCode: 204 },
    }),
    node('Remove Duplicates', 'removeDuplicates', 2, {
      operation: 'removeItemsSeenInPreviousExecutions',
      logic: 'removeItemsWithAlreadySeenKeyValues',
      dedupeValue: '={{ $json.id }}',
      options: {},
    }),
    node('Work', 'noOp', 1, {}),
  ];
  const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
  const connections = {
    Webhook: { main: [to('Code')] },
    Code: { main: [to('Respond'), to('Refuse')] },
    Respond: { main: [to('Remove Duplicates')] },
    'Remove Duplicates': { main: [to('Work')] },
  };
  return {
    id: FLOW_ID,
    name: 'recipe',
    active: false,
    nodes,
    connections,
    settings: { executionOrder: 'v1' },
  };
};

const query = async (run: (sql: postgres.Sql) => Promise<postgres.Row[]>) => {
  const sql = postgres(n8n.databaseUrl, { max: 1 });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
};

beforeAll(async () => {
  const page = await readFile(join(ROOT, 'docs/webhooks.md'), 'utf8');
  const code = /^```js\n(.*?)^```$/ms.exec(page)?.[1];
  if (code === undefined) throw new Error('the page has no code for n8n');
  flowsDirectory = await mkdtemp(join(tmpdir(), 'relais-recipe-'));
  await cp(join(ROOT, 'n8n'), flowsDirectory, { recursive: true });
  await writeFile(join(flowsDirectory, 'recipe.json'), JSON.stringify(recipe(code)));
  n8n = await startRealN8n();
  const settings = {
    NODE_FUNCTION_ALLOW_BUILTIN: 'crypto',
    RELAIS_WEBHOOK_SECRET: SECRET,
    N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
  };
  await n8n.restart({ flowsDirectory, settings });
  // 1.x activates the dispatcher only, and reads what is active when it starts.
  await query(
    (sql) => sql`
      update workflow_entity set active = true, "activeVersionId" = "versionId"
      where id = ${FLOW_ID}
    `,
  );
  await n8n.restart({ flowsDirectory, settings });
});
afterAll(async () => {
  await n8n.stop();
  await rm(flowsDirectory, { recursive: true, force: true });
});

const send = async (secret: string, id: string): Promise<number> => {
  // Parsed and written again, this body has other bytes.
  const body = `{"id":"${id}", "type":"LeadCreated","sequence":7,"data":{"name":"Zo\\u00eb"}}`;
  const answer = await fetch(new URL(`/webhook/${PATH}`, n8n.webhookUrl), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...signStandardWebhook(secret, id, Math.floor(Date.now() / 1000), body),
    },
    body,
  });
  await answer.body?.cancel();
  return answer.status;
};

/** How often the node after the recipe ran. */
const countWork = async (): Promise<number> => {
  const rows = await query(
    (sql) => sql`
      select 1
      from execution_entity
      join execution_data on execution_data."executionId" = execution_entity.id
      where execution_entity."workflowId" = ${FLOW_ID}
        and execution_entity.status = 'success'
        and execution_data.data like '%"Work":%'
        and execution_data.data like '%"lastNodeExecuted"%'
    `,
  );
  return rows.length;
};
const countEnded = async (): Promise<number> =>
  (
    await query(
      (sql) => sql`
        select 1 from execution_entity
        where "workflowId" = ${FLOW_ID} and status in ('success', 'error')
      `,
    )
  ).length;

it('answers 204 to a genuine event, 401 to another, and passes each event on once', async () => {
  await until('n8n takes the flow', async () => (await send(SECRET, 'evt_0')) !== 404);
  expect(await send(SECRET, 'evt_0')).toBe(204);
  expect(await send(`whsec_${randomBytes(32).toString('base64')}`, 'evt_wrong')).toBe(401);
  const before = await countEnded();
  expect([await send(SECRET, 'evt_1'), await send(SECRET, 'evt_1')]).toEqual([204, 204]);
  await until('both executions have ended', async () => (await countEnded()) >= before + 2);
  expect(await countWork()).toBe(2); // evt_0 and evt_1
});
