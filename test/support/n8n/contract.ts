/**
 * The n8n contract, as tests that run the same against the stand-in (npm test) and the real n8n with the flows of
 * `n8n/` imported (npm run test:n8n). Method: real HTTP both ways; the receiver plays Relais' callback endpoint.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/domain/action-types/catalogue.ts';
import { DEFAULT_ROUTES, FALLBACK_ROUTE } from '../../../src/domain/action-routes/routing.ts';
import type { CallbackReceiver, N8nRequest, N8nTarget } from './index.ts';
import { createRequest, dispatch, startCallbackReceiver } from './index.ts';
import type { N8nExample } from './examples.ts';
import { CATALOGUE_RESULTS, SEED_EXAMPLES } from './examples.ts';

const BURST_COUNT = 40;
const MINUTE_MS = 60_000;

export function describeN8nContract(name: string, start: () => Promise<N8nTarget>): void {
  describe(`the n8n contract, ${name}`, () => {
    let target: N8nTarget;
    let relais: CallbackReceiver;
    const refused: string[] = [];

    beforeAll(async () => {
      relais = await startCallbackReceiver();
      target = await start();
    }, 30 * MINUTE_MS); // the real one may have to be installed first
    afterAll(async () => {
      await relais.stop();
    });

    const request = (action: N8nExample['action'], overrides?: Record<string, unknown>) =>
      createRequest(relais, action, overrides);
    const candidate = (overrides?: Record<string, unknown>) =>
      request({ action_type: 'RELANCE_CANDIDAT_EMAIL' }, overrides);
    const run = async (sent: N8nRequest) => {
      expect(await dispatch(target, sent)).toMatchObject({ status: 200 });
      return relais.waitForResult(sent.actionId);
    };
    const lastOf = async (sent: N8nRequest) => (await run(sent)).at(-1);

    describe('a GET, which runs nothing', () => {
      const ask = async (url: string) => {
        const answer = await fetch(url);
        return { status: answer.status, text: await answer.text() };
      };

      it('is told that the webhook of an active workflow takes POST', async () => {
        expect(await ask(target.webhookUrl)).toMatchObject({
          status: 404,
          text: expect.stringContaining('not registered for GET requests'),
        });
      });

      it('is told that a path without an active workflow is not registered', async () => {
        expect(await ask(`${target.webhookUrl}-inactif`)).toMatchObject({
          status: 404,
          text: expect.stringMatching(/webhook .*crm-action-inactif.* is not registered/),
        });
      });
    });

    describe('what it takes', () => {
      it.each(SEED_EXAMPLES)('runs $title to its result', async (example) => {
        const sent = request(example.action);
        const answer = await dispatch(target, sent);
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual({ message: 'Workflow was started', route: example.route });
        const callbacks = await relais.waitForResult(sent.actionId);
        const progress = { status: 'progress', message: example.progress };
        expect(callbacks).toMatchObject([
          ...(example.progress === undefined ? [] : [progress]),
          example.result,
        ]);
        expect(callbacks.at(-1)?.statutDossier).toBe(example.result.statutDossier);
      });

      it('covers the whole catalogue', () => {
        const types = CATALOGUE_RESULTS.map(([type]) => type);
        expect(types.sort()).toEqual(CATALOGUE.map(({ code }) => code).sort());
      });

      it.each(CATALOGUE_RESULTS)(
        'answers %s on route %i: %s',
        async (type, index, message, statutDossier) => {
          const sent = request({ action_type: type });
          const answer = await dispatch(target, sent);
          const known = [...DEFAULT_ROUTES, FALLBACK_ROUTE].find((route) => route.index === index);
          expect(answer.body['route']).toEqual({ index, workflow: known?.workflow });
          const last = (await relais.waitForResult(sent.actionId)).at(-1);
          const isLogged = index === FALLBACK_ROUTE.index;
          expect(last?.message).toBe(isLogged ? message : `${message} (simulation)`);
          expect(last?.data?.['simulation']).toBe(isLogged ? undefined : true);
          expect(last?.status).toBe(isLogged ? 'failed' : 'succeeded');
          expect(last?.statutDossier).toBe(statutDossier);
        },
      );

      it('reads the action type from typeAction and the decision from resultat', async () => {
        const sent = candidate({
          actionType: undefined,
          decisionType: undefined,
          typeAction: 'RELANCE_CANDIDAT_EMAIL',
          resultat: 'relance_email',
        });
        expect(await lastOf(sent)).toMatchObject({
          message: 'Relance envoyée à Marie Dumitru (simulation)',
        });
      });

      it.each(['ENVOYER_DEVIS', 'GENERER_DEVIS'])(
        'sends %s where the table of Relais sends it, whatever its prefix',
        async (type) => {
          const route = { index: 5, workflow: 'marjorie-communication' };
          const sent = request({
            action_type: type,
            route_index: route.index,
            route_workflow: route.workflow,
          });
          expect((await dispatch(target, sent)).body['route']).toEqual(route);
          expect((await relais.waitForResult(sent.actionId)).at(-1)).toMatchObject({
            status: 'succeeded',
            message: 'Message envoyé à Marie Dumitru (simulation)',
          });
        },
      );

      it('logs what the table of Relais sends to the log, whatever its prefix', async () => {
        const { index, workflow } = FALLBACK_ROUTE;
        const sent = request({
          action_type: 'GENERER_DEVIS',
          route_index: index,
          route_workflow: workflow,
        });
        expect(await lastOf(sent)).toMatchObject({ status: 'failed' });
      });

      it.each(DEFAULT_ROUTES.map((route) => [route.prefix, route] as const))(
        'sends a type of the catalogue that begins with %s by its prefix when no route is given',
        async (prefix, { index, workflow }) => {
          const type = CATALOGUE.find(({ code }) => code.startsWith(prefix))?.code ?? '';
          const sent = request({ action_type: type }, { route: undefined });
          expect((await dispatch(target, sent)).body['route']).toEqual({ index, workflow });
          await relais.waitForResult(sent.actionId);
        },
      );

      it("takes a company's own type that a prefix takes", async () => {
        expect(await lastOf(request({ action_type: 'GENERER_CARTE_ELEVE' }))).toMatchObject({
          status: 'succeeded',
          message: 'Document généré et envoyé à Marie Dumitru (simulation)',
        });
      });

      it('logs a type that neither the catalogue nor a route of Relais knows', async () => {
        const sent = request({ action_type: 'GENERER_LICORNE' }, { route: undefined });
        expect(await lastOf(sent)).toMatchObject({
          status: 'failed',
          message: 'Action « GENERER_LICORNE » non traitée : ce type est absent du catalogue',
        });
      });

      it('fails a reminder to somebody without an address', async () => {
        const entite_data = { nom: 'Dumitru', prenom: 'Marie' };
        const sent = request({ action_type: 'RELANCE_CANDIDAT_EMAIL', entite_data });
        expect(await lastOf(sent)).toMatchObject({
          status: 'failed',
          message: "Relance impossible : Marie Dumitru n'a pas d'adresse e-mail",
        });
      });

      it('keeps a file open while documents are missing', async () => {
        const callback = await lastOf(
          request({
            action_type: 'VALIDER_DOCUMENT',
            metadonnees: { documentsManquants: ['CNI_VERSO', 'LETTRE_MOTIVATION'] },
          }),
        );
        expect(callback?.message).toBe(
          'Document validé pour Marie Dumitru, il manque encore : CNI_VERSO, LETTRE_MOTIVATION (simulation)',
        );
        expect(callback?.statutDossier).toBeUndefined();
      });

      it('plans an interview at the hour of Paris', async () => {
        const metadonnees = { dateEntretien: '2026-03-15T10:00:00Z' };
        const sent = request({ action_type: 'PLANIFIER_ENTRETIEN', metadonnees });
        expect(await lastOf(sent)).toMatchObject({
          message: 'Entretien planifié avec Marie Dumitru le 15/03/2026 à 11:00 (simulation)',
          statutDossier: 'ENTRETIEN_PLANIFIE',
        });
      });

      it('fails an interview whose date it can not read, and says what it read', async () => {
        const metadonnees = { dateEntretien: 'demain' };
        const sent = request({ action_type: 'PLANIFIER_ENTRETIEN', metadonnees });
        expect(await lastOf(sent)).toMatchObject({
          status: 'failed',
          message: "Date d'entretien illisible : « demain »",
        });
      });

      it.each([null, ''])('proposes a slot for an interview dated %j', async (dateEntretien) => {
        const sent = request({
          action_type: 'PLANIFIER_ENTRETIEN',
          metadonnees: { dateEntretien },
        });
        expect(await lastOf(sent)).toMatchObject({
          message: 'Proposition de créneau envoyée à Marie Dumitru (simulation)',
        });
      });

      it.each(DEFAULT_ROUTES)(
        'fails an action at once, with the reason, when a node of $workflow stops',
        async ({ index, workflow }) => {
          const sent = request({
            action_type: 'GENERER_DEVIS',
            route_index: index,
            route_workflow: workflow,
            metadonnees: { documentsManquants: 'CNI_VERSO' },
          });
          const last = await lastOf(sent);
          expect(last).toMatchObject({ status: 'failed', data: { actionType: 'GENERER_DEVIS' } });
          expect(last?.message.startsWith(`Le workflow ${workflow} n'a pas abouti : `)).toBe(true);
        },
      );

      it.each(['é', '🎓'])('cuts a message about a name of 2,100 %s', async (character) => {
        const entite_data = { prenom: 'Marie', nom: character.repeat(2100) };
        const callbacks = await run(request({ action_type: 'GENERER_DEVIS', entite_data }));
        expect(callbacks).toMatchObject([{ status: 'progress' }, { status: 'succeeded' }]);
        for (const { message } of callbacks) expect(message.isWellFormed()).toBe(true);
        expect(callbacks.at(-1)?.message).toMatch(
          /^Devis généré et envoyé à Marie .*… \(simulation\)$/u,
        );
      });

      it('leaves data out that a callback does not take', async () => {
        const documentsManquants = Array.from({ length: 2000 }, (_, number) => `PIECE_${number}`);
        const sent = request({
          action_type: 'DEMANDER_DOCUMENTS',
          metadonnees: { documentsManquants },
        });
        expect(await lastOf(sent)).toMatchObject({
          status: 'succeeded',
          data: { simulation: true, tropLong: true },
        });
      });

      it('answers the dispatch before its work is done', async () => {
        const sent = candidate();
        const release = relais.hold(sent.actionId);
        expect(await dispatch(target, sent)).toMatchObject({ status: 200 });
        release();
        await relais.waitForResult(sent.actionId);
      });

      it('answers an action without entity data', async () => {
        const sent = request({ action_type: 'DEMANDER_DOCUMENTS', entite_data: {} });
        expect(await lastOf(sent)).toMatchObject({
          message: 'Documents demandés à DUMI15091992 (simulation)',
        });
      });
    });

    describe('what it refuses', () => {
      /** Read when it is sent: the first start of a real n8n takes minutes. */
      const inMinutes = (count: number) => ({
        get timestamp() {
          return new Date(Date.now() + count * MINUTE_MS).toISOString();
        },
      });
      const fields = [
        'actionId',
        'actionType',
        'callback.claimUrl',
        'callback.token',
        'callback.url',
      ];
      const refusals: [string, number, string, unknown, Record<string, string | undefined>?][] = [
        ['no key', 401, 'api_key_invalid', {}, { 'x-api-key': undefined }],
        ['a wrong key', 401, 'api_key_invalid', {}, { 'x-api-key': 'fausse' }],
        ['an unknown source', 400, 'source_unknown', { source: 'crm-autre' }],
        ['a timestamp of 6 minutes ago', 400, 'timestamp_expired', inMinutes(-6)],
        ['a timestamp 6 minutes ahead', 400, 'timestamp_expired', inMinutes(6)],
        ['a timestamp that is none', 400, 'body_malformed', { timestamp: 'hier' }],
        ['an action type in lower case', 400, 'body_malformed', { actionType: 'relancer' }],
        ['a callback without a token', 400, 'body_malformed', { callback: { url: 'http://x' } }],
        ['a route without a workflow', 400, 'body_malformed', { route: 'marjorie-planning' }],
        ['a callback to a file', 400, 'body_malformed', { callback: { url: 'file:///a' } }],
      ];

      it.each(refusals)('answers %s with %i %s', async (_, status, code, overrides, headers) => {
        const sent = candidate(Object(overrides));
        const answer = await dispatch(target, sent, headers);
        expect(answer.status).toBe(status);
        expect(answer.body).toMatchObject({ code, message: expect.any(String) });
        refused.push(sent.actionId);
      });

      it.each([[{}], [[]], ['"texte"'], ['null'], ['']])(
        'names the missing fields in %j',
        async (body) => {
          const answer = await dispatch(target, { webhookId: crypto.randomUUID(), body });
          expect(answer).toMatchObject({ status: 400, body: { code: 'body_malformed' } });
          expect(answer.body['fields']).toEqual(expect.arrayContaining(fields));
        },
      );

      it('checks the key before the body', async () => {
        const sent = { webhookId: crypto.randomUUID(), body: {} };
        expect(await dispatch(target, sent, { 'x-api-key': 'fausse' })).toMatchObject({
          status: 401,
        });
      });

      it('answers 422 to a body that is not JSON, as n8n does', async () => {
        const sent = { webhookId: crypto.randomUUID(), body: '{"timestamp":' };
        expect((await dispatch(target, sent)).status).toBe(422);
      });

      it('answers an address without a workflow with 404', async () => {
        const webhookUrl = target.webhookUrl.replace('crm-action', 'crm-autre');
        const answer = await dispatch({ ...target, webhookUrl }, candidate());
        expect(answer).toMatchObject({ status: 404, body: { code: 404 } });
      });

      it('accepts a request that it refused before', async () => {
        const sent = candidate();
        await dispatch(target, sent, { 'x-api-key': 'fausse' });
        expect(await lastOf(sent)).toMatchObject({ status: 'succeeded' });
      });
    });

    describe('delivery', () => {
      it('runs a repeated webhook-id once, and says so', async () => {
        const sent = candidate();
        await run(sent);
        const repeat = await dispatch(target, { ...sent, body: { ...sent.body, attempt: 2 } });
        expect(repeat).toMatchObject({ status: 200, body: { duplicate: true } });
        await run(candidate()); // what came to run by mistake would have ended before it
        expect(relais.of(sent.actionId)).toHaveLength(2);
      });

      it('runs a dispatch that comes five times at once once', async () => {
        const sent = candidate();
        const answers = await Promise.all(Array.from({ length: 5 }, () => dispatch(target, sent)));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
        expect(answers.filter(({ body }) => body['duplicate'] === true)).toHaveLength(4);
        await relais.waitForResult(sent.actionId);
        await run(candidate()); // what came to run by mistake would have ended before it
        expect(relais.of(sent.actionId)).toHaveLength(2);
      });

      it('does nothing with a dispatch that Relais has granted to another execution', async () => {
        const sent = candidate();
        relais.failNextClaims(sent.actionId, 1, 409);
        expect(await dispatch(target, sent)).toMatchObject({
          status: 200,
          body: { duplicate: true },
        });
        await run(candidate());
        expect(relais.of(sent.actionId)).toEqual([]);
      });

      it('does nothing, and gives its claim back, when Relais can not be asked', async () => {
        const sent = candidate();
        relais.failNextClaims(sent.actionId, 99);
        expect(await dispatch(target, sent)).toMatchObject({
          status: 503,
          body: { code: 'claim_failed', claim: 'released', claimedBy: expect.any(String) },
        });
        expect(relais.of(sent.actionId)).toEqual([]);
        relais.failNextClaims(sent.actionId, 0);
        await run(sent);
      });

      it('runs the next round of an action, with callback ids of its own', async () => {
        const sent = candidate();
        await run(sent);
        await dispatch(target, { ...sent, webhookId: `${sent.actionId}:2` });
        await expect.poll(() => relais.of(sent.actionId)).toHaveLength(4);
        const ids = relais.of(sent.actionId).map(({ callbackId }) => callbackId);
        expect(new Set(ids).size).toBe(4);
      });

      it('delivers a result again after Relais answered 503', async () => {
        const sent = request({ action_type: 'ENVOYER_DEVIS' }); // no progress before the result
        relais.failNext(sent.actionId, 2);
        await run(sent);
        const ids = relais.of(sent.actionId).map(({ callbackId }) => callbackId);
        expect(ids).toHaveLength(3);
        expect(new Set(ids).size).toBe(1);
      });

      it('sends the result although the progress was refused', async () => {
        const sent = candidate();
        relais.failNext(sent.actionId, 1, 422);
        expect(await lastOf(sent)).toMatchObject({ status: 'succeeded' });
      });

      it('gives each of many at once its own result', async () => {
        const sent = Array.from({ length: BURST_COUNT }, () => candidate());
        const results = await Promise.all(sent.map((one) => run(one)));
        await run(candidate()); // a second result of one of them would have come before it
        for (const [index, callbacks] of results.entries()) {
          expect(callbacks.map(({ status }) => status)).toEqual(['progress', 'succeeded']);
          expect(relais.of(sent[index]?.actionId ?? '')).toHaveLength(2);
        }
      });

      it('never calls back for what it refused, and sends nothing that is no callback', () => {
        expect(refused.filter((actionId) => relais.of(actionId).length > 0)).toEqual([]);
        expect(relais.malformed).toEqual([]);
        expect(relais.received.filter(({ answered }) => answered === 401)).toEqual([]);
      });
    });
  });
}
