import type { EntityType } from '../entities/types.ts';

/** The action types that usually answer a notification, by its type and the type of its record. */

/** Types of seed 001 and of what a CRM reports. A type that is not here has no suggestion. */
const BY_NOTIFICATION: Readonly<Record<string, Partial<Record<EntityType, readonly string[]>>>> = {
  DOSSIER_INCOMPLET: {
    prospect: ['ENVOYER_DOSSIER_PROSPECT', 'RELANCE_PROSPECT_EMAIL'],
    candidat: ['DEMANDER_DOCUMENTS', 'RELANCE_CANDIDAT_EMAIL', 'RELANCE_CANDIDAT_TELEPHONE'],
    formateur: ['DEMANDER_DOCUMENTS_FORMATEUR'],
  },
  DOSSIER_COMPLET: { candidat: ['VALIDER_DOSSIER', 'PLANIFIER_ENTRETIEN', 'GENERER_DEVIS'] },
  DOCUMENT_RECU: { document: ['VALIDER_DOCUMENT', 'REFUSER_DOCUMENT', 'DEMANDER_REUPLOAD'] },
  NOUVEAU_PROSPECT: {
    prospect: ['RELANCE_PROSPECT_TELEPHONE', 'ENVOYER_DOSSIER_PROSPECT', 'RELANCE_PROSPECT_EMAIL'],
  },
  DEVIS_SANS_REPONSE: { candidat: ['ENVOYER_DEVIS', 'RELANCE_CANDIDAT_TELEPHONE'] },
  ABSENCE: { eleve: ['RELANCE_PRESENCE'] },
};

/** An action that did not succeed is answered by one of the same type. */
const REPEATED = ['ACTION_FAILED', 'ACTION_EXPIRED', 'ACTION_CANCELLED'];

export const suggestedActionTypes = (notification: {
  type: string;
  entityType: EntityType | null;
  /** Of the action that the notification is about. */
  actionType: string | null;
}): string[] => {
  const { type, entityType, actionType } = notification;
  if (actionType !== null && REPEATED.includes(type)) return [actionType];
  return entityType === null ? [] : [...(BY_NOTIFICATION[type]?.[entityType] ?? [])];
};
