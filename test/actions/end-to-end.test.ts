/**
 * Goal: seed 001's worked examples from the HTTP request to the notification, each body to the letter.
 * Method: the real api, relay, Temporal, worker and n8n stand-in; a webhook in between sees what n8n is
 * sent.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertNotification } from '../support/rows/notifications.ts';
import { z } from 'zod';
import { startStandIn, type StandIn } from '../../dev/fakes/n8n/stand-in.ts';
import { ActionAcceptedOut } from '../../src/domain/actions/shapes.ts';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { signStandardWebhook } from '../../src/domain/shared/signatures.ts';
import { answerOf, createEntity, readAction } from '../support/actions.ts';
import {
  forwardTo,
  startFakeN8n,
  type FakeN8n,
  type RecordedDispatch,
} from '../../dev/fakes/n8n/scripted.ts';
import {
  GENERER_DEVIS_TEXT,
  LEGACY_TEXT,
  NOTIFICATION_42,
  RELANCE_CANDIDAT_EMAIL_TEXT,
  VALIDER_DOCUMENT_TEXT,
} from '../support/n8n/seed-bodies.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** n8n refuses what is older. */
const TIMESTAMP_AGE_MAX_MS = 5 * 60_000;
const SIGNING_SECRET = `whsec_${randomBytes(32).toString('base64')}`;

let standIn: StandIn;
let webhook: FakeN8n;
let stack: TestStack;

beforeAll(async () => {
  webhook = await startFakeN8n();
  standIn = await startStandIn({
    port: 0,
    apiKey: webhook.apiKey,
    signingSecret: SIGNING_SECRET,
    sources: ['crm-abj'],
    delayMinMs: 10,
    delayMaxMs: 50,
  });
  webhook.behave(forwardTo(standIn.webhookUrl));
  stack = await startTestStack({
    n8n: webhook,
    environment: { N8N_SIGNING_SECRET: SIGNING_SECRET },
  });
  const { owner } = stack.company;
  expect(owner.id, 'the seed writes "decidePar": 1').toBe(1);
  const statutDossier = 'DOSSIER_INCOMPLET';
  for (const entity of [
    { type: 'candidat', ref: 'DUMI15091992', data: { nom: 'Dumitru', statutDossier } },
    { type: 'candidat', ref: 'JURI102025', data: { nom: 'Rimbo', statutDossier } },
    { type: 'document', ref: '42', data: { typeDocument: 'CV', statutDossier } },
  ]) {
    await createEntity(stack, owner.key, entity);
  }
  const [entity] = await stack.superuser`
    select id from entities where company_id = ${stack.company.id} and ref = 'DUMI15091992'
  `;
  await insertNotification(stack.superuser, {
    ...NOTIFICATION_42,
    companyId: stack.company.id,
    userId: owner.id,
    level: 'warning',
    subject: { type: 'entity', id: Number(entity?.['id']) },
  });
});

afterAll(async () => {
  await stack.stop();
  await standIn.stop();
  await webhook.stop();
});

interface Journey {
  title: string;
  path: string;
  /** As a client sends it. */
  text: string;
  /** What n8n receives beyond the body. */
  added: Record<string, unknown>;
  route: { index: number; workflow: string };
  progress: string[];
  result: { status: 'succeeded' | 'failed'; message: string; statutDossier?: string };
  /** What the notification says below its title, which is n8n's message. */
  subject: string;
  entity?: { path: string; statutDossier: string };
}

const ACTIONS_PATH = '/api/v1/actions';
const WITHOUT_NOTIFICATION = {
  notificationId: null,
  notificationCategorie: null,
  notificationType: null,
  notificationTitre: null,
};
const RELANCE_METADATA = {
  documentsManquants: ['CNI_VERSO'],
  delaiDepuisDernierContact: 15,
  priorite: 'HAUTE',
};
const RELANCE = {
  route: { index: 0, workflow: 'marjorie-candidat-relance' },
  progress: ['Relance de Marie Dumitru en préparation'],
  result: { status: 'succeeded', message: 'Relance envoyée à Marie Dumitru (simulation)' },
  subject: 'Relancer candidat par email · Marie Dumitru',
  entity: { path: 'candidat/DUMI15091992', statutDossier: 'DOSSIER_INCOMPLET' },
} as const;

const JOURNEYS: Journey[] = [
  {
    title: 'example 1, "Relance Candidat Email"',
    path: ACTIONS_PATH,
    text: RELANCE_CANDIDAT_EMAIL_TEXT,
    added: {
      ...WITHOUT_NOTIFICATION,
      typeAction: 'RELANCE_CANDIDAT_EMAIL',
      resultat: 'relance_email',
      executedBy: 1,
      metadata: RELANCE_METADATA,
    },
    ...RELANCE,
    progress: [...RELANCE.progress],
  },
  {
    title: 'example 2, "Générer Devis"',
    path: ACTIONS_PATH,
    text: GENERER_DEVIS_TEXT,
    added: {
      ...WITHOUT_NOTIFICATION,
      commentaire: null,
      typeAction: 'GENERER_DEVIS',
      resultat: 'generation_devis',
      executedBy: 1,
      metadata: { urgence: true, sessionVisee: 'Septembre 2026' },
    },
    route: { index: 2, workflow: 'marjorie-documents-generation' },
    progress: ['Devis de Juliette Rimbo en préparation'],
    result: {
      status: 'succeeded',
      message: 'Devis généré et envoyé à Juliette Rimbo (simulation)',
      statutDossier: 'DEVIS_ENVOYE',
    },
    subject: 'Générer et envoyer devis · Juliette Rimbo',
    entity: { path: 'candidat/JURI102025', statutDossier: 'DEVIS_ENVOYE' },
  },
  {
    title: 'example 3, "Valider Document"',
    path: ACTIONS_PATH,
    text: VALIDER_DOCUMENT_TEXT,
    added: {
      ...WITHOUT_NOTIFICATION,
      typeAction: 'VALIDER_DOCUMENT',
      resultat: 'validation',
      executedBy: 1,
      metadata: { qualite: 'EXCELLENTE', score: 95 },
    },
    route: { index: 3, workflow: 'marjorie-validation' },
    progress: ['Contrôle du dossier de Marie Dumitru en cours'],
    result: {
      status: 'succeeded',
      message: 'Dossier Marie Dumitru complet et prêt pour jury (simulation)',
      statutDossier: 'DOSSIER_COMPLET',
    },
    subject: 'Valider un document reçu · CV (Marie Dumitru)',
    entity: { path: 'document/42', statutDossier: 'DOSSIER_COMPLET' },
  },
  {
    title: 'the legacy example, "Ancien Format"',
    path: ACTIONS_PATH,
    text: LEGACY_TEXT,
    added: {
      ...WITHOUT_NOTIFICATION,
      actionType: 'RELANCER',
      actionSource: null,
      actionButton: null,
      entiteType: null,
      entiteId: null,
      entiteData: {},
      decidePar: 1,
      decisionType: 'relance_email',
      metadonnees: {},
      executedBy: 1,
      metadata: {},
    },
    route: { index: 6, workflow: 'log-erreur' },
    progress: [],
    result: {
      status: 'failed',
      message: 'Action « RELANCER » non traitée : ce type est absent du catalogue',
    },
    subject: 'RELANCER',
  },
  {
    title: 'notification 42, "Payload Complet Reçu"',
    path: `/api/v1/notifications/${NOTIFICATION_42.id}/actions`,
    // There, both names of the type: a client on its way from one format to the other.
    text: RELANCE_CANDIDAT_EMAIL_TEXT.replace('{', '{\n  "typeAction": "RELANCER",'),
    added: {
      notificationId: 42,
      notificationCategorie: 'CANDIDAT',
      notificationType: 'DOSSIER_INCOMPLET',
      notificationTitre: 'Documents manquants pour DUMI15091992',
      typeAction: 'RELANCER',
      resultat: 'relance_email',
      executedBy: 1,
      metadata: RELANCE_METADATA,
    },
    ...RELANCE,
    progress: [...RELANCE.progress],
  },
];

test.each(JOURNEYS)('$title, from the request to the notification', async (journey) => {
  const accepted = await send(journey);
  const dispatch = await until('n8n gets the action', () => webhook.of(accepted.id)[0]);
  expectPayload(dispatch, journey, accepted.id);
  expectHeaders(dispatch, accepted.id);
  await expectSettled(journey, accepted);
  await expectNotified(journey, accepted.id);
  if (journey.entity !== undefined) {
    const entity = await read(`/api/v1/entities/${journey.entity.path}`, EntityOut);
    expect(entity.statut_dossier).toBe(journey.entity.statutDossier);
  }
  expect(webhook.of(accepted.id)).toHaveLength(1);
});

test('an answer of n8n changes the entity once more, and its version', async () => {
  const before = await read('/api/v1/entities/candidat/JURI102025', EntityOut);
  const accepted = await send({
    path: ACTIONS_PATH,
    text: GENERER_DEVIS_TEXT.replaceAll('GENERER_DEVIS', 'GENERER_CONTRAT'),
    route: { index: 2, workflow: 'marjorie-documents-generation' },
  });
  expect(await resultOf(accepted)).toEqual({ status: 'succeeded' });
  expect(await read('/api/v1/entities/candidat/JURI102025', EntityOut)).toMatchObject({
    statut_dossier: 'CONTRAT_ENVOYE',
    version: before.version + 1,
  });
});

type Accepted = z.infer<typeof ActionAcceptedOut>;

/** Over HTTP, as curl would. */
const send = async ({ path, text, route }: Pick<Journey, 'path' | 'text' | 'route'>) => {
  const response = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${stack.company.owner.key}`,
      'Content-Type': 'application/json',
    },
    body: text,
  });
  const location = response.headers.get('Location');
  const accepted = await answerOf(response, 202, ActionAcceptedOut);
  expect(accepted).toEqual({
    id: accepted.id,
    status: 'accepted',
    route,
    workflow_id: `action/${accepted.id}`,
  });
  expect(location).toBe(`/api/v1/actions/${accepted.id}`);
  return accepted;
};

const read = async <S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> =>
  answerOf(await stack.request(path, { key: stack.company.owner.key }), 200, schema);

/** The exact payload: the body, the added fields, and the fields of this dispatch. */
const expectPayload = ({ text }: RecordedDispatch, journey: Journey, actionId: string): void => {
  const { timestamp, ...payload } = fields.parse(JSON.parse(text));
  expect(payload).toEqual({
    source: 'crm-abj',
    ...fields.parse(JSON.parse(journey.text)),
    ...journey.added,
    actionId,
    attempt: 1,
    route: journey.route,
    callback: {
      url: `${stack.url}/api/v1/actions/${actionId}/callback`,
      claimUrl: `${stack.url}/api/v1/actions/${actionId}/claim`,
      token: expect.stringMatching(/^[\w.-]{32,}$/),
    },
  });
  const sentAt = z.iso.datetime().parse(timestamp);
  expect(Math.abs(Date.now() - Date.parse(sentAt))).toBeLessThan(TIMESTAMP_AGE_MAX_MS);
};

const fields = z.record(z.string(), z.unknown());

const expectHeaders = ({ headers, text }: RecordedDispatch, actionId: string): void => {
  const timestamp = Number(headers['webhook-timestamp']);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-api-key': webhook.apiKey,
    ...signStandardWebhook(SIGNING_SECRET, `${actionId}:1`, timestamp, text),
  });
};

/** The result of the run, which exists once n8n has the action. */
const resultOf = async ({ id, workflow_id: workflowId }: Accepted): Promise<unknown> => {
  await until('n8n gets the action', () => webhook.of(id)[0]);
  return stack.temporal.environment.client.workflow.getHandle(workflowId).result();
};

const expectSettled = async (journey: Journey, accepted: Accepted): Promise<void> => {
  const { status, message, statutDossier = null } = journey.result;
  expect(await resultOf(accepted)).toEqual({ status });
  const action = await readAction(stack, stack.company.owner, accepted.id);
  expect(action).toMatchObject({
    status,
    outcome_code: 'callback',
    outcome_message: message,
    attempts: [{ attempt: 1, outcome: 'accepted', status_code: 200 }],
  });
  const progress = journey.progress.map((text) => ({ status: 'progress', message: text }));
  expect(action.callbacks).toMatchObject([
    ...progress,
    { status, message, statut_dossier: statutDossier, outcome: 'applied' },
  ]);
  expect(action.timeline.map(({ kind, code, message: text }) => [kind, code, text])).toEqual([
    ['accepted', 'accepted', null],
    ['attempt', 'accepted', 'HTTP 200'],
    ['claim', 'claimed', null],
    ...journey.progress.map((text) => ['callback', 'progress', text]),
    ['callback', status, message],
    ['event', 'ActionSettled', status],
  ]);
};

/** The stand-in marks its successes as simulated. */
const SIMULATED = ' (simulation, rien n’a été envoyé)';
const LEVELS = { succeeded: 'success', failed: 'error' } as const;

const expectNotified = async ({ result, subject }: Journey, actionId: string): Promise<void> => {
  const { data } = await read('/api/v1/notifications', pageOf(NotificationOut));
  expect(data.filter(({ action_id: about }) => about === actionId)).toMatchObject([
    {
      titre: result.message,
      message: `${subject}${result.status === 'succeeded' ? SIMULATED : ''}`,
      level: LEVELS[result.status],
    },
  ]);
};
