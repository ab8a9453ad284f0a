/** The French words of the webhooks. */
export const webhooksFr = {
  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      webhooks: 'Webhooks',
      'webhooks:send': 'Tester et renvoyer',
    },
    auditOperations: {
      'webhooks.create': 'Webhook créé',
      'webhooks.update': 'Webhook modifié',
      'webhooks.disable': 'Webhook désactivé par Relais',
      'webhooks.delete': 'Webhook supprimé',
      'webhooks.rotate_secret': 'Secret du webhook remplacé',
      'webhooks.test': 'Webhook testé',
      'webhooks.read_delivery': 'Envoi du webhook consulté',
      'webhooks.retry_delivery': 'Envoi du webhook relancé',
      'webhooks.replay': 'Envois du webhook relancés',
    },
    auditResources: {
      webhook: 'Webhook',
    },
  },
};
