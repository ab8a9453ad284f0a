import type { Locale } from '../companies/shapes.ts';
import type { EntityType } from '../entities/types.ts';
import type { StatusTone } from '../shared/statuses.ts';

/**
 * The default statuses of records. Sources: the words of seed 001 (`DOSSIER_COMPLET`, `DEVIS_ENVOYE`,
 * `VALIDE`), and the statuses that the flows in `n8n/` set. They suggest only actions that a default
 * route takes: the others would end in `log-erreur`.
 */

/** What a company stores. */
export interface EntityStatus {
  code: string;
  /** In French, or as the company wrote it. */
  label: string;
  tone: StatusTone;
  /** The usual actions on a record with this status, most usual first. */
  suggestedActionTypes: readonly string[];
}

interface DefaultStatus extends EntityStatus {
  english: string;
}

const status = (
  code: string,
  label: string,
  english: string,
  tone: StatusTone,
  suggestedActionTypes: readonly string[] = [],
): DefaultStatus => ({ code, label, english, tone, suggestedActionTypes });

const REMIND_PROSPECT = ['RELANCE_PROSPECT_EMAIL', 'RELANCE_PROSPECT_TELEPHONE'];
const REMIND_CANDIDATE = ['RELANCE_CANDIDAT_EMAIL', 'RELANCE_CANDIDAT_TELEPHONE'];

const DEFAULTS: Record<EntityType, readonly DefaultStatus[]> = {
  prospect: [
    status('NOUVEAU', 'Nouveau', 'New', 'info', REMIND_PROSPECT),
    status('A_CONTACTER', 'À contacter', 'To contact', 'waiting', [
      ...REMIND_PROSPECT,
      'RELANCE_PROSPECT_SMS',
    ]),
    status('RELANCE', 'Relancé', 'Reminded', 'moving', REMIND_PROSPECT),
    status('RELANCE_1', 'Relancé une fois', 'Reminded once', 'moving', REMIND_PROSPECT),
    status('RELANCE_2', 'Relancé deux fois', 'Reminded twice', 'late', [
      'RELANCE_PROSPECT_TELEPHONE',
      'RELANCE_PROSPECT_SMS',
    ]),
    status('DOSSIER_ENVOYE', 'Dossier envoyé', 'Form sent', 'moving', REMIND_PROSPECT),
    status('DEVIS_ENVOYE', 'Devis envoyé', 'Quote sent', 'moving', REMIND_PROSPECT),
    status('CONVERTI', 'Converti', 'Converted', 'good'),
    status('PERDU', 'Perdu', 'Lost', 'bad'),
  ],
  candidat: [
    status('NOUVEAU', 'Nouveau', 'New', 'info', ['DEMANDER_DOCUMENTS', 'RELANCE_CANDIDAT_EMAIL']),
    status('EN_COURS', 'En cours', 'In progress', 'moving', [
      'GENERER_DEVIS',
      'DEMANDER_DOCUMENTS',
      'PLANIFIER_ENTRETIEN',
    ]),
    status('RELANCE', 'Relancé', 'Reminded', 'moving', REMIND_CANDIDATE),
    status('DOSSIER_INCOMPLET', 'Dossier incomplet', 'Incomplete application', 'waiting', [
      'DEMANDER_DOCUMENTS',
      ...REMIND_CANDIDATE,
    ]),
    status('DOSSIER_COMPLET', 'Dossier complet', 'Complete application', 'info', [
      'RELANCE_CANDIDAT_EMAIL',
      'VALIDER_DOSSIER',
      'PLANIFIER_ENTRETIEN',
      'GENERER_DEVIS',
    ]),
    status('ENTRETIEN_PLANIFIE', 'Entretien planifié', 'Interview scheduled', 'moving', [
      'VALIDER_DOSSIER',
      'REFUSER_DOSSIER',
      'PLANIFIER_ENTRETIEN',
    ]),
    status('DOSSIER_VALIDE', 'Dossier validé', 'Approved application', 'good', [
      'GENERER_DEVIS',
      'GENERER_CONTRAT',
    ]),
    status('DEVIS_ENVOYE', 'Devis envoyé', 'Quote sent', 'moving', [
      'GENERER_CONTRAT',
      ...REMIND_CANDIDATE,
    ]),
    status('CONTRAT_ENVOYE', 'Contrat envoyé', 'Contract sent', 'moving', REMIND_CANDIDATE),
    status('INSCRIT', 'Inscrit', 'Enrolled', 'good'),
    status('DOSSIER_REFUSE', 'Dossier refusé', 'Rejected application', 'bad'),
  ],
  eleve: [
    status('INSCRIT', 'Inscrit', 'Enrolled', 'info', ['GENERER_CONTRAT']),
    status('EN_FORMATION', 'En formation', 'In training', 'moving', [
      'GENERER_BULLETIN',
      'GENERER_ATTESTATION',
    ]),
    status('ABSENT', 'Absences à justifier', 'Absences to explain', 'late'),
    status('DIPLOME', 'Diplômé', 'Graduated', 'good', ['GENERER_ATTESTATION', 'GENERER_BULLETIN']),
    status('ABANDON', 'Abandon', 'Dropped out', 'bad', ['GENERER_ATTESTATION']),
  ],
  formateur: [
    status('A_CONTACTER', 'À contacter', 'To contact', 'waiting', ['DEMANDER_DOCUMENTS_FORMATEUR']),
    status('DOCUMENTS_DEMANDES', 'Documents demandés', 'Documents requested', 'waiting', [
      'DEMANDER_DOCUMENTS_FORMATEUR',
    ]),
    status('DISPONIBLE', 'Disponible', 'Available', 'info', [
      'VALIDER_DISPONIBILITE',
      'GENERER_CONTRAT_FORMATEUR',
    ]),
    status('CONTRAT_ENVOYE', 'Contrat envoyé', 'Contract sent', 'moving'),
    status('ACTIF', 'Actif', 'Active', 'good', [
      'VALIDER_DISPONIBILITE',
      'DEMANDER_DOCUMENTS_FORMATEUR',
    ]),
    status('INACTIF', 'Inactif', 'Inactive', 'neutral'),
  ],
  session: [
    status('PLANIFIEE', 'Planifiée', 'Scheduled', 'info', ['VALIDER_DISPONIBILITE']),
    status('OUVERTE', 'Inscriptions ouvertes', 'Open for enrolment', 'moving', [
      'VALIDER_DISPONIBILITE',
    ]),
    status('COMPLETE', 'Complète', 'Full', 'good'),
    status('EN_COURS', 'En cours', 'In progress', 'moving'),
    status('TERMINEE', 'Terminée', 'Finished', 'neutral'),
    status('ANNULEE', 'Annulée', 'Cancelled', 'bad'),
  ],
  document: [
    status('A_VERIFIER', 'À vérifier', 'To check', 'waiting', [
      'VALIDER_DOCUMENT',
      'REFUSER_DOCUMENT',
      'DEMANDER_REUPLOAD',
    ]),
    status('REUPLOAD_DEMANDE', 'Nouvel envoi demandé', 'New upload requested', 'late', [
      'DEMANDER_REUPLOAD',
      'VALIDER_DOCUMENT',
    ]),
    status('VALIDE', 'Validé', 'Approved', 'good'),
    status('REFUSE', 'Refusé', 'Rejected', 'bad', ['DEMANDER_REUPLOAD']),
  ],
};

export const defaultStatuses = (type: EntityType): readonly EntityStatus[] => DEFAULTS[type];

const defaultStatus = (type: EntityType, code: string): DefaultStatus | undefined =>
  DEFAULTS[type].find((candidate) => candidate.code === code);

/** The label in each language. Null if the company wrote its own label, which has no translation. */
export const statusLabels = (
  type: EntityType,
  { code, label }: EntityStatus,
): Record<Locale, string> | null => {
  const original = defaultStatus(type, code);
  return original?.label === label ? { fr: label, en: original.english } : null;
};

/** The label to store: the default one in French if it came back in the reader's language. */
export const storedLabel = (type: EntityType, code: string, label: string): string => {
  const original = defaultStatus(type, code);
  return original?.english === label ? original.label : label;
};
