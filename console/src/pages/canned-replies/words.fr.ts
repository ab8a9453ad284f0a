/** The French words of the canned replies. */
export const cannedRepliesFr = {
  cannedReplies: {
    title: 'Réponses types',
    description: 'Des réponses écrites une fois, que chacun reprend dans une conversation.',
    name: 'Nom',
    body: 'Texte',
    actions: 'Actions',
    new: 'Nouvelle réponse type',
    edit: 'Modifier',
    editTitle: 'Modifier la réponse type',
    created: 'Réponse type créée',
    saved: 'Réponse type enregistrée',
    removed: 'Réponse type supprimée',
    removeTitle: (name: string) => `Supprimer « ${name} » ?`,
    removeBody: 'Les réponses déjà envoyées restent.',
    nameTaken: 'Une réponse type porte déjà ce nom',
    variablesHint: 'Ces variables sont remplacées. Ce qui n’est pas connu est laissé de côté.',
    variables: {
      'contact.name': 'nom du contact',
      'contact.first_name': 'son prénom',
      'user.name': 'votre nom',
      'company.name': 'nom de l’entreprise',
      'conversation.subject': 'objet de la conversation',
    },
    emptyTitle: 'Aucune réponse type',
    emptyHint: 'Écrivez-en une pour les questions qui reviennent.',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      canned_replies: 'Réponses types',
    },
    auditOperations: {
      'canned_replies.create': 'Réponse type créée',
      'canned_replies.update': 'Réponse type modifiée',
      'canned_replies.delete': 'Réponse type supprimée',
      'canned_replies.render': 'Réponse type reprise dans une conversation',
    },
    auditResources: {
      canned_reply: 'Réponse type',
    },
  },
};
