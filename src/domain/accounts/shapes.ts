import { z } from '@hono/zod-openapi';
import ipaddr from 'ipaddr.js';
import { CompanyOut, CompanySlug, Locale } from '../companies/shapes.ts';
import { REACHES, ROLES } from '../shared/permissions.ts';
import { PersonName } from '../users/shapes.ts';

/** The caller's own account: sign-in, profile, password. */

export const SESSION_LIFETIME_SECONDS = 30 * 24 * 3600;
export const INVITATION_LIFETIME_SECONDS = 7 * 24 * 3600;

/**
 * Wrong attempts allowed per window and purpose: per network, per account and network, and per account.
 * The last limit is far above the second, so that an attacker on one network does not lock the owner out.
 */
export const ATTEMPT_WINDOW_SECONDS = 15 * 60;
export const NETWORK_ATTEMPTS_MAX = 50;
export const ACCOUNT_ATTEMPTS_PER_NETWORK_MAX = 10;
export const ACCOUNT_ATTEMPTS_MAX = 100;

/** Only the length is limited here. `passwordFaults` checks the rest: it needs the account. */
const GivenPassword = z.string().min(1).max(1024);

export const SignInIn = z
  .strictObject({
    email: z.string().trim().toLowerCase().min(1).max(254),
    password: GivenPassword,
    company: CompanySlug.optional().openapi({
      description: 'Slug of the company. Required if the same password fits several companies.',
    }),
  })
  .openapi('SignIn');

export const PasswordIn = z
  .strictObject({ current_password: GivenPassword, new_password: GivenPassword })
  .openapi('PasswordChange');

export const AcceptInvitationIn = z
  .strictObject({
    token: z.string().min(1).max(200),
    password: GivenPassword,
    name: PersonName.optional(),
  })
  .openapi('AcceptInvitation');

/** The token is in the body: addresses are written to logs. */
export const InvitationIn = AcceptInvitationIn.pick({ token: true }).openapi('InvitationToken');

export const InvitationOut = z
  .object({
    company_name: z.string(),
    inviter_name: z.string().nullable(),
    role: z.enum(ROLES),
    email: z.string(),
    name: z.string(),
    expires_at: z.iso.datetime(),
  })
  .openapi('InvitationDetails');

export const MePatch = z
  .strictObject({ name: PersonName, locale: Locale })
  .partial()
  .openapi('MePatch');

export const MeOut = z
  .object({
    user: z.object({
      id: z.number(),
      email: z.string(),
      name: z.string(),
      role: z.enum(ROLES),
      call_centre_id: z.number().nullable(),
      locale: Locale,
    }),
    company: CompanyOut,
    permissions: z
      .record(z.string(), z.enum(REACHES))
      .openapi({ description: 'The permissions of the caller, each with its reach.' }),
    temporal_ui_url: z.string().nullable().openapi({
      description: 'Address of the Temporal UI. Null without `operations:read`.',
    }),
  })
  .openapi('Me');

/** The network of an address: an IPv4 address itself, or the /64 prefix of an IPv6 address. */
export const networkOf = (ip: string): string => {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6'
    ? `${address.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
    : address.toString();
};
