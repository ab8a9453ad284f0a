/**
 * References made up for the demo. None of them is law anywhere: each says so in its title, its text and its citation, so
 * that it can't be taken for one when it is quoted alone.
 */

export type Domain = 'legal' | 'fiscal';

export interface Reference {
  id: string;
  domain: Domain;
  title: string;
  text: string;
  citation: string;
}

export const FICTITIOUS = 'Référence fictive de démonstration';

const reference = (
  domain: Domain,
  number: number,
  { title, text }: { title: string; text: string },
): Reference => {
  const code =
    domain === 'legal' ? 'Code de démonstration des sociétés' : 'Code de démonstration fiscal';
  return {
    id: `demo-${domain}-${number}`,
    domain,
    title: `${title} (fictif)`,
    text: `${FICTITIOUS}. ${text}`,
    citation: `${code} (fictif), art. D-${number}`,
  };
};

export const CORPUS: readonly Reference[] = [
  reference('legal', 11, {
    title: 'Constitution d’une SARL',
    text: 'La SARL est constituée par un ou plusieurs associés. Les statuts sont écrits et signés par tous. Ils indiquent la dénomination, le siège, l’objet, la durée, le capital et le nom du gérant.',
  }),
  reference('legal', 12, {
    title: 'Capital d’une SARL',
    text: 'Le capital d’une SARL est fixé librement par les statuts. Il est divisé en parts égales. Un cinquième au moins des apports en argent est versé à la signature, le reste dans les cinq ans.',
  }),
  reference('legal', 13, {
    title: 'Apports en nature',
    text: 'Les apports en nature sont évalués par un commissaire aux apports, sauf si les associés décident à l’unanimité de s’en passer et qu’aucun apport ne dépasse la moitié du capital.',
  }),
  reference('legal', 21, {
    title: 'Immatriculation au registre',
    text: 'La demande d’immatriculation de la société est déposée dans le mois qui suit la signature des statuts, avec l’acte de nomination du gérant et le justificatif du siège.',
  }),
  reference('legal', 31, {
    title: 'Cession de parts à un tiers',
    text: 'Les parts sont cédées à un tiers avec l’accord de la majorité des associés qui détiennent les trois quarts du capital. Le silence de la société pendant trois mois vaut accord.',
  }),
  reference('legal', 41, {
    title: 'Responsabilité du gérant',
    text: 'Le gérant répond envers la société et les tiers des fautes de gestion et du non-respect des statuts. L’action se prescrit par trois ans.',
  }),
  reference('legal', 51, {
    title: 'Rupture du contrat de travail',
    text: 'La rupture du contrat de travail à l’initiative de l’employeur est précédée d’un entretien. La lettre de licenciement en indique le motif et ouvre un préavis d’un mois.',
  }),
  reference('legal', 61, {
    title: 'Bail commercial',
    text: 'Le bail commercial est conclu par écrit. Le preneur a droit au renouvellement s’il exploite le fonds depuis deux ans ; le congé est donné six mois avant le terme.',
  }),
  reference('fiscal', 101, {
    title: 'Taux de la TVA',
    text: 'Le taux normal de la TVA est de vingt pour cent ; le taux réduit, de dix pour cent, s’applique aux prestations de formation et aux logiciels produits sur place.',
  }),
  reference('fiscal', 102, {
    title: 'Déclaration de la TVA',
    text: 'La TVA est déclarée et payée avant le vingt du mois suivant. Un retard entraîne une pénalité de dix pour cent, portée à vingt-cinq pour cent après deux mois.',
  }),
  reference('fiscal', 111, {
    title: 'Impôt sur les bénéfices des sociétés',
    text: 'Les bénéfices des sociétés sont imposés à vingt pour cent pour la production, vingt-quatre pour cent pour les travaux et vingt-six pour cent pour le commerce et les services.',
  }),
  reference('fiscal', 112, {
    title: 'Exonération des jeunes entreprises',
    text: 'Une entreprise labellisée jeune pousse est exonérée de l’impôt sur les bénéfices pendant quatre ans à compter de son label, et un an de plus si le label est renouvelé.',
  }),
  reference('fiscal', 121, {
    title: 'Contrôle fiscal et droits du contribuable',
    text: 'Un contrôle est annoncé par écrit quinze jours avant. Le contribuable se fait assister du conseil de son choix et répond à la proposition de redressement dans les quarante jours.',
  }),
  reference('fiscal', 122, {
    title: 'Réclamation et sursis de paiement',
    text: 'Une réclamation est adressée avant la fin de la deuxième année qui suit la mise en recouvrement. Le paiement est suspendu si des garanties sont fournies.',
  }),
];
