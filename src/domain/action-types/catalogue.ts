import type { Locale } from '../companies/shapes.ts';
import type { ActionEntityType } from '../entities/types.ts';
import type { Role } from '../shared/permissions.ts';
import {
  ABSENCE_REMINDER,
  APPOINTMENT,
  AVAILABILITY,
  CLIENT_REMINDER,
  DOCUMENT_DECISION,
  ENROLMENT,
  FILE_DECISION,
  GENERATED_DOCUMENT,
  INTERVIEW,
  LETTER,
  NEW_UPLOAD,
  QUOTE,
  REMINDER,
} from './catalogue-fields.ts';

/**
 * The default catalogue of action types. Source: seed 001, "Catalogue des Actions"; those of a case (`dossier`) are of
 * Relais, and take the seed's prefixes.
 */

/** What a company stores: an own type, or its change of a type of the catalogue. */
export interface StoredActionType {
  code: string;
  /** In French, or as the company wrote it. */
  label: string;
  entityTypes: readonly ActionEntityType[];
  roles: readonly Role[];
  /** JSON schema of `metadonnees`. Null: the catalogue's; any object if the catalogue has none. */
  metadataSchema: object | null;
}

export interface ActionType extends StoredActionType {
  /** `decisionType` of an action that names none. */
  decisionType: string;
}

const EVERYONE: readonly Role[] = ['agent', 'supervisor', 'owner', 'super_admin'];
const SUPERVISORS: readonly Role[] = ['supervisor', 'owner', 'super_admin'];

/** The default decision of a type outside the catalogue. Source: seed 001, "Code de compatibilité". */
export const DEFAULT_DECISION_TYPE = 'success';

export const CATALOGUE: readonly ActionType[] = [
  {
    code: 'RELANCE_PROSPECT_EMAIL',
    label: 'Relancer prospect par email',
    entityTypes: ['prospect'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'relance_email',
  },
  {
    code: 'RELANCE_PROSPECT_TELEPHONE',
    label: 'Relancer prospect par téléphone',
    entityTypes: ['prospect'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'relance_telephone',
  },
  {
    code: 'RELANCE_PROSPECT_SMS',
    label: 'Relancer prospect par SMS',
    entityTypes: ['prospect'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'relance_sms',
  },
  {
    code: 'ENVOYER_DOSSIER_PROSPECT',
    label: 'Envoyer formulaire dossier complet',
    entityTypes: ['prospect'],
    roles: EVERYONE,
    metadataSchema: ENROLMENT,
    decisionType: 'envoi_dossier',
  },
  {
    code: 'CONVERTIR_PROSPECT_CANDIDAT',
    label: 'Convertir prospect en candidat',
    entityTypes: ['prospect'],
    roles: EVERYONE,
    metadataSchema: ENROLMENT,
    decisionType: 'conversion',
  },

  {
    code: 'RELANCE_CANDIDAT_EMAIL',
    label: 'Relancer candidat par email',
    entityTypes: ['candidat'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'relance_email',
  },
  {
    code: 'RELANCE_CANDIDAT_TELEPHONE',
    label: 'Relancer candidat par téléphone',
    entityTypes: ['candidat'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'relance_telephone',
  },
  {
    code: 'GENERER_DEVIS',
    label: 'Générer et envoyer devis',
    entityTypes: ['candidat', 'prospect'],
    roles: EVERYONE,
    metadataSchema: QUOTE,
    decisionType: 'generation_devis',
  },
  {
    code: 'ENVOYER_DEVIS',
    label: 'Renvoyer devis existant',
    entityTypes: ['candidat', 'prospect'],
    roles: EVERYONE,
    metadataSchema: QUOTE,
    decisionType: 'envoi_devis',
  },
  {
    code: 'VALIDER_DOSSIER',
    label: 'Valider dossier complet',
    entityTypes: ['candidat'],
    roles: SUPERVISORS,
    metadataSchema: FILE_DECISION,
    decisionType: 'validation',
  },
  {
    code: 'REFUSER_DOSSIER',
    label: 'Refuser candidature',
    entityTypes: ['candidat'],
    roles: SUPERVISORS,
    metadataSchema: FILE_DECISION,
    decisionType: 'refus',
  },
  {
    code: 'DEMANDER_DOCUMENTS',
    label: 'Relancer documents manquants',
    entityTypes: ['candidat'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'demande_documents',
  },
  {
    code: 'PLANIFIER_ENTRETIEN',
    label: 'Planifier entretien pédagogique',
    entityTypes: ['candidat'],
    roles: EVERYONE,
    metadataSchema: INTERVIEW,
    decisionType: 'planification_entretien',
  },
  {
    code: 'GENERER_CONTRAT',
    label: 'Générer contrat formation',
    entityTypes: ['candidat', 'eleve'],
    roles: SUPERVISORS,
    metadataSchema: GENERATED_DOCUMENT,
    decisionType: 'generation_contrat',
  },

  {
    code: 'VALIDER_DOCUMENT',
    label: 'Valider un document reçu',
    entityTypes: ['document'],
    roles: EVERYONE,
    metadataSchema: DOCUMENT_DECISION,
    decisionType: 'validation',
  },
  {
    code: 'REFUSER_DOCUMENT',
    label: 'Refuser un document (qualité insuffisante)',
    entityTypes: ['document'],
    roles: EVERYONE,
    metadataSchema: DOCUMENT_DECISION,
    decisionType: 'refus',
  },
  {
    code: 'DEMANDER_REUPLOAD',
    label: 'Demander un nouveau téléversement',
    entityTypes: ['document'],
    roles: EVERYONE,
    metadataSchema: NEW_UPLOAD,
    decisionType: 'demande_reupload',
  },
  {
    code: 'TELECHARGER_DOSSIER_COMPLET',
    label: 'Télécharger tous les documents',
    entityTypes: ['document', 'candidat', 'eleve'],
    roles: EVERYONE,
    metadataSchema: null,
    decisionType: 'telechargement_dossier',
  },

  {
    code: 'GENERER_ATTESTATION',
    label: 'Générer attestation de formation',
    entityTypes: ['eleve'],
    roles: EVERYONE,
    metadataSchema: GENERATED_DOCUMENT,
    decisionType: 'generation_attestation',
  },
  {
    code: 'GENERER_BULLETIN',
    label: 'Générer bulletin de notes',
    entityTypes: ['eleve'],
    roles: EVERYONE,
    metadataSchema: GENERATED_DOCUMENT,
    decisionType: 'generation_bulletin',
  },
  {
    code: 'RELANCE_PRESENCE',
    label: 'Relancer élève pour absences',
    entityTypes: ['eleve'],
    roles: EVERYONE,
    metadataSchema: ABSENCE_REMINDER,
    decisionType: 'relance_presence',
  },
  {
    code: 'NOTIFIER_NOTE',
    label: "Notifier élève d'une nouvelle note",
    entityTypes: ['eleve'],
    roles: EVERYONE,
    metadataSchema: null,
    decisionType: 'notification_note',
  },

  {
    code: 'VALIDER_DISPONIBILITE',
    label: 'Valider disponibilité formateur',
    entityTypes: ['formateur', 'session'],
    roles: SUPERVISORS,
    metadataSchema: AVAILABILITY,
    decisionType: 'validation',
  },
  {
    code: 'GENERER_CONTRAT_FORMATEUR',
    label: 'Générer contrat formateur',
    entityTypes: ['formateur'],
    roles: SUPERVISORS,
    metadataSchema: GENERATED_DOCUMENT,
    decisionType: 'generation_contrat',
  },
  {
    code: 'DEMANDER_DOCUMENTS_FORMATEUR',
    label: 'Demander documents Qualiopi',
    entityTypes: ['formateur'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'demande_documents',
  },

  {
    code: 'DEMANDER_PIECES_DOSSIER',
    label: 'Demander des pièces au client',
    entityTypes: ['dossier'],
    roles: EVERYONE,
    metadataSchema: REMINDER,
    decisionType: 'demande_pieces',
  },
  {
    code: 'DEMANDER_REPONSE_CLIENT',
    label: 'Relancer le client',
    entityTypes: ['dossier'],
    roles: EVERYONE,
    metadataSchema: CLIENT_REMINDER,
    decisionType: 'relance_client',
  },
  {
    code: 'PLANIFIER_RENDEZ_VOUS_DOSSIER',
    label: 'Planifier un rendez-vous avec le client',
    entityTypes: ['dossier'],
    roles: EVERYONE,
    metadataSchema: APPOINTMENT,
    decisionType: 'planification_rendez_vous',
  },
  {
    code: 'GENERER_COURRIER_DOSSIER',
    label: 'Générer et envoyer un courrier au client',
    entityTypes: ['dossier'],
    roles: EVERYONE,
    metadataSchema: LETTER,
    decisionType: 'generation_courrier',
  },
  {
    code: 'VALIDER_CLOTURE_DOSSIER',
    label: 'Clore le dossier et prévenir le client',
    entityTypes: ['dossier'],
    roles: SUPERVISORS,
    metadataSchema: null,
    decisionType: 'cloture',
  },
];

export const catalogueType = (code: string): ActionType | undefined =>
  CATALOGUE.find((candidate) => candidate.code === code);

const ENGLISH: Record<string, string> = {
  RELANCE_PROSPECT_EMAIL: 'Remind prospect by e-mail',
  RELANCE_PROSPECT_TELEPHONE: 'Remind prospect by phone',
  RELANCE_PROSPECT_SMS: 'Remind prospect by SMS',
  ENVOYER_DOSSIER_PROSPECT: 'Send the complete application form',
  CONVERTIR_PROSPECT_CANDIDAT: 'Convert prospect into candidate',
  RELANCE_CANDIDAT_EMAIL: 'Remind candidate by e-mail',
  RELANCE_CANDIDAT_TELEPHONE: 'Remind candidate by phone',
  GENERER_DEVIS: 'Generate and send a quote',
  ENVOYER_DEVIS: 'Send an existing quote again',
  VALIDER_DOSSIER: 'Approve the complete application',
  REFUSER_DOSSIER: 'Reject the application',
  DEMANDER_DOCUMENTS: 'Ask for missing documents',
  PLANIFIER_ENTRETIEN: 'Schedule the teaching interview',
  GENERER_CONTRAT: 'Generate the training contract',
  VALIDER_DOCUMENT: 'Approve a received document',
  REFUSER_DOCUMENT: 'Reject a document (insufficient quality)',
  DEMANDER_REUPLOAD: 'Ask for a new upload',
  TELECHARGER_DOSSIER_COMPLET: 'Download all documents',
  GENERER_ATTESTATION: 'Generate the training certificate',
  GENERER_BULLETIN: 'Generate the report card',
  RELANCE_PRESENCE: 'Remind student of absences',
  NOTIFIER_NOTE: 'Tell student about a new grade',
  VALIDER_DISPONIBILITE: "Confirm the trainer's availability",
  GENERER_CONTRAT_FORMATEUR: 'Generate the trainer contract',
  DEMANDER_DOCUMENTS_FORMATEUR: 'Ask for Qualiopi documents',
  DEMANDER_PIECES_DOSSIER: 'Ask the client for documents',
  DEMANDER_REPONSE_CLIENT: 'Remind the client',
  PLANIFIER_RENDEZ_VOUS_DOSSIER: 'Schedule a meeting with the client',
  GENERER_COURRIER_DOSSIER: 'Generate and send a letter to the client',
  VALIDER_CLOTURE_DOSSIER: 'Close the case and tell the client',
};

/** What the catalogue calls a type; undefined for a type outside of it. */
export const catalogueLabel = (code: string, locale: Locale): string | undefined =>
  locale === 'en' ? ENGLISH[code] : catalogueType(code)?.label;

/** A stored type with what the catalogue says of it. A company's own schema comes first. */
export const completeType = (stored: StoredActionType): ActionType => {
  const original = catalogueType(stored.code);
  return {
    ...stored,
    metadataSchema: stored.metadataSchema ?? original?.metadataSchema ?? null,
    decisionType: original?.decisionType ?? DEFAULT_DECISION_TYPE,
  };
};

/** The label in each language. Null if the company wrote its own label, which has no translation. */
export const labelsOf = ({ code, label }: StoredActionType): Record<Locale, string> | null => {
  const english = ENGLISH[code];
  if (english === undefined || catalogueType(code)?.label !== label) return null;
  return { fr: label, en: english };
};
