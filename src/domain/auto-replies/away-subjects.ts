/**
 * Subjects of automatic absence replies in the six languages that mail programs here write. Only at the beginning, or
 * after the mark that a program sets before the subject it answers: a customer may write about an absence.
 */

const AWAY: readonly RegExp[] = [
  // French
  /^r[ée]ponse automatique\b/,
  /^(?:message|notification|r[ée]pondeur) (?:automatique )?d[’' ]absence\b/,
  /^absence(?: du bureau\b|\s*(?::|$))/,
  /^absente?(?: du bureau| jusqu| pour)/,
  /^(?:je suis )?(?:actuellement )?(?:en cong[ée]s?|en vacances)\s*(?::|$|jusqu)/,
  /^hors du bureau\b/,
  // English
  /^automatic reply\b/,
  /^auto(?:matic)?[- ]?(?:reply|response|responder)\b/,
  /^out[- ]of[- ](?:the[- ])?office\b/,
  /^(?:vacation|absence) (?:reply|response|message|notice)\b/,
  /^(?:i am |i'm )?(?:currently )?(?:away from|out of) (?:my |the )?(?:office|desk)\b/,
  /^on (?:vacation|annual leave|holiday)\s*(?::|$|until)/,
  /^ooo\s*(?::|$)/,
  // German
  /^automatische (?:antwort|r[üu]ckantwort|abwesenheit)/,
  /^abwesenheits?(?:notiz|nachricht|meldung|benachrichtigung|assistent|mail)\b/,
  /^abwesenheit\s*(?::|$|vom\b|bis\b)/,
  /^abwesend(?:\s*(?::|$)| bis\b)/,
  /^nicht im (?:b[üu]ro|haus)\b/,
  /^(?:ich bin )?(?:derzeit )?im urlaub\s*(?::|$|bis)/,
  // Spanish
  /^respuesta autom[áa]tica\b/,
  /^(?:mensaje|aviso) (?:autom[áa]tico )?de ausencia\b/,
  /^fuera de (?:la )?oficina\b/,
  /^ausencia(?: de la oficina\b|\s*(?::|$))/,
  /^ausente (?:de la oficina|hasta)\b/,
  /^(?:estoy )?de vacaciones\s*(?::|$|hasta)/,
  // Italian
  /^risposta automatica\b/,
  /^(?:messaggio|avviso|notifica) (?:automatico )?di assenza\b/,
  /^fuori (?:sede|ufficio|dall[’' ]ufficio)\b/,
  /^assenza(?: dall[’' ]ufficio\b|\s*(?::|$))/,
  /^assente (?:dall[’' ]ufficio|fino)\b/,
  /^(?:sono )?in ferie\s*(?::|$|fino)/,
  // Dutch
  /^automatisch(?:e)? (?:antwoord|beantwoord|bericht)/,
  /^afwezigheids?(?:bericht|melding|assistent)\b/,
  /^afwezigheid\s*(?::|$)/,
  /^(?:ik ben )?afwezig(?:\s*(?::|$)| tot\b)/,
  /^niet (?:op kantoor|aanwezig)\b/,
  /^(?:ik ben )?(?:met|op) vakantie\s*(?::|$|tot)/,
];

const REPLY_MARK = /^(?:(?:re|aw|sv|antw|rif|r)\s*:\s*)+/;
const LENGTH_MAX = 200;

export const isAwaySubject = (subject: string): boolean => {
  const text = subject
    .slice(0, LENGTH_MAX)
    .normalize('NFC')
    .toLowerCase()
    .replace(/^[\s[(*"«]+/, '')
    .replace(REPLY_MARK, '')
    .replace(/^[\s[(*"«]+/, '');
  return AWAY.some((pattern) => pattern.test(text));
};
