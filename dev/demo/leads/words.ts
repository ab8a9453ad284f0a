import type { Chance } from '../chance.ts';

/** Names, companies and messages of leads, made of short lists. */

const FIRST_NAMES =
  'Aurélie Bilal Céline Damien Estelle Farid Gaëlle Henri Imane Julien Kenza Loïc Maëva Nadir Océane Pierre Quentin Rachida Simon Tiphaine Ugo Valérie William Yousra Zoé'.split(
    ' ',
  );
const LAST_NAMES =
  'Arnaud Belkacem Carpentier Delmas Étienne Ferrand Guérin Hamdi Imbert Jacquet Khelifi Lacroix Morvan Nicolas Ouali Pelletier Quéré Rahmani Salmon Tessier Urbain Vasseur Weber Yahiaoui Zimmermann'.split(
    ' ',
  );
const DOMAINS = ['example.com', 'example.org', 'example.net'];

const COMPANIES = [
  'Bijouterie Fabre',
  'Atelier Perrin & Fils',
  'Maison Delorme',
  'Joaillerie du Vieux-Port',
  'L’Or de Lyon',
  'Horlogerie Tessier',
  'Atelier Sertis',
  'Groupe Saphir Formation',
];

export const COURSES = [
  'CAP Bijouterie-Joaillerie',
  'CAP ATBJ',
  'Sertissage, perfectionnement',
  'CAO Bijou (Rhino)',
];
export const FUNDINGS = ['CPF', 'OPCO', 'France Travail', 'Personnel'];
export const CITIES = ['Lyon', 'Villeurbanne', 'Marseille', 'Aix-en-Provence', 'Vienne', 'Avignon'];

const MESSAGES = [
  'Bonjour, je souhaite recevoir le programme et les tarifs. Merci !',
  'Je suis en reconversion : puis-je commencer en janvier ?',
  'Est-ce que la formation peut être financée par mon CPF ?',
  'Y a-t-il un cours du soir ? Je travaille en journée.',
  'Mon employeur voudrait inscrire deux personnes en sertissage.',
  'Merci de me rappeler après 17 h.',
  'J’ai déjà un CAP, est-ce que je peux entrer en deuxième année ?',
  'Peut-on visiter l’atelier avant de s’inscrire ?',
];

export interface Identity {
  name: string;
  email: string;
  /** E.164. */
  phone: string;
}

/** The person of this number: up to 625, no two have one name. */
export const identityOf = (chance: Chance, number: number): Identity => {
  const first = FIRST_NAMES[number % FIRST_NAMES.length] ?? '';
  const last =
    LAST_NAMES[(number + Math.floor(number / FIRST_NAMES.length)) % LAST_NAMES.length] ?? '';
  const prefix = chance.happens(0.8) ? '+336' : '+334';
  return {
    name: `${first} ${last}`,
    email: `${plain(first)}.${plain(last)}@${chance.pick(DOMAINS)}`,
    phone: `${prefix}${chance.between(10_000_000, 99_999_999)}`,
  };
};

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[^a-z]/gi, '')
    .toLowerCase();

export const companyOf = (chance: Chance): string | null =>
  chance.happens(0.3) ? chance.pick(COMPANIES) : null;

/** What a form asks for besides name, e-mail address and telephone number. */
export const wishOf = (chance: Chance): Record<string, unknown> => ({
  formation: chance.pick(COURSES),
  financement: chance.pick(FUNDINGS),
  ...(chance.happens(0.7) ? { message: chance.pick(MESSAGES) } : {}),
});
