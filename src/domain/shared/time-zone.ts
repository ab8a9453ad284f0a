import { z } from '@hono/zod-openapi';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** The time zone of days in an answer. */
export const TimeZone = z
  .string()
  // Region names only: PostgreSQL reads the sign of an offset such as +05:30 the other way round.
  .regex(/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/, 'expected a time zone, for example Europe/Paris')
  .refine(isTimeZone, 'expected a time zone, for example Europe/Paris')
  .default('UTC')
  .openapi({ description: 'Time zone of the days.', example: 'Europe/Paris' });

/** `08:30` */
export const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
