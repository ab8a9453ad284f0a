import { z } from '@hono/zod-openapi';
import type { Locale } from '../companies/shapes.ts';
import { notificationWords } from '../notifications/texts.ts';

/** The body of a dispatch. Source: seed 001, "Payload Complet Reçu"; plus the fields for the callback. */

export const ActionDispatch = z
  .object({
    timestamp: z.iso.datetime().openapi({ description: 'Renewed at each attempt.' }),
    source: z.string().openapi({ example: 'crm-abj' }),
    actionType: z.string().openapi({ example: 'RELANCE_CANDIDAT_EMAIL' }),
    actionSource: z.string().nullable(),
    actionButton: z.string().nullable(),
    entiteType: z.string().nullable(),
    entiteId: z.string().nullable(),
    entiteData: z.record(z.string(), z.unknown()),
    decidePar: z.number(),
    decisionType: z.string(),
    commentaire: z.string().nullable(),
    metadonnees: z.record(z.string(), z.unknown()),
    notificationId: z.number().nullable(),
    notificationCategorie: z.string().nullable(),
    notificationType: z.string().nullable(),
    notificationTitre: z.string().nullable(),
    typeAction: z
      .string()
      .openapi({ description: 'For n8n workflows that expect the legacy format.' }),
    resultat: z.string().openapi({ description: 'The same as `decisionType`.' }),
    executedBy: z.number().openapi({ description: 'The same as `decidePar`.' }),
    metadata: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'The same as `metadonnees`.' }),
    actionId: z.uuid(),
    attempt: z.int().min(1),
    route: z.object({ index: z.number(), workflow: z.string() }),
    callback: z.object({ url: z.string(), claimUrl: z.string(), token: z.string() }).openapi({
      description:
        'Addresses of the callback and of the claim that comes before the work, and their bearer token.',
    }),
  })
  .openapi('ActionDispatch');

export interface PayloadSource {
  action_type: string;
  action_source: string | null;
  action_button: string | null;
  entite_type: string | null;
  entite_id: string | null;
  entite_data: Record<string, unknown>;
  decide_par: number;
  decision_type: string;
  commentaire: string | null;
  metadonnees: Record<string, unknown>;
  notification_id: number | null;
  notification_categorie: string | null;
  notification_type: string | null;
  notification_code: string | null;
  notification_params: unknown;
  notification_locale: Locale | null;
  type_action: string | null;
  id: string;
  route_index: number;
  route_workflow: string;
}

export interface PayloadAttempt {
  /** Renewed at each attempt: n8n refuses timestamps older than five minutes. */
  timestamp: Date;
  source: string;
  attempt: number;
  callback: z.infer<typeof ActionDispatch>['callback'];
}

export const actionPayload = (
  action: PayloadSource,
  attempt: PayloadAttempt,
): z.infer<typeof ActionDispatch> => ({
  timestamp: attempt.timestamp.toISOString(),
  source: attempt.source,
  actionType: action.action_type,
  actionSource: action.action_source,
  actionButton: action.action_button,
  entiteType: action.entite_type,
  entiteId: action.entite_id,
  entiteData: action.entite_data,
  decidePar: action.decide_par,
  decisionType: action.decision_type,
  commentaire: action.commentaire,
  metadonnees: action.metadonnees,
  notificationId: action.notification_id,
  notificationCategorie: action.notification_categorie,
  notificationType: action.notification_type,
  notificationTitre: notificationTitle(action),
  typeAction: action.type_action ?? action.action_type,
  resultat: action.decision_type,
  executedBy: action.decide_par,
  metadata: action.metadonnees,
  actionId: action.id,
  attempt: attempt.attempt,
  route: { index: action.route_index, workflow: action.route_workflow },
  callback: attempt.callback,
});

/** In the language of the notification's recipient. */
const notificationTitle = (action: PayloadSource): string | null =>
  action.notification_code === null || action.notification_locale === null
    ? null
    : notificationWords(
        action.notification_locale,
        action.notification_code,
        action.notification_params,
      ).titre;

/** Where a flow claims the dispatch and answers it, with the token for both. */
export const callbackOf = (
  publicUrl: string,
  actionId: string,
  token: string,
): PayloadAttempt['callback'] => {
  const address = `${publicUrl.replace(/\/$/, '')}/api/v1/actions/${actionId}`;
  return { url: `${address}/callback`, claimUrl: `${address}/claim`, token };
};

/** Replaces tokens in everything that users can read. */
export const MASKED_TOKEN = '••••••';
