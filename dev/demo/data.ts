/** The demo company's records: the seeds' own examples, and enough around them to look at. */

export const DEMO_COMPANY = {
  name: 'ABJ — Académie de Bijouterie',
  slug: 'abj',
  owner: { email: 'claire.fontaine@abj.example', name: 'Claire Fontaine' },
} as const;

export const OTHER_COMPANY = {
  name: 'Maison Voisine',
  slug: 'maison-voisine',
  owner: { email: 'paul.voisin@maison-voisine.example', name: 'Paul Voisin' },
} as const;

export const CALL_CENTRE = 'Centre de Lyon';
const MARSEILLE = 'Centre de Marseille';
export const CALL_CENTRES = [CALL_CENTRE, MARSEILLE] as const;

/** The customer's gets the answers to all customers of the demo. */
export const MAILBOXES = {
  company: 'contact@abj.example',
  customer: 'camille.durand@example.com',
} as const;

export const TEAM = [
  {
    email: 'sofia.martin@abj.example',
    name: 'Sofia Martin',
    role: 'supervisor',
    centre: CALL_CENTRE,
  },
  { email: 'ali.benali@abj.example', name: 'Ali Benali', role: 'agent', centre: CALL_CENTRE },
  { email: 'emma.roux@abj.example', name: 'Emma Roux', role: 'agent', centre: CALL_CENTRE },
  {
    email: 'nadia.costa@abj.example',
    name: 'Nadia Costa',
    role: 'supervisor',
    centre: MARSEILLE,
  },
  { email: 'yanis.ferrer@abj.example', name: 'Yanis Ferrer', role: 'agent', centre: MARSEILLE },
] as const;

export const ENTITIES = [
  {
    type: 'candidat',
    ref: 'DUMI15091992',
    data: {
      nom: 'Dumitru',
      prenom: 'Marie',
      email: 'marie.dumitru@example.com',
      telephone: '0612345678',
      statutDossier: 'DOSSIER_COMPLET',
      formation: 'CAP Bijouterie-Joaillerie',
      session: 'Septembre 2025',
      dateInscription: '2024-09-15',
    },
  },
  {
    type: 'candidat',
    ref: 'JURI102025',
    data: {
      nom: 'Rimbo',
      prenom: 'Juliette',
      email: 'juliette.rimbo@example.com',
      formation: 'CAP ATBJ',
      montantTotal: 8500,
      montantPriseEnCharge: 8000,
      resteACharge: 500,
      modeFinancement: 'CPF',
      statutDossier: 'EN_COURS',
    },
  },
  {
    type: 'document',
    ref: '42',
    data: {
      typeDocument: 'CV',
      candidatNom: 'Dumitru',
      candidatPrenom: 'Marie',
      candidatEmail: 'marie.dumitru@example.com',
    },
  },
  {
    type: 'candidat',
    ref: 'MORE03072001',
    data: {
      nom: 'Moreau',
      prenom: 'Lucas',
      email: 'lucas.moreau@example.com',
      telephone: '0698765432',
      statutDossier: 'DOSSIER_INCOMPLET',
      formation: 'CAP Bijouterie-Joaillerie',
    },
  },
  {
    type: 'prospect',
    ref: 'P-2026-0007',
    data: {
      nom: 'Nguyen',
      prenom: 'Linh',
      email: 'linh.nguyen@example.com',
      telephone: '0611223344',
      statutDossier: 'A_CONTACTER',
      origine: 'Salon de l’orientation',
    },
  },
  {
    type: 'prospect',
    ref: 'P-2026-0012',
    data: {
      nom: 'Garcia',
      prenom: 'Hugo',
      email: 'hugo.garcia@example.com',
      statutDossier: 'RELANCE_1',
      origine: 'Site web',
    },
  },
  {
    type: 'eleve',
    ref: 'E-2025-031',
    data: {
      nom: 'Petit',
      prenom: 'Inès',
      email: 'ines.petit@example.com',
      statutDossier: 'INSCRIT',
      formation: 'CAP ATBJ',
    },
  },
  {
    type: 'formateur',
    ref: 'F-014',
    data: {
      nom: 'Lambert',
      prenom: 'Yann',
      email: 'yann.lambert@example.com',
      specialite: 'Sertissage',
    },
  },
  {
    type: 'session',
    ref: 'S-2026-09',
    data: { intitule: 'Septembre 2026', formation: 'CAP Bijouterie-Joaillerie', places: 12 },
  },
] as const;

/** Seed 001's notification 42, with the name of the person instead of the reference. */
export const NOTIFICATION = {
  id: 42,
  categorie: 'CANDIDAT',
  type: 'DOSSIER_INCOMPLET',
  words: {
    titre: 'Documents manquants pour Marie Dumitru',
    message: 'Le verso de la CNI manque au dossier de Marie Dumitru.',
  },
  level: 'warning',
  entity: { type: 'candidat', ref: 'DUMI15091992' },
} as const;

/** The same reference as next door, another person: nothing crosses. */
export const OTHER_ENTITIES = [
  {
    type: 'candidat',
    ref: 'DUMI15091992',
    data: {
      nom: 'Dumilly',
      prenom: 'Marc',
      email: 'marc.dumilly@example.org',
      statutDossier: 'NOUVEAU',
    },
  },
] as const;
