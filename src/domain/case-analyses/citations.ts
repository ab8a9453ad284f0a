import { comparable } from '../ai/comparable.ts';

/**
 * Finds what looks like a reference in a text of a model: a law, an article, a decision, an address on the web. One
 * that no text of the case and no source has is never shown as a fact. Every pattern takes time in proportion to the
 * text; a wrong find costs some words, a missed one shows an invention.
 */

const CITATIONS = new RegExp(
  [
    // Article 815-3 du Code civil, art. L. 123-1, articles 12 et 13 de la loi
    String.raw`\barts?(?:icles?)?\.?\s{0,3}(?:n[°ºo]\s?)?(?:[lrda]\.?\s?)?\d[\d.\-–/]{0,15}(?:\s(?:bis|ter|quater|et\s\d[\d.\-–]{0,15}))?(?:\s(?:du|de\sla|des|of\sthe|of|de\sl['’])\s?[^.,;:()\n]{1,60})?`,
    // loi n° 2004-575 du 21 juin 2004, décret exécutif n° 15-234, arrêté du 3 mai 2020
    String.raw`\b(?:loi|décret|decret|ordonnance|arrêté|arrete|directive|règlement|reglement|circulaire|instruction|convention|dahir|act|regulation|law)\s(?:[a-zéèê]{1,15}\s){0,2}(?:\([a-z]{2}\)\s)?(?:n[°ºo.]\s?|no\.?\s)?\d[\d\-–/. ]{0,20}(?:\s?du\s\d{1,2}(?:er)?\s[a-zéû]{3,9}\s\d{4})?`,
    String.raw`\b(?:loi|décret|ordonnance|arrêté|circulaire|arrêt|jugement|décision)\sdu\s\d{1,2}(?:er)?\s[a-zéû]{3,9}\s\d{4}`,
    // Cass. civ. 1re, 12 janvier 2020, n° 18-12.345; CE, 3 mars 2019; CJUE C-131/12
    String.raw`\b(?:cass(?:ation)?\.?|cour de cassation|conseil d['’]état|cour suprême|cour d['’]appel|cjue|cedh)\b[^.;:()\n]{0,60}\d[\d.\-/]{2,15}`,
    String.raw`\bn[°º]\s?\d{2}[\d.\-–/]{3,12}`,
    // Code civil, Code de commerce with a number before it is caught above; § 12
    String.raw`§\s?\d[\d.]{0,10}`,
    String.raw`\bhttps?:\/\/[^\s<>"']{1,300}`,
    String.raw`\bwww\.[^\s<>"']{1,200}`,
  ].join('|'),
  'giu',
);

export const UNVERIFIED = { fr: '[référence non vérifiée]', en: '[unverified reference]' };

export interface KnownTexts {
  has: (mention: string) => boolean;
}

/** Texts are compared once, whatever number of mentions is looked up. */
export const knownTexts = (texts: readonly string[]): KnownTexts => {
  const known = texts.map((text) => withoutSigns(comparable(text)));
  return {
    has: (mention) => {
      const words = withoutSigns(comparable(mention));
      return words !== '' && known.some((text) => text.includes(words));
    },
  };
};

/** `art. L. 123-1` and `article L123-1` are one. */
const withoutSigns = (text: string): string =>
  text
    .replaceAll(/\barts?(?:icles?)?\.?(?=\s?(?:n[°ºo]|[lrda]\.?\s?\d|\d))/g, 'article')
    .replaceAll(/[\s.]+/g, '');

/** The text without what no source has. `found`: what was taken out. */
export const withoutUnverified = (
  text: string,
  known: KnownTexts,
  language: string,
): { text: string; found: string[] } => {
  const found: string[] = [];
  const mark = language === 'fr' ? UNVERIFIED.fr : UNVERIFIED.en;
  const checked = text.replaceAll(CITATIONS, (mention) => {
    if (known.has(mention.trim())) return mention;
    found.push(mention.trim());
    return mark;
  });
  return { text: checked, found };
};
