import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';

/** Types and queries that the list, its rows and the form share. */

export type User = Schemas['User'];

/** An invitation link, which is shown only once. */
export interface InvitationLink {
  name: string;
  invitation: Schemas['Invitation'];
}

/** The largest page of the api. No company has more call centres. */
const CENTRE_COUNT_MAX = 250;

const NO_CENTRES: readonly Schemas['CallCentre'][] = [];

export const useCallCentres = (): readonly Schemas['CallCentre'][] =>
  api.useQuery('get', '/api/v1/call-centres', { params: { query: { limit: CENTRE_COUNT_MAX } } })
    .data?.data ?? NO_CENTRES;

export const useRefreshUsers = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/users'] });
};

/** The state of a user's invitation. */
export const invitationState = (user: User): 'accepted' | 'open' | 'expired' => {
  if (user.has_password) return 'accepted';
  return user.invitation_expires_at === null || Date.parse(user.invitation_expires_at) < Date.now()
    ? 'expired'
    : 'open';
};
