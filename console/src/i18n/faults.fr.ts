import type { FaultWords } from './faults.ts';

const formats: FaultWords['formats'] = {
  email: 'Adresse e-mail non valide',
  phone: 'Numéro de téléphone non valide',
  csv: 'Attendu : un fichier CSV en UTF-8 ou Windows-1252, avec le nom de ses colonnes',
  url: 'Adresse web non valide (https://…)',
  date: 'Attendu : une date',
  date_time: 'Attendu : une date et une heure',
  uuid: 'Identifiant non valide',
  cursor: 'Cette page de la liste n’existe plus : revenez à la première',
  action_type: 'Attendu : VERBE_ENTITE_METHODE, par exemple RELANCE_CANDIDAT_EMAIL',
  legacy_action_type: 'Attendu : des majuscules, par exemple RELANCER',
  action_type_prefix: 'Attendu : le début d’un type d’action, par exemple RELANCE_CANDIDAT_',
  action_source: 'Attendu : role.section.page, par exemple admin.candidats.detail',
  origin: 'Attendu : l’adresse d’un site sans chemin, par exemple https://www.exemple.fr',
  form_field_key: 'Une lettre minuscule, puis des lettres, chiffres et _',
  header_value: 'Des caractères simples, sans espace ni accent',
  header_name: 'Le nom d’un en-tête : lettres, chiffres et tirets',
  header_text: 'Des caractères simples, sans accent ni espace aux extrémités',
  host: 'Le nom d’un serveur, par exemple imap.example.com',
  https_url: 'L’adresse doit commencer par https://',
  webhook_url: 'Adresse web non valide (https://…), sans #',
  webhook_secret: 'Attendu : whsec_ et le base64 de 24 à 64 octets',
  company_slug: 'De 2 à 63 minuscules, chiffres et tirets',
  other: 'Format non valide',
};

const types = {
  string: 'un texte',
  number: 'un nombre',
  integer: 'un nombre entier',
  boolean: 'oui ou non',
  array: 'une liste',
  object: 'un objet',
};

const records = {
  action: 'Action inconnue',
  attachment: 'Pièce jointe inconnue, ou déjà utilisée',
  call_centre: 'Centre d’appels inconnu',
  canned_reply: 'Réponse type inconnue',
  conversation: 'Conversation inconnue',
  inbox_folder: 'Dossier inconnu',
  lead: 'Lead inconnu',
  message: 'Message inconnu',
  project: 'Projet inconnu',
  entity: 'Aucune fiche ne porte cette référence',
  form: 'Formulaire inconnu',
  mailbox: 'Boîte mail inconnue',
  notification: 'Notification inconnue',
  organisation: 'Organisation inconnue',
  person: 'Personne inconnue',
  user: 'Utilisateur inconnu',
};

export const faultsFr: FaultWords = {
  codes: {
    required: () => 'Obligatoire',
    required_with: ({ field = '' }) => `Obligatoire avec ${field}`,
    required_or: () => 'Obligatoire',
    required_for_role: () => 'Obligatoire pour ce rôle',
    unknown_field: ({ field }) =>
      field === undefined ? 'Champ inconnu' : `Champ inconnu : vouliez-vous dire ${field} ?`,
    given_twice: () => 'Donné deux fois',
    wrong_type: ({ expected = 'string' }) => `Attendu : ${types[expected]}`,
    invalid_format: ({ format = 'other' }) => formats[format],
    not_one_of: () => 'Valeur non permise',
    not_multiple_of: ({ divisor = 1 }) => `Attendu : un multiple de ${divisor}`,
    too_short: ({ min = 1 }) => (min === 1 ? 'Obligatoire' : `Au moins ${min} caractères`),
    too_long: ({ max = 0 }) => `Au plus ${max} caractères`,
    wrong_length: ({ min = 0, max = 0 }) => `De ${min} à ${max} caractères`,
    json_too_long: ({ max = 0 }) => `Au plus ${max} caractères en tout`,
    too_small: ({ min = 0, exclusive }) => `${exclusive ? 'Plus de' : 'Au moins'} ${min}`,
    too_big: ({ max = 0, exclusive }) => `${exclusive ? 'Moins de' : 'Au plus'} ${max}`,
    too_few: ({ min = 1 }) => (min === 1 ? 'Obligatoire' : `Au moins ${min}`),
    too_many: ({ max = 0 }) => `Au plus ${max}`,
    too_deep: ({ max = 0 }) => `Au plus ${max} niveaux`,
    not_storable: () => 'Contient un caractère qui ne peut pas être enregistré',
    not_exact: () => 'Trop de chiffres pour un nombre : écrivez-le comme un texte',
    out_of_range: () => 'Nombre trop grand ou trop petit',
    reserved_name: () => 'Ce nom n’est pas possible',
    taken: () => 'Déjà utilisé',
    version_outdated: () => 'Modifié entre-temps',
    unknown_record: ({ record = 'entity' }) => records[record],
    exactly_one_role: ({ role }) =>
      role === 'converted'
        ? 'Choisissez un statut, et un seul, pour les leads convertis'
        : 'Choisissez un statut, et un seul, pour les nouveaux leads',
    status_in_use: ({ status = '', count = 0 }) =>
      `Le statut ${status} est celui de ${count} ${count === 1 ? 'lead' : 'leads'} : changez-le d’abord`,
    needs_email_field: () =>
      'La confirmation demande un champ obligatoire de type « adresse e-mail »',
    differs_from_address: () => 'Ce n’est pas celui de l’adresse',
    not_in_catalogue: () => 'Absent du catalogue de votre entreprise',
    unknown_variable: ({ variable = '' }) => `Variable inconnue : {{${variable}}}`,
    wrong_entity_type: ({ allowed = [] }) =>
      `Ce type d’action s’applique à : ${allowed.join(', ')}`,
    user_disabled: () => 'Cet utilisateur est désactivé',
    role_may_not_decide: () => 'Votre rôle ne permet pas de décider ce type d’action',
    missing_permission: ({ permission = '' }) =>
      permission === 'actions:impersonate'
        ? 'Agir pour une autre personne demande un droit particulier'
        : `Il faut le droit ${permission}`,
    secret_in_url: () =>
      'Pas de mot de passe dans l’adresse : chacun peut la lire. Utilisez le champ prévu.',
    address_not_allowed: () =>
      'Cette adresse ne peut pas être appelée : elle est privée, ou son port est celui d’un autre service',
    secret_guessable: () => 'Trop facile à deviner : utilisez des octets aléatoires',
    not_in_future: () => 'Choisissez un moment à venir',
    not_kept: ({ days }) => `Conservé ${days} jours : choisissez un moment plus récent`,
    not_after: () => 'Doit suivre le début',
    outlives_key: () => 'Plus tard que la fin de la clé qui crée celle-ci',
    scope_above_role: ({ scope = '' }) => `Ce rôle n’a pas le droit ${scope}`,
    scope_above_key: ({ scope = '' }) => `La clé qui crée celle-ci n’a pas le droit ${scope}`,
    wrong_password: () => 'Ce n’est pas votre mot de passe',
    password_common: () => 'Trop facile à deviner : ce mot de passe, ou presque, est très répandu',
    password_personal: () => 'Ne doit contenir ni votre adresse e-mail ni le nom de l’entreprise',
    not_a_file: () => 'Attendu : un fichier',
    file_executable: () => 'Les programmes ne sont pas acceptés',
    file_type_mismatch: () => 'Le contenu du fichier ne correspond pas à son nom',
    field_after_file: () => 'Les champs doivent précéder les fichiers',
    more_faults: ({ max = 0 }) => `Il y a d’autres fautes que ces ${max}`,
    invalid: () => 'Valeur non valide',
  },
  formats,
};
