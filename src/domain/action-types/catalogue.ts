import type { Locale } from '../companies/shapes.ts';
import type { EntityType } from '../entities/types.ts';
import type { Role } from '../shared/permissions.ts';

/** The default catalogue of action types. Source: seed 001, "Catalogue des Actions". */

export interface ActionType {
  code: string;
  /** In French, or as the company wrote it. */
  label: string;
  entityTypes: readonly EntityType[];
  roles: readonly Role[];
  /** JSON schema of `metadonnees`; null accepts any object. */
  metadataSchema: object | null;
}

const EVERYONE: readonly Role[] = ['agent', 'supervisor', 'owner', 'super_admin'];
const SUPERVISORS: readonly Role[] = ['supervisor', 'owner', 'super_admin'];

const type = (
  code: string,
  label: string,
  entityTypes: readonly EntityType[],
  roles: readonly Role[] = EVERYONE,
): ActionType => ({ code, label, entityTypes, roles, metadataSchema: null });

export const CATALOGUE: readonly ActionType[] = [
  type('RELANCE_PROSPECT_EMAIL', 'Relancer prospect par email', ['prospect']),
  type('RELANCE_PROSPECT_TELEPHONE', 'Relancer prospect par téléphone', ['prospect']),
  type('RELANCE_PROSPECT_SMS', 'Relancer prospect par SMS', ['prospect']),
  type('ENVOYER_DOSSIER_PROSPECT', 'Envoyer formulaire dossier complet', ['prospect']),
  type('CONVERTIR_PROSPECT_CANDIDAT', 'Convertir prospect en candidat', ['prospect']),

  type('RELANCE_CANDIDAT_EMAIL', 'Relancer candidat par email', ['candidat']),
  type('RELANCE_CANDIDAT_TELEPHONE', 'Relancer candidat par téléphone', ['candidat']),
  type('GENERER_DEVIS', 'Générer et envoyer devis', ['candidat', 'prospect']),
  type('ENVOYER_DEVIS', 'Renvoyer devis existant', ['candidat', 'prospect']),
  type('VALIDER_DOSSIER', 'Valider dossier complet', ['candidat'], SUPERVISORS),
  type('REFUSER_DOSSIER', 'Refuser candidature', ['candidat'], SUPERVISORS),
  type('DEMANDER_DOCUMENTS', 'Relancer documents manquants', ['candidat']),
  type('PLANIFIER_ENTRETIEN', 'Planifier entretien pédagogique', ['candidat']),
  type('GENERER_CONTRAT', 'Générer contrat formation', ['candidat', 'eleve'], SUPERVISORS),

  type('VALIDER_DOCUMENT', 'Valider un document reçu', ['document']),
  type('REFUSER_DOCUMENT', 'Refuser un document (qualité insuffisante)', ['document']),
  type('DEMANDER_REUPLOAD', 'Demander un nouveau téléversement', ['document']),
  type('TELECHARGER_DOSSIER_COMPLET', 'Télécharger tous les documents', [
    'document',
    'candidat',
    'eleve',
  ]),

  type('GENERER_ATTESTATION', 'Générer attestation de formation', ['eleve']),
  type('GENERER_BULLETIN', 'Générer bulletin de notes', ['eleve']),
  type('RELANCE_PRESENCE', 'Relancer élève pour absences', ['eleve']),
  type('NOTIFIER_NOTE', "Notifier élève d'une nouvelle note", ['eleve']),

  type(
    'VALIDER_DISPONIBILITE',
    'Valider disponibilité formateur',
    ['formateur', 'session'],
    SUPERVISORS,
  ),
  type('GENERER_CONTRAT_FORMATEUR', 'Générer contrat formateur', ['formateur'], SUPERVISORS),
  type('DEMANDER_DOCUMENTS_FORMATEUR', 'Demander documents Qualiopi', ['formateur']),
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
};

/** The label in each language. Null if the company wrote its own label, which has no translation. */
export const labelsOf = ({ code, label }: ActionType): Record<Locale, string> | null => {
  const english = ENGLISH[code];
  if (english === undefined || catalogueType(code)?.label !== label) return null;
  return { fr: label, en: english };
};
