/**
 * `actionButton` of an action that a person sends from a record or a list. Source: seed 001, whose buttons
 * `relancer_email`, `generer_devis` and `valider_document` name what the button says.
 */
export const buttonOf = (code: string): string => BUTTONS[code] ?? code.toLowerCase();

/** The page names the record, so the button does not. */
const BUTTONS: Readonly<Record<string, string>> = {
  RELANCE_PROSPECT_EMAIL: 'relancer_email',
  RELANCE_PROSPECT_TELEPHONE: 'relancer_telephone',
  RELANCE_PROSPECT_SMS: 'relancer_sms',
  ENVOYER_DOSSIER_PROSPECT: 'envoyer_dossier',
  CONVERTIR_PROSPECT_CANDIDAT: 'convertir_candidat',
  RELANCE_CANDIDAT_EMAIL: 'relancer_email',
  RELANCE_CANDIDAT_TELEPHONE: 'relancer_telephone',
  TELECHARGER_DOSSIER_COMPLET: 'telecharger_dossier',
  RELANCE_PRESENCE: 'relancer_presence',
  GENERER_CONTRAT_FORMATEUR: 'generer_contrat',
  DEMANDER_DOCUMENTS_FORMATEUR: 'demander_documents',
  DEMANDER_PIECES_DOSSIER: 'demander_pieces',
  DEMANDER_REPONSE_CLIENT: 'relancer_client',
  PLANIFIER_RENDEZ_VOUS_DOSSIER: 'planifier_rendez_vous',
  GENERER_COURRIER_DOSSIER: 'generer_courrier',
  VALIDER_CLOTURE_DOSSIER: 'cloturer_dossier',
};
