/**
 * The words of a question that are searched for, each with other words for the same thing. Inflections need nothing here:
 * PostgreSQL compares stems.
 */

export interface QuestionWord {
  /** Lower case, without accents. */
  word: string;
  /** Separated by spaces; empty if none are known. */
  others: string;
}

export const QUESTION_LENGTH_MAX = 2_000;
const WORD_COUNT_MAX = 40;

/** Words of any question or letter: they say nothing about its subject. PostgreSQL leaves out articles and the like. */
const IGNORED = new Set(
  `ai aimerais ainsi aide aider alors aujourd hui aura aurais aussi avant avez avoir besoin bien bonjour bonsoir ca car cela cette
  ceux chez combien comment concernant cordialement cas dire dit doit dois donc encore est etaient etais etait etes etre
  fais fait faire faut faudrait ici madame mesdames merci mes messieurs moi moins monsieur necessaire notre nos on
  ou par parce peut peuvent peux plait plus possible pour pourquoi pourrais pourriez pourrait pouvez pouvoir puis
  quand que quel quelle quelles quels quelque quelqu qui quoi salut sans savoir serait si sinon soit sont souhaite
  souhaiterais suis svp tous tout toute toutes tres trouve trouver vais vers veuillez veut veux voici voila voudrais
  voudrait vos votre voulez vouloir y a about and any are can could do does for from hello how is it may my of on or
  please the there to what when where which who why will with would you your`.split(/\s+/),
);

/** What people call by several names. A word of a question that begins as one of `stems` is also looked for as `words`. */
const FAMILIES: readonly { stems: readonly string[]; words: string }[] = [
  {
    stems: ['pay', 'paie', 'regle', 'verse', 'preleve', 'debit'],
    words: 'payer paiement reglement prelevement versement',
  },
  {
    stems: ['prix', 'tarif', 'cout', 'surcout', 'montant', 'combien'],
    words: 'prix tarif cout euros supplement',
  },
  {
    stems: ['papier', 'document', 'piece', 'justificatif'],
    words: 'document piece justificatif papier',
  },
  { stems: ['rembours', 'avoir'], words: 'remboursement rembourser restitution' },
  { stems: ['annul', 'resili', 'desist', 'retract'], words: 'annulation resiliation retractation' },
  { stems: ['supprim', 'suppress', 'efface'], words: 'suppression effacement supprimer effacer' },
  {
    stems: ['connect', 'connexion', 'identifi', 'login'],
    words: 'connexion connecter identifiant acces',
  },
  {
    stems: ['livr', 'expedi', 'envoi', 'envoy', 'recevoir', 'recep'],
    words: 'livraison expedition envoi envoyer',
  },
  { stems: ['abim', 'casse', 'endommag', 'brise', 'deterior'], words: 'abime casse endommage' },
  { stems: ['internet', 'web', 'ligne', 'site'], words: 'internet ligne site espace' },
  {
    stems: ['horaire', 'heure', 'ouvert', 'ouvre', 'ferm'],
    words: 'horaires heures ouverture fermeture',
  },
  { stems: ['voiture', 'auto', 'vehicule'], words: 'voiture vehicule automobile' },
  { stems: ['duree', 'delai', 'temps', 'longtemps'], words: 'delai duree jours' },
  {
    stems: ['panne', 'defaut', 'defectu', 'dysfonction', 'fonctionne', 'marche'],
    words: 'panne defaut depannage',
  },
  { stems: ['mail', 'email', 'courriel', 'mel'], words: 'courriel mail e-mail' },
  { stems: ['telephon', 'mobile', 'portable', 'appel'], words: 'telephone mobile appel' },
  { stems: ['facture', 'facturation'], words: 'facture facturation' },
  {
    stems: ['chang', 'modif', 'corrig', 'remplac'],
    words: 'modifier modification changement remplacement',
  },
  { stems: ['perdu', 'perte', 'vole', 'egare'], words: 'perdu perte vol duplicata' },
  { stems: ['financ', 'subvention', 'aide', 'charge'], words: 'financement prise charge' },
  {
    stems: ['employeur', 'entreprise', 'societe', 'patron'],
    words: 'entreprise employeur societe',
  },
  { stems: ['commenc', 'debut', 'demarr'], words: 'debut commencement demarrage' },
  { stems: ['garant', 'assur'], words: 'garantie assurance' },
  { stems: ['cours', 'formation', 'stage'], words: 'formation cours stage' },
  { stems: ['distance', 'visio', 'distanciel'], words: 'distance visioconference' },
  { stems: ['handicap', 'fauteuil', 'mobilite'], words: 'handicap accessibilite' },
  { stems: ['fois', 'mensual', 'echelon'], words: 'mensualite echelonner echeance fois' },
  {
    stems: ['apport', 'present', 'fourni', 'joindre'],
    words: 'presenter fournir apporter joindre',
  },
  { stems: ['contact', 'joindre'], words: 'contact telephone adresse' },
];

export const readQuestion = (question: string): QuestionWord[] => {
  const words = new Set(
    plain(question.slice(0, QUESTION_LENGTH_MAX))
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '' && !IGNORED.has(word)),
  );
  return [...words].slice(0, WORD_COUNT_MAX).map((word) => ({ word, others: otherWordsFor(word) }));
};

/** Lower case, without accents. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'oe')
    .toLowerCase();

const otherWordsFor = (word: string): string =>
  FAMILIES.filter(({ stems }) => stems.some((stem) => word.startsWith(stem)))
    .map(({ words }) => words)
    .join(' ');
