import { pluralEn as plural } from '../../i18n/plural.ts';
import type { apiKeysFr } from './words.fr.ts';

/** The English words of the API keys. */
export const apiKeysEn: typeof apiKeysFr = {
  apiKeys: {
    title: 'API keys',
    listLabel: 'API keys',
    new: 'New key',
    createTitle: 'New API key',
    name: 'Name',
    namePlaceholder: 'For example: web site, n8n, export…',
    user: 'Acts in the name of',
    userSelf: (name) => `${name} (you)`,
    scopes: 'Permissions',
    scopesOf: (name) => `Permissions of ${name}`,
    scopesFixed: 'The permissions of a key do not change: create another key for others.',
    presets: 'Usual permissions',
    presetSend: 'Send actions',
    presetRead: 'Read only',
    presetAll: 'Everything',
    scopesHint: 'As few as needed. A key may do nothing that its person may not.',
    expires: 'Expires',
    expiresNever: 'Never',
    expiresDays: (days) => `In ${days} days`,
    expiresYear: 'In a year',
    lastUsed: 'Last used',
    createdAt: 'Created',
    revoked: 'Revoked',
    expired: 'Expired',
    valid: 'Valid',
    state: 'State',
    revoke: 'Revoke',
    revokeTitle: (name) => `Revoke ${name}?`,
    revokeBody: 'Programs that use it will be refused at once. This is final.',
    revokedDone: 'Key revoked',
    secretTitle: 'Your API key',
    secretBody: 'Copy it now: it will never be shown again.',
    secretCopy: 'Copy the key',
    secretDone: 'I have put it in a safe place',
    emptyTitle: 'No API key',
    emptyHint: 'Create one to connect a site, n8n or a script.',
    scopeRequired: 'Choose at least one permission',
    scopeCount: (count) => plural(count, 'permission', 'permissions'),
    useHint: 'Send it in the header Authorization: Bearer …',
    /** The operations of permissions. Words for one permission: `codes.permissions` of its capability. */
    permissionOperations: {
      read: 'read',
      create: 'create',
      update: 'change',
      write: 'change',
      retry: 'send again',
      cancel: 'cancel',
    },
  },

  codes: {
    permissions: {
      api_keys: 'API keys',
    },
    auditOperations: {
      'api_keys.create': 'API key created',
      'api_keys.revoke': 'API key revoked',
    },
    auditResources: {
      api_key: 'API key',
    },
  },
};
