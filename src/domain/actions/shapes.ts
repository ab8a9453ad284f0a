import { z } from '@hono/zod-openapi';
import { ActionDispatch } from './payload.ts';
import { ACTION_STATUSES } from './statuses.ts';
import { ActionTypeCode } from '../action-types/shapes.ts';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import { FaultOut } from '../shared/fault-shape.ts';
import { because } from '../shared/schema-faults.ts';
import { EntityRef, Uuid } from '../shared/values.ts';

/**
 * Shapes of actions in requests and responses. Only the body of an action has seed 001's French
 * camelCase; all other shapes are snake_case.
 */

const METADATA_SIZE_MAX_CHARACTERS = 64 * 1024;

const freeObject = z
  .record(z.string(), z.unknown())
  .refine(
    (data) => JSON.stringify(data).length <= METADATA_SIZE_MAX_CHARACTERS,
    because('json_too_long', { max: METADATA_SIZE_MAX_CHARACTERS }),
  );

const actionSource = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*){2}$/, 'action_source');

const optionalFields = {
  entiteData: freeObject.optional().openapi({ description: 'Filled from the entity when absent.' }),
  decisionType: z.string().min(1).max(100).optional().openapi({
    description: 'Default: `resultat`, else the `decision_type` of the action type.',
  }),
  commentaire: z.string().max(5000).optional(),
  metadonnees: freeObject.optional().openapi({
    description:
      'Validated by the `metadata_schema` of the action type. Fields that it does not name are free, unless it excludes them.',
  }),
  notificationId: z.int().optional(),
  typeAction: z.string().min(1).max(100).optional(),
  resultat: z.string().min(1).max(100).optional(),
  executedBy: z.int().optional(),
  metadata: freeObject.optional(),
};

/** Seed 001's first example, with every field that both formats know. */
export const ACTION_SAMPLE = {
  actionType: 'RELANCE_CANDIDAT_EMAIL',
  actionSource: 'admin.candidats.detail',
  actionButton: 'relancer_email',
  entiteType: 'candidat',
  entiteId: 'DUMI15091992',
  entiteData: { nom: 'Dumitru', prenom: 'Marie' },
  decidePar: 1,
  decisionType: 'relance_email',
  commentaire: 'Relance pour documents manquants',
  metadonnees: { documentsManquants: ['CNI_VERSO', 'LETTRE_MOTIVATION'], priorite: 'HAUTE' },
  notificationId: 1,
};

export const EnrichedActionIn = z
  .strictObject({
    actionType: ActionTypeCode,
    actionSource,
    actionButton: z.string().min(1).max(100),
    entiteType: z.enum(ACTION_ENTITY_TYPES),
    entiteId: EntityRef,
    decidePar: z.int().openapi({ description: 'User who decided.' }),
    ...optionalFields,
  })
  .openapi('ActionIn');

/** The format before the enriched one: only `typeAction` is required. */
export const LegacyActionIn = z
  .strictObject({
    ...optionalFields,
    typeAction: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[A-Z][A-Z0-9_]*$/, 'legacy_action_type'),
    actionSource: actionSource.optional(),
    actionButton: z.string().min(1).max(100).optional(),
    entiteType: z.enum(ACTION_ENTITY_TYPES).optional(),
    entiteId: EntityRef.optional(),
    decidePar: z.int().optional(),
  })
  .openapi('LegacyActionIn', {
    example: {
      typeAction: 'RELANCER',
      resultat: 'relance_email',
      commentaire: 'Relance pour documents',
    },
  });

export const ActionBody = z.union([EnrichedActionIn, LegacyActionIn]);

/** An action of the enriched or the legacy format, in one shape. */
export interface ActionDraft {
  format: 'enriched' | 'legacy';
  actionType: string;
  actionSource: string | null;
  actionButton: string | null;
  entiteType: (typeof ACTION_ENTITY_TYPES)[number] | null;
  entiteId: string | null;
  entiteData: Record<string, unknown> | null;
  decidePar: number | null;
  /** Null: the default of the type. */
  decisionType: string | null;
  commentaire: string | null;
  metadonnees: Record<string, unknown>;
  typeAction: string | null;
  notificationId: number | null;
}

export interface NormalisedAction extends ActionDraft {
  decisionType: string;
}

/** The fields of a body in either format; invalid fields are absent. */
type EnrichedAction = z.infer<typeof EnrichedActionIn>;
export type ActionFields = { [K in keyof EnrichedAction]?: EnrichedAction[K] | undefined };

/** The seed's compatibility code: `actionType || typeAction`, `decisionType || resultat`. */
export const normaliseAction = (body: ActionFields): ActionDraft => ({
  format: isLegacy(body) ? 'legacy' : 'enriched',
  actionType: body.actionType ?? body.typeAction ?? '',
  actionSource: body.actionSource ?? null,
  actionButton: body.actionButton ?? null,
  entiteType: body.entiteType ?? null,
  entiteId: body.entiteId ?? null,
  entiteData: body.entiteData ?? null,
  decidePar: body.decidePar ?? body.executedBy ?? null,
  decisionType: body.decisionType ?? body.resultat ?? null,
  commentaire: body.commentaire ?? null,
  metadonnees: body.metadonnees ?? body.metadata ?? {},
  typeAction: body.typeAction ?? null,
  notificationId: body.notificationId ?? null,
});

/** The format before the enriched one has `typeAction` and no `actionType`. */
export const isLegacy = (body: object): boolean => !('actionType' in body) && 'typeAction' in body;

const RouteOut = z.object({ index: z.number(), workflow: z.string() }).openapi('RouteTaken');

export const ActionAcceptedOut = z
  .object({
    id: Uuid,
    status: z.enum(ACTION_STATUSES),
    route: RouteOut,
    workflow_id: z.string(),
  })
  .openapi('ActionAccepted');

export const RouteExplainedOut = z
  .object({
    prefix: z.string().nullable(),
    index: z.number(),
    workflow: z.string(),
    is_unrouted: z.boolean(),
    explanation: z.string(),
  })
  .openapi('RouteExplained');

export const DryRunOut = z
  .object({
    is_valid: z.boolean(),
    faults: z.array(FaultOut),
    route: z.union([RouteExplainedOut, z.null()]),
    payload: z.union([ActionDispatch, z.null()]),
  })
  .openapi('ActionDryRun');

export const ActionParams = z.object({ id: Uuid });

export const ActionSummaryOut = z
  .object({
    id: Uuid,
    status: z.enum(ACTION_STATUSES),
    action_type: z.string(),
    entite_type: z.string().nullable(),
    entite_id: z.string().nullable(),
    entite_label: z.string().nullable(),
    decide_par: z.number(),
    decide_par_name: z.string(),
    decision_type: z.string(),
    route: RouteOut,
    is_unrouted: z.boolean(),
    attempt_count: z.number(),
    outcome_code: z.string().nullable(),
    outcome_message: z.string().nullable(),
    created_at: z.iso.datetime(),
    deadline_at: z.iso.datetime().nullable(),
    settled_at: z.iso.datetime().nullable(),
  })
  .openapi('ActionSummary');

export const ActionOut = ActionSummaryOut.extend({
  format: z.enum(['enriched', 'legacy']),
  action_source: z.string().nullable(),
  action_button: z.string().nullable(),
  entite_data: z.record(z.string(), z.unknown()),
  commentaire: z.string().nullable(),
  metadonnees: z.record(z.string(), z.unknown()),
  notification_id: z.number().nullable(),
  round: z.number(),
  workflow_id: z.string(),
  temporal_url: z.string().nullable(),
  payload: ActionDispatch,
  attempts: z.array(
    z.object({
      attempt: z.number(),
      round: z.number(),
      outcome: z.enum(['running', 'accepted', 'retry', 'refused', 'interrupted']),
      status_code: z.number().nullable(),
      error_code: z.string().nullable(),
      response_body: z.string().nullable().openapi({
        description: 'What n8n answered, up to 16 KiB; null without `actions:read_answers`.',
      }),
      started_at: z.iso.datetime(),
      duration_ms: z.number().nullable(),
      next_attempt_at: z.iso.datetime().nullable().openapi({
        description:
          'When the next attempt was due, after this one failed. While n8n has enough under way it is later.',
      }),
    }),
  ),
  callbacks: z.array(
    z.object({
      callback_id: z.string(),
      round: z.number(),
      status: z.enum(['succeeded', 'failed', 'progress']),
      message: z.string(),
      statut_dossier: z.string().nullable(),
      data: z.record(z.string(), z.unknown()).nullable().openapi({
        description: 'What n8n answered; null without `actions:read_answers`.',
      }),
      is_simulated: z
        .boolean()
        .openapi({ description: '`data.simulation`: n8n reports that nothing was really sent.' }),
      outcome: z.enum(['applied', 'recorded']),
      is_late: z.boolean(),
      received_at: z.iso.datetime(),
    }),
  ),
  timeline: z.array(
    z.object({
      at: z.iso.datetime(),
      kind: z.enum(['accepted', 'attempt', 'claim', 'callback', 'event']),
      code: z.string(),
      message: z.string().nullable(),
      by: z.string().nullable().openapi({
        description:
          'Name of the person who decided or sent it again. Null: n8n, Relais or unknown.',
      }),
    }),
  ),
}).openapi('Action');
