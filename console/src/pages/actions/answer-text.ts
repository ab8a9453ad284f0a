/** What an answer of n8n says to a person; undefined if it says nothing that a person can read. */

const LENGTH_MAX = 300;

export const answerText = (body: string | null): string | undefined => {
  const text = body?.trim() ?? '';
  if (text === '' || text.startsWith('<')) return undefined;
  const said = messageOf(parsed(text));
  return said === undefined || said.length <= LENGTH_MAX ? said : `${said.slice(0, LENGTH_MAX)}…`;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** n8n names it `message`; other services `error`, or `message` inside of it. */
const messageOf = (answer: unknown): string | undefined => {
  if (typeof answer === 'string') return answer;
  if (typeof answer !== 'object' || answer === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(answer));
  return messageOf(fields.get('message')) ?? messageOf(fields.get('error'));
};
