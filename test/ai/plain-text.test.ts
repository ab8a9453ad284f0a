/**
 * Goal: what a model wrote is shown without markup, and a hostile text costs no more time than an ordinary one. Method: the
 * pure functions; CPU time of texts of two lengths.
 */
import { expect, test } from 'vitest';
import { plainText } from '../../src/domain/ai/plain-text.ts';
import { checkedSummary } from '../../src/domain/conversation-summaries/content.ts';

test.each([
  ['**Important** : __payez__ ici', 'Important : payez ici'],
  ['**a **b**', '**a b'],
  ['***a***', '*a*'],
  ['** a **', '** a **'],
  ['[le site](https://mal.example/x)', 'le site (https://mal.example/x)'],
  ['![](https://mal.example/x)', 'https://mal.example/x'],
  ['[a[b](https://mal.example)', '[ab (https://mal.example)'],
  ['voir <https://a.example> ou <marie@a.example>', 'voir https://a.example ou marie@a.example'],
  ['<b>gras</b>, </ b >, < / i>', 'gras, ,'],
  ['<<b>script>x', 'x'],
  ['1 < 2', '1 < 2'],
  ['a\u200bb', 'ab'],
  ['# Titre\n```js\ncode\n```', 'Titre\n\ncode'],
])('%j is shown as %j', (written, expected) => {
  expect(plainText(written).text).toBe(expected);
});

/** Milliseconds × 1000. */
const cpuOf = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

const HOSTILE = ['[', '[a](', '[](', '**a ', '__a ', '<', '<@a', '< ', '<a@', '# ', '```', 'data:'];

const times = (part: string, length: number): string =>
  part.repeat(Math.ceil(length / part.length));

test.each(HOSTILE)('the time for %j many times grows with the text, not faster', (part) => {
  const read = (length: number): number => cpuOf(() => plainText(times(part, length)));
  read(5_000);
  // Squared, it would be 256 times as much.
  expect(read(160_000)).toBeLessThan(64 * Math.max(read(10_000), 4_000));
});

test.each(['<', '['])('the time for one %j and many spaces or marks grows as slowly', (start) => {
  for (const part of [' ', '@a', '/']) {
    const read = (length: number): number => cpuOf(() => plainText(start + times(part, length)));
    read(5_000);
    expect(read(160_000)).toBeLessThan(64 * Math.max(read(10_000), 4_000));
  }
});

test('a quote is looked for in each of its messages', () => {
  const texts = new Map([
    [1, 'Bonjour, je « rappelle » mardi.'],
    [2, 'Merci'],
  ]);
  const promise = (quote: string, messageIds: number[]) => ({
    text: 'Rappeler',
    message_ids: messageIds,
    by: 'us' as const,
    date: null,
    quote,
  });
  const { promises } = checkedSummary(
    {
      points: [],
      questions: [],
      promises: [
        promise('JE  "rappelle"', [2, 1]),
        promise('rappelle', [2]),
        promise('', [1]),
        promise('Merci', [2]),
      ],
      next_step: null,
    },
    texts,
  );
  expect(promises.map(({ quote }) => quote)).toEqual([null, null, null, 'Merci']);
});
