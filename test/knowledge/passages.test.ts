/** Goal: an article is cut where a reader would cut it. Method: the pure function, on the forms that texts have. */
import { describe, expect, test } from 'vitest';
import {
  cutPassages,
  PASSAGE_COUNT_MAX,
  PASSAGE_LENGTH_MAX,
} from '../../src/domain/knowledge/passages.ts';

const sentence = (n: number): string =>
  `La phrase numéro ${n} parle de la livraison et de ses délais.`;
const paragraph = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => sentence(from + n)).join(' ');

describe('headings', () => {
  test('begin a passage, which has the headings above it', () => {
    expect(
      cutPassages(
        '# Livraison\n\nIntro.\n\n## Délais\n\nDeux jours.\n\n## Prix\nDix euros.\n\n# Retours\n\nGratuits.',
      ),
    ).toEqual([
      { heading: 'Livraison', text: 'Intro.' },
      { heading: 'Livraison › Délais', text: 'Deux jours.' },
      { heading: 'Livraison › Prix', text: 'Dix euros.' },
      { heading: 'Retours', text: 'Gratuits.' },
    ]);
  });

  test('may skip a level, be empty, or have marks of Markdown', () => {
    expect(cutPassages('### **Horaires** d’`été` ###\n\nDix heures.\n\n#\n\nRien.')).toEqual([
      { heading: 'Horaires d’été', text: 'Dix heures.' },
      { heading: '', text: 'Rien.' },
    ]);
  });

  test('are the text where there is no other', () => {
    expect(cutPassages('# Fermé\n## Le dimanche')).toEqual([
      { heading: '', text: 'Fermé › Le dimanche' },
    ]);
  });

  test('are none within a fence, nor without a space', () => {
    expect(cutPassages('```\n# commentaire\n\n- non\n```\n\n#relance est un mot')).toEqual([
      { heading: '', text: '```\n# commentaire\n\n- non\n```\n\n#relance est un mot' },
    ]);
  });

  test('beyond the most passages of an article, borders are left out', () => {
    const text = Array.from({ length: PASSAGE_COUNT_MAX + 1 }, (_, n) => `# T${n}\n\nx${n}`).join(
      '\n\n',
    );
    const passages = cutPassages(text);
    expect(passages.length).toBeLessThan(20);
    expect(passages.map((passage) => passage.text).join('\n\n')).toContain(`x${PASSAGE_COUNT_MAX}`);
  });
});

describe('paragraphs', () => {
  test('are kept together up to about 800 characters', () => {
    const passages = cutPassages(
      Array.from({ length: 12 }, (_, n) => paragraph(3, n * 3)).join('\n\n'),
    );
    expect(passages.length).toBeGreaterThan(2);
    for (const { text } of passages) {
      expect(text.length).toBeLessThanOrEqual(800);
      expect(text.startsWith('La phrase numéro')).toBe(true);
      expect(text.endsWith('délais.')).toBe(true);
    }
  });

  test('a long one is cut between sentences, and nothing of it is lost', () => {
    const long = paragraph(60);
    const passages = cutPassages(long);
    expect(passages.map(({ text }) => text).join(' ')).toBe(long);
    for (const { text } of passages) expect(text.endsWith('.')).toBe(true);
  });

  test('one without sentences is cut between words; one without spaces within characters', () => {
    for (const { text } of cutPassages('mot '.repeat(1_000))) expect(text).toMatch(/^(mot )*mot$/);
    const emoji = '🙂'.repeat(2_001);
    const passages = cutPassages(`x${emoji}`);
    expect(passages.map(({ text }) => text).join('')).toBe(`x${emoji}`);
    for (const { text } of passages) expect(text.isWellFormed()).toBe(true);
  });

  test('lines of Windows and of old Macs are lines', () => {
    expect(cutPassages('# A\r\n\r\nUn.\rDeux.')).toEqual([{ heading: 'A', text: 'Un.\nDeux.' }]);
  });
});

test('a list is cut between its items, which keep their lines', () => {
  const items = Array.from({ length: 40 }, (_, n) => `- point ${n} : ${sentence(n)}\n  suite ${n}`);
  const passages = cutPassages(`À savoir :\n${items.join('\n')}`);
  expect(passages[0]?.text.startsWith('À savoir :\n\n- point 0')).toBe(true);
  for (const { text } of passages.slice(1)) expect(text).toMatch(/^- point \d+[^]*suite \d+$/);
  expect(
    passages
      .map(({ text }) => text)
      .join('\n')
      .match(/suite/g),
  ).toHaveLength(40);
});

test('each passage of a table has its head', () => {
  const rows = Array.from({ length: 60 }, (_, n) => `| Article ${n} | ${n} € |`);
  const passages = cutPassages(
    `Nos prix.\n\n| Article | Prix |\n|---|--:|\n${rows.join('\n')}\n\nTaxes comprises.`,
  );
  expect(
    passages[0]?.text.startsWith('Nos prix.\n\n| Article | Prix |\n|---|--:|\n| Article 0 |'),
  ).toBe(true);
  for (const { text } of passages.slice(1))
    expect(text.startsWith('| Article | Prix |\n|---|--:|\n')).toBe(true);
  expect(passages.at(-1)?.text.endsWith('Taxes comprises.')).toBe(true);
  expect(
    passages
      .map(({ text }) => text)
      .join('\n')
      .match(/\| Article \d+ \|/g),
  ).toHaveLength(60);
});

test('a text of nothing but spaces has no passage', () => {
  expect(cutPassages('')).toEqual([]);
  expect(cutPassages(' \n\t\n \r\n')).toEqual([]);
});

test('no passage is longer than the limit, whatever the text', () => {
  const texts = [
    `|${'a'.repeat(5_000)}|\n|---|\n|${'b'.repeat(5_000)}|`,
    `# ${'h'.repeat(5_000)}\n\n${'c'.repeat(5_000)}`,
    `- ${'d '.repeat(5_000)}`,
    `\`\`\`\n${'e\n\n'.repeat(5_000)}`,
  ];
  for (const text of texts) {
    const passages = cutPassages(text);
    expect(passages.length).toBeGreaterThan(0);
    for (const passage of passages) {
      expect(passage.text.length).toBeLessThanOrEqual(PASSAGE_LENGTH_MAX);
      expect(passage.heading.length).toBeLessThanOrEqual(300);
    }
  }
});

test('200,000 characters of hostile text are cut in time that grows with their number', () => {
  for (const line of ['#', '# ', '|-|', '| | |', '- x', '```', '    ', 'a. ', '| '.repeat(99)]) {
    const text = `${line}\n`.repeat(200_000 / (line.length + 1));
    expect(cutPassages(text).length).toBeLessThanOrEqual(PASSAGE_COUNT_MAX);
    const oneLine = `${line}${' \t'.repeat(100_000)}x${line.repeat(10_000)}`;
    expect(cutPassages(oneLine.slice(0, 200_000)).length).toBeLessThanOrEqual(PASSAGE_COUNT_MAX);
  }
});
