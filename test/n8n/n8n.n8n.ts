/**
 * The flows of `n8n/` on a real n8n: the contract that the stand-in keeps too, and what only n8n itself can show
 * (import, memory of ids, deferred callbacks, closed environment). `npm run test:n8n`; minutes, the first time more.
 */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareN8n, waitForN8n } from '../../dev/services/n8n.ts';
import type { CallbackReceiver, N8nRequest } from '../support/n8n/index.ts';
import { createRequest, dispatch, startCallbackReceiver } from '../support/n8n/index.ts';
import { describeN8nContract } from '../support/n8n/contract.ts';
import type { RealN8n } from '../support/n8n/real.ts';
import { startRealN8n, untilPublished } from '../support/n8n/real.ts';

const FLOWS = join(import.meta.dirname, '../../n8n');
const FLOW_COUNT = 9;

let n8n: RealN8n;
const real = async () => {
  n8n = await startRealN8n();
  return n8n;
};
afterAll(() => n8n.stop());

describeN8nContract('real n8n', real);

describe('the flows on a real n8n', () => {
  let relais: CallbackReceiver;
  beforeAll(async () => {
    relais = await startCallbackReceiver();
  });
  afterAll(() => relais.stop());

  const candidate = () => createRequest(relais, { action_type: 'RELANCE_CANDIDAT_EMAIL' });
  const expectRun = async (sent: N8nRequest) => {
    expect(await dispatch(n8n, sent)).toMatchObject({ status: 200 });
    expect((await relais.waitForResult(sent.actionId)).at(-1)).toMatchObject({
      status: 'succeeded',
    });
  };
  const query = async (run: (sql: postgres.Sql) => Promise<postgres.Row[]>) => {
    const sql = postgres(n8n.databaseUrl, { max: 1 });
    try {
      return await run(sql);
    } finally {
      await sql.end();
    }
  };

  it('marks an unknown action type as an error in the list of executions', async () => {
    const sent = createRequest(relais, { action_type: 'ENVOYER_DEVIS' });
    await dispatch(n8n, sent);
    await relais.waitForResult(sent.actionId);
    const failed = () =>
      query(
        (sql) => sql`
          select 1
          from execution_entity
          where "workflowId" = 'relaisLogErreur'
            and status = 'error'
        `,
      );
    await expect.poll(async () => (await failed()).length).toBeGreaterThan(0);
  });

  it('runs no execution into an error but those of a route that was made to stop', async () => {
    const rows = await query(
      (sql) => sql`
        select distinct "workflowId"
        from execution_entity
        where status not in ('success', 'running', 'new')
          and "workflowId" in ('relaisCrmAction', 'relaisRappelDiffere')
      `,
    );
    expect(rows).toEqual([]);
  });

  it('delivers a result later when Relais was down for all four attempts', async () => {
    const sent = createRequest(relais, { action_type: 'ENVOYER_DEVIS' }); // no progress to fail first
    relais.failNext(sent.actionId, 4);
    await dispatch(n8n, sent);
    const callbacks = await relais.waitForResult(sent.actionId, 110_000); // the fifth comes after 70 s
    expect(relais.of(sent.actionId)).toHaveLength(5);
    expect(new Set(relais.of(sent.actionId).map(({ callbackId }) => callbackId)).size).toBe(1);
    expect(callbacks).toHaveLength(1);
  });

  it('updates the flows when they are imported again, and duplicates none', async () => {
    await rm(join(n8n.options.homeDirectory ?? '', 'imported-flows'));
    await n8n.restart();
    const rows = await query((sql) => sql`select id from workflow_entity`);
    expect(rows).toHaveLength(FLOW_COUNT);
    await expectRun(candidate());
  });

  it('runs no dispatch again after a restart', async () => {
    const sent = candidate();
    await expectRun(sent);
    await n8n.restart();
    expect(await dispatch(n8n, sent)).toMatchObject({ body: { duplicate: true } });
  });

  describe('with the environment closed to flows', () => {
    let flowsDirectory: string;
    beforeAll(async () => {
      flowsDirectory = await mkdtemp(join(tmpdir(), 'relais-flows-'));
      await cp(FLOWS, flowsDirectory, { recursive: true });
    });
    afterAll(() => rm(flowsDirectory, { recursive: true, force: true }));

    const editFlow = async (name: string, edit: (flow: string) => string) => {
      const file = join(flowsDirectory, `${name}.json`);
      const flow = await readFile(file, 'utf8');
      const edited = edit(flow);
      expect(edited).not.toBe(flow);
      await writeFile(file, edited);
    };
    const untilReady = async () => {
      await waitForN8n(n8n.options.port);
      await untilPublished(n8n.databaseUrl);
    };
    /** n8n without its key, on the edited flows, for as long as `use` runs. */
    const withClosedEnvironment = async (use: () => Promise<void>) => {
      await n8n.end();
      const { command, args, cwd, env } = await prepareN8n({ ...n8n.options, flowsDirectory });
      const child = spawn(command, args, {
        cwd,
        env: { ...env, RELAIS_API_KEY: '', N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true' },
        stdio: 'ignore',
      });
      try {
        await use();
      } finally {
        const exited = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await exited;
      }
    };

    it('answers 503 while no key is set', () =>
      withClosedEnvironment(async () => {
        const answer = async () => {
          const { status, body } = await dispatch(n8n, candidate()).catch(() => ({
            status: 0,
            body: { code: 'starting' },
          }));
          return `${status} ${String(body['code'])}`;
        };
        await expect.poll(answer, { interval: 500 }).toBe('503 not_configured');
      }));

    it('works when the fingerprint of the key is set in the flow', async () => {
      const fingerprint = createHash('sha256').update(n8n.apiKey).digest('hex');
      await editFlow('crm-action', (flow) =>
        flow.replace(/"=\{\{ \$env\.RELAIS_API_KEY[^"]*"/, `"${fingerprint}"`),
      );
      await withClosedEnvironment(async () => {
        await untilReady();
        await expectRun(candidate());
      });
    });

    it('reports a real result instead of a simulation once the setting of the route says so', async () => {
      const setting = /("name": "simulation",\s+"type": "boolean",\s+"value": )true/;
      await editFlow('marjorie-candidat-relance', (flow) => flow.replace(setting, '$1false'));
      const sent = candidate();
      await withClosedEnvironment(async () => {
        await untilReady();
        await dispatch(n8n, sent);
        expect((await relais.waitForResult(sent.actionId)).at(-1)).toMatchObject({
          message: 'Relance envoyée à Marie Dumitru',
          data: { simulation: false },
        });
      });
    });

    it('fails an action whose route is not there, and runs its next round once it is', async () => {
      const sent = createRequest(relais, { action_type: 'PLANIFIER_ENTRETIEN' });
      await editFlow('crm-action', (flow) => flow.replaceAll('"relaisPlanning"', '"absent"'));
      await withClosedEnvironment(async () => {
        await untilReady();
        expect(await dispatch(n8n, sent)).toMatchObject({ status: 200 });
        expect(await relais.waitForResult(sent.actionId)).toMatchObject([
          {
            status: 'failed',
            message: expect.stringMatching(
              /^Le workflow marjorie-planning n'a pas abouti : Workflow/,
            ),
          },
        ]);
      });
      await editFlow('crm-action', (flow) => flow.replaceAll('"absent"', '"relaisPlanning"'));
      await withClosedEnvironment(async () => {
        await untilReady();
        await dispatch(n8n, { ...sent, webhookId: `${sent.actionId}:2` });
        const statuses = () => relais.of(sent.actionId).map(({ status }) => status);
        await expect.poll(statuses).toEqual(['failed', 'progress', 'succeeded']);
      });
    });
  });
});
