import { z } from '@hono/zod-openapi';

/** Without capitals, accents and signs: `Attente client` and `attente_client` are one. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** A code, or the French or English word for it, however it is written. Out: the code. */
export const spoken = <const Code extends string>(
  codes: readonly Code[],
  words: Record<Code, { fr: string; en: string }>,
) => {
  const codeOf = new Map<string, Code>(
    codes.flatMap((code) =>
      [code, words[code].fr, words[code].en].map((word): [string, Code] => [folded(word), code]),
    ),
  );
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? (codeOf.get(folded(value)) ?? value) : value),
      z.enum(codes),
    )
    .openapi({ type: 'string', enum: [...codes] });
};
