import { z } from '@hono/zod-openapi';

/** Mails that the fake mail server of `npm start` received. Development only. */

export const SentMailOut = z
  .object({
    id: z.number(),
    received_at: z.iso.datetime(),
    message_id: z.string(),
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    text: z.string(),
  })
  .openapi('SentMail');

export const SentMailsOut = z.object({ data: z.array(SentMailOut) }).openapi('SentMails');
