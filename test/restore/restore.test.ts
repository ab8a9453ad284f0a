/**
 * Goal: after a dump is restored, n8n has carried out each action at most once, none is lost in silence, and the
 * states are true; with a Temporal that lived on, and with an empty one. Method: the real PostgreSQL with its tools,
 * a real Temporal, api and worker as processes that are killed, and the commands of docs/operations.md. n8n is
 * scripted, survives, and counts. Skipped where PostgreSQL's tools are not installed.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePort } from '../../dev/supervisor/ports.ts';
import { createReconciler } from '../../src/background/reconciler.ts';
import { systemClock } from '../../src/deps.ts';
import { actionWorkflowId } from '../../src/ids.ts';
import { connect } from '../../src/platform/database.ts';
import { createLog } from '../../src/platform/log.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { createTemporalClient, getRunState } from '../../src/platform/temporal.ts';
import {
  startSystemPostgres,
  toolsDirectory,
  type SystemPostgres,
} from '../support/postgres-tools.ts';
import { startDevServer, type DevServer } from '../support/temporal.ts';
import { until } from '../support/until.ts';
import { Crm } from './crm.ts';
import { BUSY, HELD, REFUSED, SILENT, startLedger, type Ledger } from './ledger.ts';

const NOWHERE = '127.0.0.1:1';
const SUCCEEDED = { status: 'succeeded', message: 'Envoyé', statutDossier: 'RELANCE' };

const password = (): string => randomBytes(16).toString('hex');

/** The actions of the test, by what happened to them around the dump. */
interface Ids {
  unsent: string;
  waiting: string;
  answeredAfter: string;
  heldAndAnswered: string;
  heldAndWaiting: string;
  heldAtTheCrash: string;
  retriedAfter: string;
  acceptedAfter: string;
  busyAfter: string;
}

const answer = async (n8n: Ledger, id: string): Promise<Response> => {
  const dispatch = n8n.runOf(id);
  return n8n.callBack(dispatch, {
    callbackId: `${String(dispatch.headers['webhook-id'])}:final`,
    ...SUCCEEDED,
  });
};

const hasEnded = (client: ReturnType<typeof createTemporalClient>, workflowId: string) =>
  until(`${workflowId} has ended`, async () => {
    const { state } = await getRunState(client, workflowId);
    return state === 'ended';
  });

/** What the reconciler does ten minutes later. */
const sweep = async (
  crm: Crm,
  temporal: ReturnType<typeof createTemporalClient>,
): Promise<void> => {
  const database = connect(crm.urls.appUrl, 2);
  const reconciler = createReconciler({
    database,
    temporal,
    clock: systemClock,
    log: createLog('fatal'),
    metrics: createMetrics(),
    announce: () => undefined,
    quietSeconds: 0,
  });
  await reconciler.sweep();
  await database.end();
};

/** Work before and after the dump, then the crash. */
const workUntilCrash = async (
  crm: Crm,
  n8n: Ledger,
  temporal: DevServer,
  dumpFile: string,
): Promise<Ids> => {
  // Its command to Temporal waits: an api without Temporal took it.
  await crm.startApi({ TEMPORAL_ADDRESS: NOWHERE });
  await crm.createEntity();
  const unsent = await crm.accept('unsent');
  await crm.kill();
  await crm.superuser`
    update commands set due_at = now() + interval '1 day', leased_until = null
  `;
  await crm.start();
  await crm.superuser`
    insert into sessions (id, company_id, user_id, token_hash, expires_at)
    select gen_random_uuid(), company_id, id, 'of no one', now() + interval '1 day'
    from users where id = ${crm.company.owner.id}
  `;
  const person = { email: 'neuf@atelier.example', name: 'Neuf', role: 'owner' };
  expect((await crm.request('/api/v1/users', person)).status).toBe(201);
  const waiting = await crm.accept('waiting');
  const answeredAfter = await crm.accept('answered after');
  const retriedAfter = await crm.accept(REFUSED);
  const heldAndAnswered = await crm.accept(HELD);
  const heldAndWaiting = await crm.accept(HELD);
  const heldAtTheCrash = await crm.accept(SILENT);
  await crm.reaches(waiting, 'awaiting_callback');
  await crm.reaches(answeredAfter, 'awaiting_callback');
  await crm.reaches(retriedAfter, 'failed');
  for (const id of [heldAndAnswered, heldAndWaiting, heldAtTheCrash]) {
    await until(`n8n holds ${id}`, () => n8n.of(id).length === 1);
  }

  await crm.insertOpenReply();
  await crm.dump(dumpFile);

  n8n.release();
  await crm.reaches(heldAndAnswered, 'awaiting_callback');
  await crm.reaches(heldAndWaiting, 'awaiting_callback');
  await until('n8n carries out the silent one', () => n8n.runCount(heldAtTheCrash) === 1);
  expect((await crm.request(`/api/v1/actions/${retriedAfter}/retry`, {})).status).toBe(202);
  await crm.reaches(retriedAfter, 'awaiting_callback');
  const acceptedAfter = await crm.accept('accepted after');
  await crm.reaches(acceptedAfter, 'awaiting_callback');
  const busyAfter = await crm.accept(BUSY);
  await until('n8n refuses the busy one', () => n8n.of(busyAfter).length === 1);
  for (const id of [answeredAfter, heldAndAnswered, retriedAfter]) {
    expect((await answer(n8n, id)).status).toBe(200);
  }
  const client = createTemporalClient({ ...TEMPORAL, TEMPORAL_ADDRESS: temporal.address });
  await hasEnded(client, actionWorkflowId(answeredAfter, 1));
  await hasEnded(client, actionWorkflowId(heldAndAnswered, 1));
  await hasEnded(client, actionWorkflowId(retriedAfter, 2));
  await client.connection.close();
  await crm.kill();
  return {
    unsent,
    waiting,
    answeredAfter,
    heldAndAnswered,
    heldAndWaiting,
    heldAtTheCrash,
    retriedAfter,
    acceptedAfter,
    busyAfter,
  };
};

const TEMPORAL = {
  TEMPORAL_NAMESPACE: 'default',
  TEMPORAL_API_KEY: undefined,
  TEMPORAL_TLS: false,
};

describe.skipIf(toolsDirectory === undefined)('a restored dump (needs postgresql)', () => {
  let postgres: SystemPostgres;
  beforeAll(async () => {
    postgres = await startSystemPostgres(toolsDirectory ?? '', {
      directory: join(inject('runDirectory'), `system-postgres-${process.pid}`),
      port: await freePort(),
      passwords: { superuser: password(), owner: password(), app: password() },
    });
  });
  afterAll(() => postgres.stop());

  describe.each(['kept', 'lost'] as const)('with a Temporal that is %s', (fateOfTemporal) => {
    const isKept = fateOfTemporal === 'kept';
    let n8n: Ledger;
    let temporal: DevServer;
    let crm: Crm;
    let ids: Ids;
    let client: ReturnType<typeof createTemporalClient>;
    let report: string;

    beforeAll(async () => {
      n8n = await startLedger();
      temporal = await startDevServer();
      crm = await Crm.install(postgres, n8n, temporal.address);
      const dumpFile = join(inject('runDirectory'), `${fateOfTemporal}-${process.pid}.dump`);
      ids = await workUntilCrash(crm, n8n, temporal, dumpFile);
      if (!isKept) {
        await temporal.stop();
        temporal = await startDevServer();
        crm.temporalAddress = temporal.address;
      }
      client = createTemporalClient({ ...TEMPORAL, TEMPORAL_ADDRESS: temporal.address });
      await crm.restore(dumpFile);
    });
    afterAll(async () => {
      await client.connection.close();
      await crm.stop();
      await temporal.stop();
      await n8n.stop();
      await postgres.run('dropdb', ['--force', 'relais']);
    });

    test('is refused by the api until restore:finish has run', async () => {
      await crm.command('migrate');
      expect(await crm.command('audit-verify')).toContain('ok      atelier');
      const api = await crm.startApi();
      expect(api.hasEnded()).toBe(true);
      expect(api.output()).toContain('Run npm run restore:finish');
    });

    test('is reported before anything changes', async () => {
      const options = isKept ? ['--temporal-kept'] : [];
      const dryRun = await crm.command('restore-finish', '--dry-run', ...options);
      report = await crm.command('restore-finish', ...options);
      const listed = (text: string) => text.split('\n').filter((line) => line.includes('action/'));
      expect(listed(dryRun)).toEqual(listed(report));
      expect(dryRun).toContain('Dry run: nothing was changed.');
      expect(report).toContain('Done: api and worker may start.');
      expect(report).toMatch(/^in doubt {2}atelier: reply\/[-0-9a-f]{36}, conversation \d+$/m);
      expect(report).toContain('replies: 0 settled, 0 unsent, 1 in doubt');
      expect(report).toContain(
        isKept
          ? '2 settled, 1 waiting, 1 unsent, 2 in doubt, 3 unknown'
          : '0 settled, 0 waiting, 0 unsent, 6 in doubt, 0 unknown',
      );
    });

    test('names the runs of actions, and of rounds, that it does not know', () => {
      const unknown = [
        `${actionWorkflowId(ids.acceptedAfter, 1)}: running`,
        `${actionWorkflowId(ids.busyAfter, 1)}: running`,
        `${actionWorkflowId(ids.retriedAfter, 2)}: succeeded`,
      ];
      for (const line of unknown) expect(report.includes(line)).toBe(isKept);
    });

    test('has no session and no link of before, and the restore in its audit trail', async () => {
      expect(report).toContain('ended     atelier: 1 session(s), 1 invitation(s)');
      await crm.start();
      expect(await crm.superuser`select id from sessions`).toHaveLength(0);
      expect(await crm.superuser`select id from invitations`).toHaveLength(0);
      await until('the restore is in the audit trail', async () => {
        const trail = await crm.request('/api/v1/audit?operation=database.restore');
        return (await trail.text()).includes('database.restore');
      });
    });

    test('gives a new record no id that a lost one may have had', async () => {
      await crm.createEntity('APRES');
      const ids = await crm.superuser`select id from entities order by id`;
      expect(Number(ids[1]?.['id'])).toBeGreaterThan(100_000 + Number(ids[0]?.['id']));
    });

    test('settles as the run in Temporal says, else leaves the action in doubt', async () => {
      for (const id of [ids.answeredAfter, ids.heldAndAnswered]) {
        expect(await crm.read(id)).toMatchObject(
          isKept
            ? { status: 'succeeded', outcome_code: 'restored' }
            : { status: 'failed', outcome_code: 'in_doubt' },
        );
      }
      expect(await crm.read(ids.heldAtTheCrash)).toMatchObject({
        status: 'failed',
        outcome_code: 'in_doubt',
      });
    });

    test('applies the answer of what n8n had, also if it was in doubt', async () => {
      for (const id of [ids.waiting, ids.heldAndWaiting]) {
        expect((await answer(n8n, id)).status).toBe(200);
        expect(await crm.read(id)).toMatchObject({
          status: 'succeeded',
          outcome_code: 'callback',
        });
      }
    });

    test.runIf(isKept)('sends what was never sent, once', async () => {
      const commands = await crm.superuser`
        update commands set due_at = now() where workflow_id = ${actionWorkflowId(ids.unsent, 1)}
        returning id
      `;
      expect(commands).toHaveLength(1);
      await crm.reaches(ids.unsent, 'awaiting_callback');
      expect((await answer(n8n, ids.unsent)).status).toBe(200);
      expect(n8n.runCount(ids.unsent)).toBe(1);
    });

    test('answers 404 to a callback and a claim for an action that it does not know', async () => {
      const dispatch = n8n.runOf(ids.acceptedAfter);
      for (const response of [await answer(n8n, ids.acceptedAfter), await n8n.claim(dispatch)]) {
        expect(response.status).toBe(404);
        expect(await crm.codeOf(response)).toBe('not_found');
      }
    });

    test.runIf(isKept)('ends the run of an unknown action at its next step', async () => {
      await hasEnded(client, actionWorkflowId(ids.busyAfter, 1));
      expect(n8n.of(ids.busyAfter)).toHaveLength(1);
    });

    test.runIf(isKept)('does not repeat a retry that the dump does not know', async () => {
      const path = `/api/v1/actions/${ids.retriedAfter}`;
      expect(await crm.read(ids.retriedAfter)).toMatchObject({ status: 'failed', round: 1 });
      expect((await crm.request(`${path}/retry`, {})).status).toBe(202);
      await until('the reconciler settles it', async () => {
        await sweep(crm, client);
        return (await crm.read(ids.retriedAfter))?.status === 'succeeded';
      });
      expect(n8n.runCount(ids.retriedAfter)).toBe(1);
    });

    test('leaves actions in doubt out of a bulk retry that does not name them', async () => {
      const countOf = async (query: string): Promise<unknown> =>
        (await crm.request(`/api/v1/actions/retry-count?${query}`)).json();
      expect(await countOf('status=failed')).toMatchObject({ count: isKept ? 0 : 1 });
      expect(await countOf('is_in_doubt=true')).toMatchObject({ count: isKept ? 1 : 4 });
    });

    test('has carried out nothing twice, after the reconciler has looked at all', async () => {
      await sweep(crm, client);
      await until('no action is on its way', async () => {
        const onTheirWay = await crm.superuser`
          select id from actions where status in ('accepted', 'dispatching')
        `;
        return onTheirWay.length === 0;
      });
      const counts = Object.entries(ids).map(([name, id]) => [name, n8n.runCount(id)]);
      expect(Object.fromEntries(counts)).toEqual({
        unsent: isKept ? 1 : 0,
        waiting: 1,
        answeredAfter: 1,
        heldAndAnswered: 1,
        heldAndWaiting: 1,
        heldAtTheCrash: 1,
        retriedAfter: 1,
        acceptedAfter: 1,
        busyAfter: 0,
      });
      expect(await crm.command('audit-verify')).toContain('ok      atelier');
    });
  });
});
