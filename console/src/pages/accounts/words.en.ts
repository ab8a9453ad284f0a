import type { accountsFr } from './words.fr.ts';

/** The English words of signing in, invitations and the own profile. */
export const accountsEn: typeof accountsFr = {
  signIn: {
    title: 'Sign in',
    heading: 'Sign in',
    hint: 'Sign in with your work address.',
    email: 'E-mail address',
    emailFault: 'Not a valid e-mail address',
    password: 'Password',
    showPassword: 'Show or hide the password',
    company: 'Company',
    companyHint: 'Your account exists in several companies. Which one?',
    submit: 'Sign in',
    wrong: 'Wrong e-mail address or password.',
    tooMany: 'Too many attempts. Try again in a few minutes.',
    forgot: 'Forgotten your password? Ask an owner of your company for a new link.',
    endedTitle: 'Your session has ended',
    ended: (name) =>
      `${name}, sign in again to go on. This page and what you have typed stay in place.`,
    leaveSession: 'Discard and change account',
    pitch: 'Your decisions arrive safely.',
    pitchPoints: [
      'Every action is recorded, handed to n8n and followed until its answer.',
      'An outage delays an action, but nothing is lost.',
      'You can always find out who did what, when and why.',
    ],
  },

  invitation: {
    title: 'Accept the invitation',
    heading: 'Welcome to Relais',
    hint: 'Choose the password of your account.',
    invitedBy: (inviter, company, role) =>
      `${inviter === null ? 'You are invited' : `${inviter} invites you`} to join ${company} (${role.toLowerCase()}).`,
    account: (email) => `You will sign in as ${email}.`,
    name: 'Your name',
    nameHint: 'Leave empty to keep the one of the invitation.',
    password: 'Password',
    passwordHint: '12 characters at least. A sentence makes a good password.',
    repeat: 'Once more',
    mismatch: 'The two passwords differ',
    submit: 'Open my account',
    invalidTitle: 'This link is no longer valid',
    invalid: 'It has been used, or it has expired. Ask the person who invited you for a new one.',
    missing: 'The address holds no invitation: open the link you received in full.',
  },

  profile: {
    title: 'Profile',
    identity: 'Identity',
    name: 'Name',
    email: 'E-mail address',
    emailHint: 'An owner can invite you under another address.',
    role: 'Role',
    centre: 'Call centre',
    language: 'Language',
    saved: 'Profile saved',
    password: 'Password',
    current: 'Current password',
    next: 'New password',
    repeat: 'Once more',
    change: 'Change the password',
    changed: 'Password changed. Your other sessions are closed.',
    wrong: 'This is not your current password',
  },

  codes: {
    permissions: {
      account: 'Account',
    },
    auditOperations: {
      'invitations.accept': 'Invitation accepted',
      'sessions.create': 'Sign-in',
      'sessions.delete': 'Sign-out',
      'me.update': 'Profile changed',
      'me.change_password': 'Password changed',
    },
    auditResources: {
      session: 'Session',
    },
  },
};
