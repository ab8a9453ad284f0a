import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';

/** What the list of people, its rows and its form have in common. */

export type User = Schemas['User'];

/** An invitation as it is handed over: shown once. */
export interface InvitationLink {
  name: string;
  invitation: Schemas['Invitation'];
}

/** As many as the api gives at once: more call centres than a company has. */
const CENTRE_COUNT_MAX = 250;

const NO_CENTRES: readonly Schemas['CallCentre'][] = [];

export const useCallCentres = (): readonly Schemas['CallCentre'][] =>
  api.useQuery('get', '/api/v1/call-centres', { params: { query: { limit: CENTRE_COUNT_MAX } } })
    .data?.data ?? NO_CENTRES;

export const useRefreshUsers = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/users'] });
};

/** Until it is accepted, an invitation waits, or has become too old to be. */
export const invitationState = (user: User): 'accepted' | 'open' | 'expired' => {
  if (user.has_password) return 'accepted';
  return user.invitation_expires_at === null || Date.parse(user.invitation_expires_at) < Date.now()
    ? 'expired'
    : 'open';
};
