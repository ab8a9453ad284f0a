import { z } from '@hono/zod-openapi';
import { Locale } from '../companies/shapes.ts';
import { MAIL_STATUSES } from '../shared/mail-status.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { mayGrant, permissionsOf, ROLES, type Caller, type Role } from '../shared/permissions.ts';

/** Users. An owner invites them with a link that is shown once and works once. */

/** Stored and compared in lower case. */
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
      description: 'When the open invitation expires. Null if there is none.',
    }),
    invitation_mail_status: z.enum(MAIL_STATUSES).nullable().openapi({
      description:
        'How the mail with the link is doing; null if there is none. `uncertain`: the mail server may have taken it.',
    }),
    invitation_mail_error: z.string().nullable().openapi({
      description: 'What the last attempt to send it failed with, as a code: `smtp_550`.',
    }),
    invitation_mailed_at: z.iso.datetime().nullable(),
    has_password: z.boolean().openapi({
      description:
        'True once an invitation was accepted. Without a password, no sign-in is possible.',
    }),
    last_sign_in_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('User');

export const InvitationOut = z
  .object({
    url: z
      .string()
      .openapi({ description: 'Shown once. Anyone who opens it can set the password.' }),
    expires_at: z.iso.datetime(),
    is_mailed: z.boolean().openapi({ description: 'Whether it is also sent by mail.' }),
  })
  .openapi('Invitation');

export const InvitedUserOut = z
  .object({ user: UserOut, invitation: InvitationOut })
  .openapi('InvitedUser');

/** Agents and supervisors must have a call centre: their permissions depend on it. */
export const needsCallCentre = (role: Role): boolean => role === 'agent' || role === 'supervisor';

export const isOwnerOrAbove = (role: Role): boolean => mayGrant(role, 'owner');

/**
 * True if the caller may create or change a user of this role: the role must not be above the
 * caller's, nor have a permission that the caller's key lacks. Else a key could invite a user with
 * more permissions than its own and use the invitation link.
 */
export const mayManage = (caller: Pick<Caller, 'role' | 'scopes'>, role: Role): boolean =>
  mayGrant(caller.role, role) &&
  (caller.scopes === null ||
    Object.keys(permissionsOf({ role, scopes: null })).every((permission) =>
      caller.scopes?.includes(permission),
    ));
