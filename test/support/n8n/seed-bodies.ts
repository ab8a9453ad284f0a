/**
 * The bodies of seed 001's worked examples, to the letter and as text: what a client sends, before any
 * of our own types has touched it.
 */

export const RELANCE_CANDIDAT_EMAIL_TEXT = `{
  "actionType": "RELANCE_CANDIDAT_EMAIL",
  "actionSource": "admin.candidats.detail",
  "actionButton": "relancer_email",

  "entiteType": "candidat",
  "entiteId": "DUMI15091992",
  "entiteData": {
    "nom": "Dumitru",
    "prenom": "Marie",
    "email": "marie.dumitru@example.com",
    "statutDossier": "DOSSIER_COMPLET"
  },

  "decidePar": 1,
  "decisionType": "relance_email",
  "commentaire": "Relance pour documents CNI manquants",

  "metadonnees": {
    "documentsManquants": ["CNI_VERSO"],
    "delaiDepuisDernierContact": 15,
    "priorite": "HAUTE"
  }
}`;

export const GENERER_DEVIS_TEXT = `{
  "actionType": "GENERER_DEVIS",
  "actionSource": "admin.candidats.detail",
  "actionButton": "generer_devis",

  "entiteType": "candidat",
  "entiteId": "JURI102025",
  "entiteData": {
    "nom": "Rimbo",
    "prenom": "Juliette",
    "email": "juliette.rimbo@example.com",
    "formation": "CAP ATBJ",
    "montantTotal": 8500,
    "montantPriseEnCharge": 8000,
    "resteACharge": 500,
    "modeFinancement": "CPF"
  },

  "decidePar": 1,
  "decisionType": "generation_devis",

  "metadonnees": {
    "urgence": true,
    "sessionVisee": "Septembre 2026"
  }
}`;

export const VALIDER_DOCUMENT_TEXT = `{
  "actionType": "VALIDER_DOCUMENT",
  "actionSource": "admin.candidats.documents",
  "actionButton": "valider_document",

  "entiteType": "document",
  "entiteId": "42",
  "entiteData": {
    "typeDocument": "CV",
    "candidatNom": "Dumitru",
    "candidatPrenom": "Marie",
    "candidatEmail": "marie.dumitru@example.com"
  },

  "decidePar": 1,
  "decisionType": "validation",
  "commentaire": "CV conforme, profil artistique pertinent",

  "metadonnees": {
    "qualite": "EXCELLENTE",
    "score": 95
  }
}`;

export const LEGACY_TEXT = `{
  "typeAction": "RELANCER",
  "resultat": "relance_email",
  "commentaire": "Relance pour documents"
}`;

/** The notification of the seed's "Payload Complet Reçu". */
export const NOTIFICATION_42 = {
  id: 42,
  categorie: 'CANDIDAT',
  type: 'DOSSIER_INCOMPLET',
  titre: 'Documents manquants pour DUMI15091992',
} as const;
