/** The French words of attachments. */
export const attachmentsFr = {
  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {},
    auditOperations: {
      'attachments.create': 'Fichier déposé pour une réponse',
      'attachments.read': 'Pièce jointe consultée',
      'attachments.content': 'Pièce jointe téléchargée',
      'attachments.purge': 'Fichier jamais envoyé supprimé',
      'messages.html': 'Message affiché tel que mis en forme',
      'messages.source': 'Message d’origine téléchargé',
    },
    auditResources: {
      attachment: 'Pièce jointe',
      message: 'Message',
    },
  },
};
