/** The French words of signing in, invitations and the own profile. */
export const accountsFr = {
  signIn: {
    title: 'Connexion',
    heading: 'Connexion',
    hint: 'Connectez-vous avec votre adresse professionnelle.',
    email: 'Adresse e-mail',
    emailFault: 'Adresse e-mail non valide',
    password: 'Mot de passe',
    showPassword: 'Afficher ou masquer le mot de passe',
    company: 'Entreprise',
    companyHint: 'Votre compte existe dans plusieurs entreprises. Laquelle ?',
    submit: 'Se connecter',
    wrong: 'Adresse e-mail ou mot de passe incorrect.',
    tooMany: 'Trop de tentatives. Réessayez dans quelques minutes.',
    forgot: 'Mot de passe oublié ? Demandez un nouveau lien à un propriétaire de votre entreprise.',
    endedTitle: 'Votre session a pris fin',
    ended: (name: string) =>
      `${name}, connectez-vous à nouveau pour continuer. Cette page et ce que vous y avez tapé restent en place.`,
    leaveSession: 'Abandonner et changer de compte',
    pitch: 'Vos décisions arrivent à bon port.',
    pitchPoints: [
      'Chaque action est enregistrée, transmise à n8n et suivie jusqu’à sa réponse.',
      'Une panne retarde une action, mais rien ne se perd.',
      'Qui a fait quoi, quand et pourquoi : tout se retrouve.',
    ],
  },

  invitation: {
    title: 'Accepter l’invitation',
    heading: 'Bienvenue sur Relais',
    hint: 'Choisissez le mot de passe de votre compte.',
    invitedBy: (inviter: string | null, company: string, role: string) =>
      `${inviter === null ? 'Vous êtes invité(e)' : `${inviter} vous invite`} à rejoindre ${company} (${role.toLowerCase()}).`,
    account: (email: string) => `Votre adresse de connexion sera ${email}.`,
    name: 'Votre nom',
    nameHint: 'Laissez vide pour garder celui de l’invitation.',
    password: 'Mot de passe',
    passwordHint: '12 caractères au moins. Une phrase fait un bon mot de passe.',
    repeat: 'Encore une fois',
    mismatch: 'Les deux mots de passe diffèrent',
    submit: 'Ouvrir mon compte',
    invalidTitle: 'Ce lien n’est plus valable',
    invalid:
      'Il a déjà servi, ou il a expiré. Demandez-en un nouveau à la personne qui vous a invité.',
    missing: 'L’adresse ne contient pas d’invitation : ouvrez le lien reçu en entier.',
  },

  profile: {
    title: 'Profil',
    identity: 'Identité',
    name: 'Nom',
    email: 'Adresse e-mail',
    emailHint: 'Un propriétaire peut vous inviter sous une autre adresse.',
    role: 'Rôle',
    centre: 'Centre d’appels',
    language: 'Langue',
    saved: 'Profil enregistré',
    password: 'Mot de passe',
    current: 'Mot de passe actuel',
    next: 'Nouveau mot de passe',
    repeat: 'Encore une fois',
    change: 'Changer le mot de passe',
    changed: 'Mot de passe changé. Vos autres sessions sont fermées.',
    wrong: 'Ce n’est pas votre mot de passe actuel',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      account: 'Compte',
    },
    auditOperations: {
      'invitations.accept': 'Invitation acceptée',
      'sessions.create': 'Connexion',
      'sessions.delete': 'Déconnexion',
      'me.update': 'Profil modifié',
      'me.change_password': 'Mot de passe changé',
    },
    auditResources: {
      session: 'Session',
    },
  },
};
