import { pluralFr as plural } from '../../i18n/plural.ts';

/** The operations of permissions. Words for one permission: `codes.permissions` of its capability. */
const permissionOperations: Readonly<Record<string, string>> = {
  read: 'lire',
  create: 'créer',
  update: 'modifier',
  write: 'modifier',
  retry: 'renvoyer',
  cancel: 'annuler',
};

/** The French words of the API keys. */
export const apiKeysFr = {
  apiKeys: {
    title: 'Clés d’API',
    listLabel: 'Clés d’API',
    new: 'Nouvelle clé',
    createTitle: 'Nouvelle clé d’API',
    name: 'Nom',
    namePlaceholder: 'Par exemple : site web, n8n, export…',
    user: 'Agit au nom de',
    userSelf: (name: string) => `${name} (vous)`,
    scopes: 'Droits',
    scopesOf: (name: string) => `Droits de ${name}`,
    scopesFixed:
      'Les droits d’une clé ne changent pas : pour d’autres droits, créez une autre clé.',
    presets: 'Droits usuels',
    presetSend: 'Envoyer des actions',
    presetRead: 'Lecture seule',
    presetAll: 'Tout',
    scopesHint: 'Le strict nécessaire. Une clé ne peut rien que sa personne ne puisse.',
    expires: 'Expire',
    expiresNever: 'Jamais',
    expiresDays: (days: number) => `Dans ${days} jours`,
    expiresYear: 'Dans un an',
    lastUsed: 'Dernier usage',
    createdAt: 'Créée',
    revoked: 'Révoquée',
    expired: 'Expirée',
    valid: 'Valable',
    state: 'État',
    revoke: 'Révoquer',
    revokeTitle: (name: string) => `Révoquer ${name} ?`,
    revokeBody: 'Les programmes qui l’utilisent seront refusés aussitôt. C’est définitif.',
    revokedDone: 'Clé révoquée',
    secretTitle: 'Votre clé d’API',
    secretBody: 'Copiez-la maintenant : elle ne s’affichera plus jamais.',
    secretCopy: 'Copier la clé',
    secretDone: 'Je l’ai gardée en lieu sûr',
    emptyTitle: 'Aucune clé d’API',
    emptyHint: 'Créez-en une pour relier un site, n8n ou un script.',
    scopeRequired: 'Choisissez au moins un droit',
    scopeCount: (count: number) => plural(count, 'droit', 'droits'),
    useHint: 'Envoyez-la dans l’en-tête Authorization: Bearer …',
    permissionOperations,
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      api_keys: 'Clés d’API',
    },
    auditOperations: {
      'api_keys.create': 'Clé d’API créée',
      'api_keys.revoke': 'Clé d’API révoquée',
    },
    auditResources: {
      api_key: 'Clé d’API',
    },
  },
};
