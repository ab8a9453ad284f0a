import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the imports of leads. */
export const leadImportsFr = {
  leadImports: {
    title: 'Imports de leads',
    description:
      'Importez des leads depuis un tableur. Une ligne déjà importée n’est jamais créée deux fois.',
    drop: 'Déposez un fichier CSV ici',
    dropHint:
      'Exportez votre tableur au format CSV. La première ligne donne le nom des colonnes. 64\u00a0Mo au plus.',
    choose: 'Choisir un fichier',
    isSpreadsheet: 'C’est un classeur : enregistrez-le d’abord au format CSV.',
    isEmpty: 'Ce fichier est vide.',
    isTooLarge: 'Ce fichier dépasse 64 Mo : partagez-le en plusieurs.',
    past: 'Imports précédents',
    emptyTitle: 'Aucun import',
    emptyHint: 'Vos imports et leur résultat s’afficheront ici.',
    file: 'Fichier',
    status: 'État',
    created: 'Créés',
    errors: 'Erreurs',
    by: 'Par',
    at: 'Quand',
    statuses: {
      uploaded: 'À préparer',
      waiting: 'En attente',
      running: 'En cours',
      succeeded: 'Terminé',
      failed: 'Échoué',
      cancelled: 'Arrêté',
    },
    encodings: { 'utf-8': 'UTF-8', 'windows-1252': 'Windows-1252' },
    delimiters: { ';': 'séparé par ;', ',': 'séparé par ,', '\t': 'séparé par tabulations' },
    size: (kilobytes: string) => `${kilobytes} ko`,
    columnCount: (count: number) => plural(count, 'colonne', 'colonnes'),
    uploadedBy: (name: string) => `déposé par ${name}`,

    columns: 'Colonnes du fichier',
    columnsHint: 'Dites ce que remplit chaque colonne. Une proposition est faite d’après leur nom.',
    columnName: 'Colonne',
    firstValues: 'Premières valeurs',
    fills: 'Remplit',
    nameless: (position: number) => `Colonne ${position}`,
    fieldsOfLead: 'Champs du lead',
    otherwise: 'Sinon',
    targets: {
      name: 'Nom complet',
      first_name: 'Prénom',
      last_name: 'Nom de famille',
      email: 'Adresse e-mail',
      phone: 'Téléphone',
      company_name: 'Entreprise',
      status: 'Statut',
      data: 'Autre champ, sous ce nom',
      ignore: 'Rien : ne pas importer',
    },
    nothingChosen:
      'Une colonne au moins doit donner un nom, une adresse e-mail, un téléphone ou une entreprise.',
    preview: 'Aperçu',
    previewOf: (count: number, faultyCount: number) =>
      `${plural(count, 'première ligne', 'premières lignes')}, ${
        faultyCount === 0 ? 'sans erreur' : `dont ${faultyCount} en erreur`
      }. Les lignes en erreur ne sont pas importées : vous pourrez les télécharger.`,
    noRows: 'Ce fichier n’a pas de ligne sous les noms de colonnes.',
    row: 'Ligne',
    rowNumber: (row: number) => `Ligne ${row}`,
    others: 'Autres champs',
    check: 'Contrôle',
    good: 'Sans erreur',
    centre: 'Centre d’appels',
    centreNone: 'Aucun',
    centreHint: 'Ses agents verront ces leads et pourront les prendre.',
    start: 'Importer',

    progress: 'Avancement',
    starting: 'Lecture du fichier…',
    doneOf: (done: string, total: string) => `${done} lignes sur ${total}`,
    leaveHint: 'Vous pouvez quitter cette page : une notification vous dira la fin.',
    cancel: 'Arrêter l’import',
    cancelTitle: 'Arrêter cet import ?',
    cancelBody: 'Les leads déjà créés restent.',
    cancelled: 'Import arrêté',

    result: 'Résultat',
    createdCount: 'Leads créés',
    unchangedCount: 'Déjà présents',
    errorCount: 'Lignes en erreur',
    failedTitle: 'L’import s’est arrêté avant la fin',
    failures: {
      file_gone: 'Le fichier n’existe plus.',
      unreadable: 'La suite du fichier n’est pas lisible comme CSV.',
      too_many_rows: 'Le fichier a trop de lignes : partagez-le.',
      too_many_errors: 'Trop de lignes sont en erreur : vérifiez les colonnes.',
      run_ended: 'Il a été interrompu.',
    },
    keptHint: 'Les leads déjà créés restent ; importer le même fichier à nouveau crée les autres.',
    cancelledHint: 'Arrêté à la demande. Les leads déjà créés restent.',
    errorsHint:
      'Téléchargez les lignes en erreur : chacune dit pourquoi. Corrigez-les, puis importez ce fichier.',
    downloadErrors: 'Télécharger les erreurs',
    seeLeads: 'Voir les leads créés',
    another: 'Autre import',
    finished: 'Terminé',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    auditOperations: {
      'lead_imports.list': 'Imports de leads consultés',
      'lead_imports.read': 'Import de leads consulté',
      'lead_imports.create': 'Fichier de leads déposé',
      'lead_imports.map': 'Colonnes d’un import choisies',
      'lead_imports.start': 'Import de leads lancé',
      'lead_imports.rows': 'Lignes importées',
      'lead_imports.cancel': 'Import de leads arrêté',
      'lead_imports.end': 'Import de leads terminé',
      'lead_imports.errors': 'Erreurs d’un import consultées',
    },
    auditResources: {
      lead_import: 'Import de leads',
    },
  },
};
