import { z } from '@hono/zod-openapi';
import { Locale } from '../companies/shapes.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { mayGrant, permissionsOf, ROLES, type Caller, type Role } from '../shared/permissions.ts';

/** People who sign in. An owner invites them by a link that is shown once and used once. */

export const INVITATION_PREFIX = 'rli';

/** The token travels in the fragment, which browsers send to nobody. */
export const invitationUrl = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}/invitation#${token}`;

/** Compared lower-cased everywhere. */
export const Email = z.email().max(254).toLowerCase().openapi({ example: 'marie@example.com' });
export const PersonName = z.string().trim().min(1).max(200);

const CallCentreId = z.int().positive();

export const UserIn = z
  .strictObject({
    email: Email,
    name: PersonName,
    role: z.enum(ROLES),
    call_centre_id: CallCentreId.nullable().default(null),
    locale: Locale.default('fr'),
  })
  .openapi('UserIn');

export const UserPatch = z
  .strictObject({
    name: PersonName,
    role: z.enum(ROLES),
    call_centre_id: CallCentreId.nullable(),
    is_active: z.boolean(),
    locale: Locale,
  })
  .partial()
  .openapi('UserPatch');

export const UserParams = z.object({ id: wholeNumber(z.int().positive()) });

export const UserQuery = PageQuery.extend({
  role: z.enum(ROLES).optional(),
  is_active: z.enum(['true', 'false']).optional(),
  q: z.string().trim().max(200).optional().openapi({ description: 'Part of a name or address.' }),
});

export const UserOut = z
  .object({
    id: z.number(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    call_centre_id: z.number().nullable(),
    locale: Locale,
    is_active: z.boolean(),
    invitation_expires_at: z.iso.datetime().nullable().openapi({
      description: 'Until when the open invitation can be accepted; null if there is none.',
    }),
    has_password: z.boolean().openapi({
      description: 'Whether an invitation has been accepted: who has none cannot come in.',
    }),
    last_sign_in_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('User');

export const InvitationOut = z
  .object({
    url: z.string().openapi({ description: 'Shown once. Whoever opens it sets the password.' }),
    expires_at: z.iso.datetime(),
  })
  .openapi('Invitation');

export const InvitedUserOut = z
  .object({ user: UserOut, invitation: InvitationOut })
  .openapi('InvitedUser');

/** Who must have a centre, because their permissions reach as far as it. */
export const needsCallCentre = (role: Role): boolean => role === 'agent' || role === 'supervisor';

export const isOwnerOrAbove = (role: Role): boolean => mayGrant(role, 'owner');

/**
 * May the caller make or change a user of this role? Nobody reaches above their own rank, and a key
 * not above its scopes: else it could invite somebody mightier than itself and use the link.
 */
export const mayManage = (caller: Pick<Caller, 'role' | 'scopes'>, role: Role): boolean =>
  mayGrant(caller.role, role) &&
  (caller.scopes === null ||
    Object.keys(permissionsOf({ role, scopes: null })).every((permission) =>
      caller.scopes?.includes(permission),
    ));
