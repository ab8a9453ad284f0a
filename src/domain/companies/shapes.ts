import { z } from '@hono/zod-openapi';

/** The tenant: every row belongs to one. Created by `npm run company:create`, never over HTTP. */

export const LOCALES = ['fr', 'en'] as const;
export const Locale = z.enum(LOCALES);
export type Locale = z.infer<typeof Locale>;

export const CompanyName = z.string().trim().min(1).max(200);
export const CompanySlug = z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'company_slug');

export const CompanyPatch = z
  .strictObject({ name: CompanyName, locale: Locale })
  .partial()
  .openapi('CompanyPatch');

export const CompanyOut = z
  .object({ id: z.number(), name: z.string(), slug: z.string(), locale: Locale })
  .openapi('Company');
