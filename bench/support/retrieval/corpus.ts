import { createRandom } from '../random.ts';
import { KNOWN_ANSWERS } from './questions.ts';
import { SUBJECTS } from './subjects.ts';

/**
 * A knowledge base around the known answers. A distractor is about one subject, in the sentences of the same trade, and
 * answers nothing that is asked. Each noun of an answer is the subject of about eighty of them, and as many others name
 * it; every other word of the answers is in some forty.
 */

export interface Document {
  title: string;
  text: string;
}

const CITIES = ['Besançon', 'Marseille', 'Oran', 'Lille', 'Lyon', 'Nantes', 'Alger', 'Dijon'];
const SERVICES = ['l’accueil', 'la direction', 'le service client', 'l’équipe', 'un conseiller'];
const DAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi'];
const ASPECTS = [
  'règles internes',
  'questions fréquentes',
  'procédure',
  'tarifs',
  'annulation',
  'inscription',
  'délais',
  'horaires',
  'documents à fournir',
  'remboursement',
  'contrat',
  'réclamations',
];

/**
 * `$0`: the subject; `$1` to `$3`: other ones; `$w`: any word of an answer; `$c`: a
 * city; `$s`: who does it; `$d`: a day; `$n`: a number.
 */
const SENTENCES = [
  'Tout dossier qui concerne $0 est ouvert par $s, puis classé.',
  'À $c, $s reçoit les demandes sur $0 chaque $d avant $n heures.',
  'La note $n décrit $0 et renvoie à la rubrique $1 pour les cas particuliers.',
  'Nous avons revu $0 avec l’agence de $c : le résultat sera présenté le $d.',
  'Avant de parler de $0 au client, vérifiez $1 et notez la date de l’appel.',
  'Le tableau de bord compte $0, $1 et $2 pour chaque agence depuis $n mois.',
  '$s transmet à $c la liste à jour le $d.',
  'Les questions sur $0 sont les plus fréquentes après celles sur $1.',
  'En cas de doute, appelez $s ; ne promettez rien au sujet de $1.',
  'Une réunion se tient à $c le premier $d du mois.',
  'Le formulaire $n reprend le nom du demandeur, la date et une signature.',
  'Pour les entreprises, $0 et $1 sont suivis par $s à $c.',
  'Depuis la version $n du logiciel, $0 apparaît dans le menu principal.',
  'Le prestataire de $c ne traite pas $1 sans accord écrit.',
  'On peut recevoir un rappel par SMS $n jours avant une échéance.',
  'La demande est payée, annulée ou remboursée selon le barème $n.',
  'Merci de préciser $0 dans l’objet du message.',
  'Combien de clients ont posé une question ? $s le compte chaque $d.',
  'Il faut attendre la réponse de $s avant de modifier $0 ou d’envoyer un document.',
  'Les délais affichés à $c pour $0 sont indicatifs.',
  'Le prix de $0 est revu au mois de janvier par $s.',
  'Ne pas confondre $0 avec $1, qui relève d’une autre procédure depuis $n ans.',
  'Ce que dit la loi de $0 est résumé dans la fiche $n, relue à $c.',
  'Le client de $c qui écrit « $w $w » parle le plus souvent de $0.',
  'Voir aussi $w dans le lexique de $s.',
  'Mots à employer : $w, $w.',
];

export const distractors = (count: number, seed: number): Document[] => {
  const random = createRandom(seed);
  const pick = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  const nouns = KNOWN_ANSWERS.flatMap((answer) => answer.nouns);
  const subjects = [...new Set([...nouns, ...SUBJECTS])];
  const words = KNOWN_ANSWERS.flatMap(({ title, text }) =>
    `${title} ${text}`.toLowerCase().split(/[^\p{L}]+/u),
  ).filter((word) => word.length >= 4);
  const fill = (frame: string, subject: string): string => {
    const filled = frame.replaceAll(/\$([0-3wcsdn])/g, (_, kind: string) => {
      if (kind === '0') return subject;
      if (kind === 'w') return pick(words);
      if (kind === 'c') return pick(CITIES);
      if (kind === 's') return pick(SERVICES);
      if (kind === 'd') return pick(DAYS);
      if (kind === 'n') return String(1 + Math.floor(random() * 90));
      return pick(subjects);
    });
    return filled.charAt(0).toUpperCase() + filled.slice(1);
  };
  return Array.from({ length: count }, () => {
    const subject = pick(subjects);
    return {
      title: `${subject.charAt(0).toUpperCase()}${subject.slice(1)} : ${pick(ASPECTS)}`,
      text: Array.from({ length: 3 + Math.floor(random() * 8) }, () =>
        fill(pick(SENTENCES), subject),
      ).join(' '),
    };
  });
};
