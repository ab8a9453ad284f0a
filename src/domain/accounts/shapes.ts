import { z } from '@hono/zod-openapi';
import ipaddr from 'ipaddr.js';
import { CompanyOut, CompanySlug, Locale } from '../companies/shapes.ts';
import { REACHES, ROLES } from '../shared/permissions.ts';
import { PersonName } from '../users/shapes.ts';

/** One's own account: signing in and out, who I am, my password. */

export const SESSION_LIFETIME_SECONDS = 30 * 24 * 3600;
export const INVITATION_LIFETIME_SECONDS = 7 * 24 * 3600;

/**
 * Wrong guesses allowed in a window: from one network, of one account from one network, and of one
 * account from everywhere. The last is far above the second, so that whoever guesses at an account
 * does not shut its owner out.
 */
export const ATTEMPT_WINDOW_SECONDS = 15 * 60;
export const NETWORK_ATTEMPTS_MAX = 50;
export const ACCOUNT_ATTEMPTS_PER_NETWORK_MAX = 10;
export const ACCOUNT_ATTEMPTS_MAX = 100;

/** Only bounded here: whether it is a good one is decided with the account in hand. */
const GivenPassword = z.string().min(1).max(1024);

export const SignInIn = z
  .strictObject({
    email: z.string().trim().toLowerCase().min(1).max(254),
    password: GivenPassword,
    company: CompanySlug.optional().openapi({
      description: 'Which company, for a person who has the same password in several.',
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
      .openapi({ description: 'What the caller may do, and how far each permission reaches.' }),
    temporal_ui_url: z.string().nullable().openapi({
      description: 'Where runs can be looked at; null for those who do not operate the system.',
    }),
  })
  .openapi('Me');

/** One home or office: an IPv4 address, or the /64 an IPv6 customer gets at the least. */
export const networkOf = (ip: string): string => {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6'
    ? `${address.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
    : address.toString();
};
