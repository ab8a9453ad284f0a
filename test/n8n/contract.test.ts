/**
 * The stand-in keeps the n8n contract, and misbehaves when told to. The same contract runs against the real n8n
 * with `npm run test:n8n`.
 */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StandIn, StandInSettings } from '../../dev/fakes/n8n/stand-in.ts';
import { startStandIn } from '../../dev/fakes/n8n/stand-in.ts';
import type { CallbackReceiver, N8nTarget } from '../support/n8n/index.ts';
import { createRequest, dispatch, startCallbackReceiver } from '../support/n8n/index.ts';
import { describeN8nContract } from '../support/n8n/contract.ts';

const settings: StandInSettings = {
  port: 0,
  apiKey: 'cle-de-test',
  sources: ['crm-abj'],
  delayMinMs: 10,
  delayMaxMs: 50,
};
const stops: (() => Promise<void>)[] = [];
const startTarget = async (overrides: Partial<StandInSettings> = {}) => {
  const standIn = await startStandIn({ ...settings, ...overrides });
  stops.push(() => standIn.stop());
  return { ...standIn, apiKey: settings.apiKey };
};
afterAll(() => Promise.all(stops.map((stop) => stop())));

describeN8nContract('stand-in', () => startTarget());

describe('the stand-in, told to misbehave', () => {
  let target: StandIn & N8nTarget;
  let relais: CallbackReceiver;
  beforeAll(async () => {
    [target, relais] = await Promise.all([startTarget(), startCallbackReceiver()]);
  });
  afterAll(() => relais.stop());

  const simulated = (simulation: Record<string, unknown>) =>
    createRequest(relais, {
      action_type: 'RELANCE_CANDIDAT_EMAIL',
      metadonnees: { simulation },
    });
  const statuses = (actionId: string) => relais.of(actionId).map(({ status }) => status);
  const control = (body: unknown) =>
    fetch(`${target.url}/control`, { method: 'POST', body: JSON.stringify(body) });

  it('fails an action', async () => {
    const sent = simulated({ mode: 'fail' });
    await dispatch(target, sent);
    expect((await relais.waitForResult(sent.actionId)).at(-1)).toMatchObject({ status: 'failed' });
  });

  it('never ends a stalled action', async () => {
    const sent = simulated({ mode: 'stall' });
    expect(await dispatch(target, sent)).toMatchObject({ status: 200 });
    await expect.poll(() => statuses(sent.actionId)).toEqual(['progress']);
    // A later action ends, and this one still has not.
    const next = createRequest(relais, { action_type: 'GENERER_DEVIS' });
    await dispatch(target, next);
    await relais.waitForResult(next.actionId);
    expect(statuses(sent.actionId)).toEqual(['progress']);
  });

  it('answers twice with one callback id', async () => {
    const sent = simulated({ mode: 'twice' });
    await dispatch(target, sent);
    await expect.poll(() => statuses(sent.actionId)).toHaveLength(3);
    const [, first, second] = relais.of(sent.actionId);
    expect(second).toEqual(first);
  });

  it('contradicts itself', async () => {
    const sent = simulated({ mode: 'contradict' });
    await dispatch(target, sent);
    await expect.poll(() => statuses(sent.actionId)).toEqual(['progress', 'succeeded', 'failed']);
    expect(new Set(relais.of(sent.actionId).map(({ callbackId }) => callbackId)).size).toBe(3);
  });

  it('calls back before it answers', async () => {
    const sent = simulated({ mode: 'early' });
    await dispatch(target, sent);
    expect(statuses(sent.actionId)).toEqual(['progress', 'succeeded']);
  });

  it('refuses for good, with the given status', async () => {
    const sent = simulated({ mode: 'refuse', status: 409 });
    expect((await dispatch(target, sent)).status).toBe(409);
    expect((await dispatch(target, sent)).status).toBe(409);
    expect(statuses(sent.actionId)).toEqual([]);
  });

  it.each([
    ['error', 500],
    ['inactive', 404],
  ])('answers the first two attempts in mode %s with %i, then runs', async (mode, status) => {
    const sent = simulated({ mode, times: 2 });
    expect((await dispatch(target, sent)).status).toBe(status);
    expect((await dispatch(target, sent)).status).toBe(status);
    expect((await dispatch(target, sent)).status).toBe(200);
    await relais.waitForResult(sent.actionId);
  });

  it('loses its answer but not the action in mode hang', async () => {
    const sent = simulated({ mode: 'hang', delayMs: 10 * 60_000 });
    let isAnswered = false;
    void dispatch(target, sent)
      .catch(() => undefined) // as it is when the stand-in stops
      .then(() => {
        isAnswered = true;
      });
    await relais.waitForResult(sent.actionId);
    expect(isAnswered).toBe(false);
    expect(await dispatch(target, sent)).toMatchObject({ body: { duplicate: true } });
  });

  it('sends a result no sooner than it is told', async () => {
    const delayMs = 500; // ten times the usual
    const sent = simulated({ mode: 'normal', delayMs });
    const startedAt = performance.now();
    await dispatch(target, sent);
    await relais.waitForResult(sent.actionId);
    expect(Math.ceil(performance.now() - startedAt)).toBeGreaterThanOrEqual(delayMs);
  });

  it('treats the next requests as /control says, then behaves', async () => {
    expect((await control({ mode: 'error', times: 2, status: 502 })).status).toBe(200);
    const sent = createRequest(relais, { action_type: 'GENERER_DEVIS' });
    const seen = [];
    while (seen.length < 3) seen.push((await dispatch(target, sent)).status);
    expect(seen).toEqual([502, 502, 200]);
    await relais.waitForResult(sent.actionId);
  });

  it('refuses a /control it does not understand, and one from another name', async () => {
    expect((await control({ mode: 'danse' })).status).toBe(400);
    const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
      void import('node:http').then(({ request }) =>
        request(`${target.url}/control`, { headers: { host: 'evil.example' } })
          .on('response', (response) => {
            response.resume();
            resolve({ status: response.statusCode });
          })
          .on('error', reject)
          .end(),
      );
    });
    expect(status).toBe(403);
  });

  it('keeps a journal without tokens, names or addresses', async () => {
    const sent = createRequest(relais, { action_type: 'GENERER_DEVIS' });
    await dispatch(target, sent);
    await relais.waitForResult(sent.actionId);
    const text = await (await fetch(`${target.url}/control/journal`)).text();
    expect(text).toContain(sent.webhookId);
    expect(text).toContain(`${sent.webhookId}:final`);
    expect(text).not.toMatch(/Dumitru|example\.com|cle-de-test/);
    expect(text).not.toContain(Object(sent.body['callback']).token);
  });

  it('gives up a callback that Relais refuses', async () => {
    const sent = createRequest(relais, { action_type: 'ENVOYER_DEVIS' });
    relais.failNext(sent.actionId, 99, 410);
    await dispatch(target, sent);
    await expect.poll(() => statuses(sent.actionId)).toEqual(['failed']);
    const next = createRequest(relais, { action_type: 'ENVOYER_DEVIS' });
    await dispatch(target, next);
    await relais.waitForResult(next.actionId);
    expect(statuses(sent.actionId)).toEqual(['failed']);
  });
});

describe('the stand-in with a signing secret', () => {
  const key = Buffer.from('un secret de trente-deux octets !');
  const signingSecret = `whsec_${key.toString('base64')}`;

  it('takes a signed request, and refuses a forged one', async () => {
    const target = await startTarget({ signingSecret });
    const relais = await startCallbackReceiver();
    const { webhookId, actionId, body } = createRequest(relais, { action_type: 'GENERER_DEVIS' });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const text = JSON.stringify(body);
    const sign = (secret: Buffer) =>
      `v1,${createHmac('sha256', secret).update(`${webhookId}.${timestamp}.${text}`).digest('base64')}`;
    const send = (signature: string | undefined) =>
      dispatch(
        target,
        { webhookId, body: text },
        { 'webhook-timestamp': timestamp, 'webhook-signature': signature },
      );
    expect((await send(undefined)).body).toMatchObject({ code: 'signature_invalid' });
    expect((await send(sign(Buffer.from('faux')))).status).toBe(401);
    expect((await send(`${sign(Buffer.from('ancien'))} ${sign(key)}`)).status).toBe(200);
    await relais.waitForResult(actionId);
    await relais.stop();
  });
});

describe('node dev/fakes/n8n/main.ts', () => {
  const file = join(import.meta.dirname, '../../dev/fakes/n8n/main.ts');
  const start = (env: Record<string, string>) =>
    spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });

  it('says where it listens, on loopback, and ends cleanly on SIGTERM', async () => {
    const child = start({ PORT: '0', N8N_API_KEY: 'cle', N8N_SIGNING_SECRET: '' });
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    const url = /http:\/\/127\.0\.0\.1:\d+\/webhook\/crm-action/.exec(String(line))?.[0] ?? '';
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('names every bad setting and does not start', async () => {
    const child = start({ PORT: '0', N8N_STAND_IN_DELAY_MS: 'lent' });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors).toMatch(/N8N_API_KEY/);
    expect(errors).toMatch(/N8N_STAND_IN_DELAY_MS/);
  });
});
