import {
  KNOWLEDGE_COLLECTIONS,
  type KnowledgeCollection,
} from '../../src/domain/knowledge/collections.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { createArticle } from '../../src/services/knowledge/articles.ts';

/** The knowledge base of the demo company: what a training centre is asked most. */

const ARTICLES = [
  {
    title: 'Annuler ou reporter une inscription',
    tags: ['inscription', 'remboursement'],
    text: `# Annulation

Une annulation reçue au moins dix jours avant le premier jour du stage est gratuite, et le montant versé est remboursé sous cinq jours ouvrés. Passé ce délai, trente pour cent du prix restent dus, sauf certificat médical.

# Report

Un report à une autre session est gratuit une fois, jusqu’à la veille du stage.`,
  },
  {
    title: 'Financer une formation',
    tags: ['financement', 'OPCO', 'CPF'],
    text: `# Par l’employeur

L’entreprise dépose la demande auprès de son OPCO un mois avant le stage. Nous fournissons le devis, le programme et la convention.

# Par le CPF

Les formations certifiantes s’achètent sur Mon Compte Formation, onze jours ouvrés au moins avant leur début.

# En plusieurs fois

À partir de trois cents euros, le règlement s’étale en trois ou quatre mensualités sans frais.`,
  },
  {
    title: 'Documents à fournir',
    tags: ['inscription', 'examen'],
    text: `# Pour s’inscrire

- une copie recto verso de la carte d’identité ou du titre de séjour
- une photo d’identité
- pour un CAP, le dernier diplôme obtenu

# Le jour de l’examen

Le candidat présente une pièce d’identité en cours de validité et sa convocation imprimée.`,
  },
  {
    title: 'Venir au centre de Besançon',
    tags: ['accès'],
    text: `Le centre est ouvert du lundi au vendredi, de huit heures à dix-huit heures. Le tram T2 s’arrête à deux cents mètres. Un parking gratuit de trente places est réservé aux stagiaires.

Les salles sont de plain-pied, accessibles en fauteuil. Le référent handicap adapte le matériel et les horaires.`,
  },
  {
    title: 'Attestations et diplômes',
    tags: ['attestation'],
    text: `L’attestation de fin de formation est envoyée par courriel trois jours après la session, une fois l’émargement contrôlé. Un duplicata se demande par courriel ; il est gratuit.`,
  },
];

/** Made up for the demo. Each says so, also where it is quoted alone. */
const REFERENCES = [
  {
    title: 'Constitution d’une SARL (référence fictive)',
    tags: ['société', 'fictif'],
    text: `# Article F-1 — Statuts

Référence fictive de démonstration. Les statuts d’une SARL sont écrits, signés par tous les associés, et indiquent la dénomination, le siège, l’objet, le capital et le gérant.

# Article F-2 — Capital

Référence fictive de démonstration. Le capital d’une SARL est libre. Un cinquième au moins des apports en argent est versé à la signature, le reste dans les cinq ans.

# Article F-3 — Immatriculation

Référence fictive de démonstration. La demande d’immatriculation est déposée dans le mois qui suit la signature, avec le justificatif du siège et l’acte de nomination du gérant.`,
  },
  {
    title: 'TVA des prestations de services (référence fictive)',
    tags: ['fiscal', 'fictif'],
    text: `# Article F-20 — Taux

Référence fictive de démonstration. Le taux normal de la TVA est de vingt pour cent. Les formations relèvent du taux réduit de dix pour cent.

# Article F-21 — Déclaration

Référence fictive de démonstration. La TVA est déclarée avant le vingt du mois suivant ; un retard entraîne une pénalité de dix pour cent.`,
  },
  {
    title: 'Contrôle fiscal (référence fictive)',
    tags: ['fiscal', 'fictif'],
    text: `# Article F-30 — Avis

Référence fictive de démonstration. Un contrôle est annoncé par écrit quinze jours avant. Le contribuable se fait assister du conseil de son choix.

# Article F-31 — Réponse

Référence fictive de démonstration. Le contribuable répond à la proposition de redressement dans les quarante jours.`,
  },
];

const COLLECTIONS: Record<KnowledgeCollection, typeof ARTICLES> = {
  knowledge: ARTICLES,
  references: REFERENCES,
};

/** Twice: nothing is added, also if some were deleted meanwhile. */
export const addKnowledge = async (tx: Transaction): Promise<void> => {
  for (const collection of KNOWLEDGE_COLLECTIONS) await addCollection(tx, collection);
};

const addCollection = async (tx: Transaction, collection: KnowledgeCollection): Promise<void> => {
  const [present] = await tx.sql`
    select from knowledge_articles
    where company_id = ${tx.actor.companyId}::bigint and collection = ${collection}::text
    limit 1
  `;
  if (present !== undefined) return;
  for (const article of COLLECTIONS[collection]) {
    await createArticle(
      tx,
      { ...article, valid_from: null, valid_until: null, is_active: true },
      { collection, createdBy: tx.actor.userId, source: null },
    );
  }
};
