import type { EntityType } from '../../src/domain/entities/types.ts';
import type { Chance } from './chance.ts';

/** About fifty more records of the demo company, made of short lists. */

export interface DemoRecord {
  type: EntityType;
  ref: string;
  data: Record<string, unknown>;
}

const FIRST_NAMES =
  'Amandine Karim Chloé Mathis Léa Yasmine Théo Camille Nassim Élodie Hugo Sarah Antoine Leïla Baptiste Manon Rayan Jeanne Sami Clara Victor Inaya Paul Noémie Mehdi'.split(
    ' ',
  );
const LAST_NAMES =
  'Bernard Haddad Leroy Fabre Benoît Mansouri Girard Bonnet Cherif Dupuis Rousseau Zerrouki Marchand Brun Saïdi Gauthier Perrin Meziane Robin Masson Aubert Kaci Lemoine Renard Vidal'.split(
    ' ',
  );
const COURSES = [
  'CAP Bijouterie-Joaillerie',
  'CAP ATBJ',
  'BMA Bijou',
  'Sertissage, perfectionnement',
  'CAO Bijou (Rhino)',
];
const SESSIONS = ['Janvier 2027', 'Mars 2027', 'Septembre 2027'];
const CITIES = ['Lyon', 'Villeurbanne', 'Vienne', 'Grenoble', 'Saint-Étienne', 'Mâcon'];
const ORIGINS = ['Site web', 'Salon de l’orientation', 'Recommandation', 'Mission locale'];
const FUNDINGS = ['CPF', 'OPCO', 'France Travail', 'Personnel'];
export const DOCUMENTS = ['CNI_VERSO', 'LETTRE_MOTIVATION', 'DIPLOME', 'RIB', 'PHOTO_IDENTITE'];
const SKILLS = ['Sertissage', 'Polissage', 'Gemmologie', 'Dessin technique'];

/** How many records of each type, and the statuses they begin with. */
const COUNTS: readonly (readonly [EntityType, number, readonly string[]])[] = [
  ['candidat', 17, ['NOUVEAU', 'EN_COURS', 'DOSSIER_INCOMPLET', 'DOSSIER_COMPLET']],
  ['prospect', 14, ['NOUVEAU', 'A_CONTACTER', 'RELANCE_1', 'RELANCE_2', 'DOSSIER_ENVOYE']],
  ['eleve', 9, ['INSCRIT', 'EN_FORMATION', 'ABSENT', 'DIPLOME']],
  ['formateur', 4, ['DISPONIBLE', 'DOCUMENTS_DEMANDES', 'ACTIF']],
  ['session', 3, ['PLANIFIEE', 'OUVERTE', 'EN_COURS']],
  ['document', 5, ['A_VERIFIER', 'REUPLOAD_DEMANDE']],
];

export const createRecords = (chance: Chance): DemoRecord[] => {
  let person = 0;
  return COUNTS.flatMap(([type, count, statuses]) =>
    Array.from({ length: count }, (_, position) => {
      if (type !== 'session') person += 1;
      const name = {
        nom: LAST_NAMES[(person * 7) % LAST_NAMES.length] ?? '',
        prenom: FIRST_NAMES[(person * 3 + (person % 2)) % FIRST_NAMES.length] ?? '',
      };
      const statutDossier = chance.pick(statuses);
      return { type, ...recordOf(chance, type, position, name, statutDossier) };
    }),
  );
};

interface Name {
  nom: string;
  prenom: string;
}

const recordOf = (
  chance: Chance,
  type: EntityType,
  position: number,
  name: Name,
  statutDossier: string,
): Omit<DemoRecord, 'type'> => {
  const contact = { ...name, ...contactOf(chance, name), statutDossier };
  const number = (first: number): string => String(first + position).padStart(4, '0');
  switch (type) {
    case 'prospect':
      return {
        ref: `P-2026-${number(13)}`,
        data: { ...contact, ville: chance.pick(CITIES), origine: chance.pick(ORIGINS) },
      };
    case 'candidat':
      return { ref: candidateRef(chance, name), data: { ...contact, ...application(chance) } };
    case 'eleve':
      return {
        ref: `E-2026-${number(40)}`,
        data: {
          ...contact,
          formation: chance.pick(COURSES),
          dateInscription: day(chance, 2026, 9),
          noteMoyenne: chance.between(20, 38) / 2,
          estBoursier: chance.happens(0.3),
        },
      };
    case 'formateur':
      return { ref: `F-${15 + position}`, data: { ...contact, specialite: SKILLS[position] } };
    case 'session':
      return {
        ref: `S-2027-${String(position + 1).padStart(2, '0')}`,
        data: {
          intitule: SESSIONS[position],
          formation: COURSES[position],
          dateDebut: `2027-${String(position * 2 + 1).padStart(2, '0')}-11`,
          places: chance.between(8, 15),
          statutDossier,
        },
      };
    case 'document':
      return {
        ref: String(43 + position),
        data: {
          typeDocument: chance.pick(['CV', 'Lettre de motivation', 'CNI', 'Diplôme']),
          candidatNom: name.nom,
          candidatPrenom: name.prenom,
          candidatEmail: emailOf(name),
          statutDossier,
        },
      };
  }
};

const application = (chance: Chance): Record<string, unknown> => {
  const total = chance.between(60, 95) * 100;
  const covered = chance.between(40, 60) * 100;
  return {
    formation: chance.pick(COURSES),
    session: chance.pick(SESSIONS),
    dateInscription: day(chance, 2026, 10),
    montantTotal: total,
    montantPriseEnCharge: covered,
    resteACharge: total - covered,
    modeFinancement: chance.pick(FUNDINGS),
    ...(chance.happens(0.4) ? { documentsManquants: missing(chance) } : {}),
  };
};

export const missing = (chance: Chance): string[] => {
  const first = chance.below(DOCUMENTS.length);
  return DOCUMENTS.slice(first, first + chance.between(1, 3));
};

const contactOf = (chance: Chance, name: Name) => ({
  email: emailOf(name),
  telephone: `06${String(chance.between(10_000_000, 99_999_999))}`,
});

const emailOf = ({ prenom, nom }: Name): string =>
  `${plain(prenom)}.${plain(nom)}@example.com`.toLowerCase();

/** As the seed's: four letters of the name and a date of birth. */
const candidateRef = (chance: Chance, { nom }: Name): string =>
  `${plain(nom).slice(0, 4).toUpperCase()}${two(chance.between(1, 28))}${two(chance.between(1, 13))}${chance.between(1988, 2008)}`;

const day = (chance: Chance, year: number, month: number): string =>
  `${year}-${two(month)}-${two(chance.between(1, 28))}`;

const two = (number: number): string => String(number).padStart(2, '0');
const plain = (text: string): string => text.normalize('NFD').replace(/[^a-z]/gi, '');
