import { actionPayload, callbackOf } from '../../../src/domain/actions/payload.ts';
import { signStandardWebhook } from '../../../src/domain/shared/signatures.ts';

/** The request that `dispatchAction` would send, of something that was never an action. */

export interface BareRequestInput {
  key: string;
  apiKey: string;
  signingSecret: string;
  /** Where n8n is to answer, as PUBLIC_URL is for actions. */
  callbackBase: string;
}

const MS_PER_SECOND = 1000;

export const bareRequest = ({
  key,
  apiKey,
  signingSecret,
  callbackBase,
}: BareRequestInput): { headers: Record<string, string>; body: string } => {
  const timestamp = new Date();
  const seconds = Math.floor(timestamp.getTime() / MS_PER_SECOND);
  const body = JSON.stringify(
    actionPayload(
      { ...ACTION, id: key, entite_id: key },
      {
        timestamp,
        source: 'crm-abj',
        attempt: 1,
        callback: callbackOf(callbackBase, key, 'x'.repeat(60)),
      },
    ),
  );
  return {
    headers: {
      'Content-Type': 'application/json',
      'X-API-Key': apiKey,
      ...signStandardWebhook(signingSecret, `${key}:1`, seconds, body),
    },
    body,
  };
};

const ACTION = {
  action_type: 'RELANCE_CANDIDAT_EMAIL',
  action_source: 'admin.candidats.detail',
  action_button: 'relancer_email',
  entite_type: 'candidat',
  entite_data: {
    nom: 'Dumitru',
    prenom: 'Marie',
    email: 'marie.dumitru@example.com',
    telephone: '0612345678',
    statutDossier: 'DOSSIER_INCOMPLET',
    formation: 'CAP Bijouterie-Joaillerie',
  },
  decide_par: 1,
  decision_type: 'relance_email',
  commentaire: 'Relance pour documents CNI manquants',
  metadonnees: { documentsManquants: ['CNI_VERSO'], priorite: 'HAUTE' },
  notification_id: null,
  notification_categorie: null,
  notification_type: null,
  notification_code: null,
  notification_params: null,
  notification_locale: null,
  type_action: null,
  route_index: 0,
  route_workflow: 'marjorie-candidat-relance',
};
