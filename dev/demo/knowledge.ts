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

/** Twice: nothing is added, also if some were deleted meanwhile. */
export const addKnowledge = async (tx: Transaction): Promise<void> => {
  const [present] = await tx.sql`
    select from knowledge_articles where company_id = ${tx.actor.companyId}::bigint limit 1
  `;
  if (present !== undefined) return;
  for (const article of ARTICLES) {
    await createArticle(
      tx,
      { ...article, valid_from: null, valid_until: null, is_active: true },
      { collection: 'knowledge', createdBy: tx.actor.userId, source: null },
    );
  }
};
