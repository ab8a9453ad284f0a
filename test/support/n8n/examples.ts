/** Seed 001's worked examples, the legacy one, and what n8n answers to each type of the catalogue. */
import type { PayloadSource } from '../../../src/domain/actions/payload.ts';

export interface N8nExample {
  title: string;
  action: Partial<PayloadSource> & { action_type: string };
  route: { index: number; workflow: string };
  progress?: string;
  result: { status: 'succeeded' | 'failed'; message: string; statutDossier?: string };
}

export const SEED_EXAMPLES: readonly N8nExample[] = [
  {
    title: 'example 1, "Relance Candidat Email"',
    action: {
      action_type: 'RELANCE_CANDIDAT_EMAIL',
      action_source: 'admin.candidats.detail',
      action_button: 'relancer_email',
      entite_type: 'candidat',
      entite_id: 'DUMI15091992',
      entite_data: {
        nom: 'Dumitru',
        prenom: 'Marie',
        email: 'marie.dumitru@example.com',
        statutDossier: 'DOSSIER_COMPLET',
      },
      decision_type: 'relance_email',
      commentaire: 'Relance pour documents CNI manquants',
      metadonnees: {
        documentsManquants: ['CNI_VERSO'],
        delaiDepuisDernierContact: 15,
        priorite: 'HAUTE',
      },
      notification_id: 42,
      notification_categorie: 'CANDIDAT',
      notification_type: 'DOSSIER_INCOMPLET',
      notification_code: 'text',
      notification_params: { titre: 'Documents manquants pour DUMI15091992', message: '' },
      notification_locale: 'fr',
    },
    route: { index: 0, workflow: 'marjorie-candidat-relance' },
    progress: 'Relance de Marie Dumitru en préparation',
    result: { status: 'succeeded', message: 'Relance envoyée à Marie Dumitru (simulation)' },
  },
  {
    title: 'example 2, "Générer Devis"',
    action: {
      action_type: 'GENERER_DEVIS',
      action_source: 'admin.candidats.detail',
      action_button: 'generer_devis',
      entite_type: 'candidat',
      entite_id: 'JURI102025',
      entite_data: {
        nom: 'Rimbo',
        prenom: 'Juliette',
        email: 'juliette.rimbo@example.com',
        formation: 'CAP ATBJ',
        montantTotal: 8500,
        montantPriseEnCharge: 8000,
        resteACharge: 500,
        modeFinancement: 'CPF',
      },
      decision_type: 'generation_devis',
      metadonnees: { urgence: true, sessionVisee: 'Septembre 2026' },
    },
    route: { index: 2, workflow: 'marjorie-documents-generation' },
    progress: 'Devis de Juliette Rimbo en préparation',
    result: {
      status: 'succeeded',
      message: 'Devis généré et envoyé à Juliette Rimbo (simulation)',
      statutDossier: 'DEVIS_ENVOYE',
    },
  },
  {
    title: 'example 3, "Valider Document"',
    action: {
      action_type: 'VALIDER_DOCUMENT',
      action_source: 'admin.candidats.documents',
      action_button: 'valider_document',
      entite_type: 'document',
      entite_id: '42',
      entite_data: {
        typeDocument: 'CV',
        candidatNom: 'Dumitru',
        candidatPrenom: 'Marie',
        candidatEmail: 'marie.dumitru@example.com',
      },
      decision_type: 'validation',
      commentaire: 'CV conforme, profil artistique pertinent',
      metadonnees: { qualite: 'EXCELLENTE', score: 95 },
    },
    route: { index: 3, workflow: 'marjorie-validation' },
    progress: 'Contrôle du dossier de Marie Dumitru en cours',
    result: {
      status: 'succeeded',
      message: 'Dossier Marie Dumitru complet et prêt pour jury (simulation)',
      statutDossier: 'DOSSIER_COMPLET',
    },
  },
  {
    title: 'the legacy example, "Ancien Format"',
    action: {
      action_type: 'RELANCER',
      action_source: null,
      action_button: null,
      entite_type: null,
      entite_id: null,
      entite_data: {},
      decision_type: 'relance_email',
      commentaire: 'Relance pour documents',
      type_action: 'RELANCER',
    },
    route: { index: 6, workflow: 'log-erreur' },
    result: {
      status: 'failed',
      message: 'Action « RELANCER » non traitée : ce type est absent du catalogue',
    },
  },
];

const uncaught = (type: string): [string, number, string] => [
  type,
  6,
  `Action « ${type} » non traitée : aucun préfixe ne correspond à ce type`,
];

/** The 30 types for Marie Dumitru, without metadonnees: route index, message up to its "(simulation)", statutDossier. */
export const CATALOGUE_RESULTS: [
  type: string,
  index: number,
  message: string,
  statutDossier?: string,
][] = [
  ['RELANCE_PROSPECT_EMAIL', 1, 'Relance envoyée à Marie Dumitru'],
  ['RELANCE_PROSPECT_TELEPHONE', 1, 'Relance téléphonique planifiée pour Marie Dumitru'],
  ['RELANCE_PROSPECT_SMS', 1, 'Relance SMS envoyée à Marie Dumitru'],
  uncaught('ENVOYER_DOSSIER_PROSPECT'),
  uncaught('CONVERTIR_PROSPECT_CANDIDAT'),
  ['RELANCE_CANDIDAT_EMAIL', 0, 'Relance envoyée à Marie Dumitru'],
  ['RELANCE_CANDIDAT_TELEPHONE', 0, 'Relance téléphonique planifiée pour Marie Dumitru'],
  ['GENERER_DEVIS', 2, 'Devis généré et envoyé à Marie Dumitru', 'DEVIS_ENVOYE'],
  uncaught('ENVOYER_DEVIS'),
  ['VALIDER_DOSSIER', 3, 'Dossier Marie Dumitru validé', 'DOSSIER_VALIDE'],
  ['REFUSER_DOSSIER', 3, 'Candidature de Marie Dumitru refusée', 'DOSSIER_REFUSE'],
  ['DEMANDER_DOCUMENTS', 5, 'Documents demandés à Marie Dumitru'],
  ['PLANIFIER_ENTRETIEN', 4, 'Proposition de créneau envoyée à Marie Dumitru'],
  ['GENERER_CONTRAT', 2, 'Contrat généré et envoyé à Marie Dumitru', 'CONTRAT_ENVOYE'],
  ['VALIDER_DOCUMENT', 3, 'Dossier Marie Dumitru complet et prêt pour jury', 'DOSSIER_COMPLET'],
  ['REFUSER_DOCUMENT', 3, 'Document refusé : un nouvel envoi est demandé à Marie Dumitru'],
  ['DEMANDER_REUPLOAD', 5, 'Nouveau téléversement demandé à Marie Dumitru'],
  uncaught('TELECHARGER_DOSSIER_COMPLET'),
  ['GENERER_ATTESTATION', 2, 'Attestation générée et envoyée à Marie Dumitru'],
  ['GENERER_BULLETIN', 2, 'Bulletin généré et envoyé à Marie Dumitru'],
  uncaught('RELANCE_PRESENCE'),
  uncaught('NOTIFIER_NOTE'),
  ['VALIDER_DISPONIBILITE', 3, 'Disponibilité de Marie Dumitru validée'],
  ['GENERER_CONTRAT_FORMATEUR', 2, 'Contrat formateur généré et envoyé à Marie Dumitru'],
  ['DEMANDER_DOCUMENTS_FORMATEUR', 5, 'Documents Qualiopi demandés à Marie Dumitru'],
  ['DEMANDER_PIECES_DOSSIER', 5, 'Documents demandés à Marie Dumitru'],
  ['DEMANDER_REPONSE_CLIENT', 5, 'Message envoyé à Marie Dumitru'],
  ['PLANIFIER_RENDEZ_VOUS_DOSSIER', 4, 'Proposition de créneau envoyée à Marie Dumitru'],
  ['GENERER_COURRIER_DOSSIER', 2, 'Document généré et envoyé à Marie Dumitru'],
  [
    'VALIDER_CLOTURE_DOSSIER',
    3,
    'Dossier DUMI15091992 clos : Marie Dumitru en est informé',
    'ferme',
  ],
];
