import { declareInternalEvent } from '../shared/declare-event.ts';

export const sessionStarted = declareInternalEvent('SessionStarted', 'session', {
  audit: 'sessions.create',
});
export const sessionEnded = declareInternalEvent('SessionEnded', 'session', {
  audit: 'sessions.delete',
});
export const profileUpdated = declareInternalEvent('ProfileUpdated', 'user', {
  audit: 'me.update',
});
export const passwordChanged = declareInternalEvent('PasswordChanged', 'user', {
  audit: 'me.change_password',
});
export const invitationAccepted = declareInternalEvent('InvitationAccepted', 'user', {
  audit: 'invitations.accept',
});
