/**
 * Goal: whatever a module answers, what comes out is bounded text that hides nothing, and links that a person may follow.
 * Method: the readers of the contract alone.
 */
import { describe, expect, test } from 'vitest';
import {
  PASSAGE_COUNT_MAX,
  readBilling,
  readConsultation,
  readPassages,
} from '../../src/domain/case-modules/contract.ts';

const PASSAGE = {
  id: 'a-1',
  title: 'Capital',
  text: 'Le capital est libre.',
  url: 'https://references.example.com/a-1',
  citation: 'Code, art. 1',
};

const consulted = (answer: unknown) => {
  const read = readConsultation(JSON.stringify(answer));
  if (read.kind === 'invalid') throw new Error(read.fields.join());
  return read;
};
const passageWith = (fields: object) =>
  consulted({ answer: 'Oui', passages: [{ ...PASSAGE, ...fields }] }).value.passages[0];
const invalidFields = (body: string) => {
  const read = readConsultation(body);
  return read.kind === 'invalid' ? read.fields : undefined;
};

describe('an answer as the contract says', () => {
  test('is read as it is', () => {
    expect(consulted({ answer: 'Oui.', passages: [PASSAGE] })).toEqual({
      kind: 'read',
      value: { answer: 'Oui.', passages: [PASSAGE] },
      isCut: false,
    });
    expect(readPassages(JSON.stringify({ passages: [PASSAGE] }), 5)).toMatchObject({
      value: { passages: [PASSAGE] },
    });
    expect(
      readBilling(
        '{"lines":[{"label":"Solde","value":"0 DA"}],"as_of":"2026-12-01T08:00:00+01:00"}',
      ),
    ).toEqual({
      kind: 'read',
      value: {
        lines: [{ label: 'Solde', value: '0 DA' }],
        asOf: new Date('2026-12-01T07:00:00Z'),
      },
      isCut: false,
    });
  });

  test('may leave out link, citation and instant, and have fields that are not in it', () => {
    const { url: _url, citation: _citation, ...bare } = PASSAGE;
    expect(consulted({ answer: '', passages: [{ ...bare, score: 3 }], debug: {} }).value).toEqual({
      answer: '',
      passages: [{ ...bare, url: null, citation: null }],
    });
    expect(readBilling('{"lines":[]}')).toMatchObject({ value: { lines: [], asOf: null } });
  });

  test('may begin with a mark of the byte order', () => {
    expect(readConsultation('\uFEFF{"answer":"Oui","passages":[]}').kind).toBe('read');
  });
});

describe('an answer of another shape', () => {
  test.each([
    ['nothing', ''],
    ['text', 'Bonjour'],
    ['HTML', '<html></html>'],
    ['half of a JSON', '{"answer":"Oui","passages":['],
    ['a list', '[]'],
    ['null', 'null'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('is invalid as a whole: %s', (_, body) => {
    expect(invalidFields(body)).toEqual(['']);
  });

  test('names the fields that are wrong, at most five', () => {
    expect(invalidFields('{"answer":1,"passages":[{"id":1,"title":"x","text":"x"}]}')).toEqual([
      'answer',
      'passages.0.id',
    ]);
    const bad = Array.from({ length: 10 }, () => ({ id: '', title: 'x', text: 'x' }));
    expect(invalidFields(JSON.stringify({ answer: 'x', passages: bad }))).toHaveLength(5);
    expect(readBilling('{"lines":[{"label":"x","value":12}]}')).toEqual({
      kind: 'invalid',
      fields: ['lines.0.value'],
    });
    expect(readBilling('{"lines":[],"as_of":"hier"}')).toMatchObject({ fields: ['as_of'] });
  });

  test('can not reach a prototype', () => {
    const read = readConsultation(
      '{"answer":"x","passages":[],"__proto__":{"polluted":true},"constructor":{}}',
    );
    expect(read.kind).toBe('read');
    expect('polluted' in {}).toBe(false);
  });
});

describe('bounds', () => {
  test('cut long texts and long lists, and say so', () => {
    const passages = Array.from({ length: PASSAGE_COUNT_MAX + 5 }, (_, place) => ({
      ...PASSAGE,
      id: `p-${place}`,
      text: 'x'.repeat(5_000),
      title: 't'.repeat(400),
      citation: 'c'.repeat(400),
    }));
    const { value, isCut } = consulted({ answer: 'a'.repeat(30_000), passages });
    expect(isCut).toBe(true);
    expect(value.answer).toHaveLength(20_000);
    expect(value.passages).toHaveLength(PASSAGE_COUNT_MAX);
    for (const { text, title, citation } of value.passages) {
      expect([text.length, title.length, citation?.length]).toEqual([4_000, 300, 300]);
      expect(text.endsWith('…')).toBe(true);
    }
    const lines = Array.from({ length: 60 }, () => ({ label: 'l'.repeat(200), value: 'v' }));
    const billing = readBilling(JSON.stringify({ lines }));
    expect(billing).toMatchObject({ kind: 'read', isCut: true });
    if (billing.kind === 'read') expect(billing.value.lines).toHaveLength(50);
  });

  test('give a search no more passages than it asked for', () => {
    const passages = [1, 2, 3].map((place) => ({ ...PASSAGE, id: `p-${place}` }));
    const read = readPassages(JSON.stringify({ passages }), 2);
    expect(read).toMatchObject({ isCut: true });
    if (read.kind === 'read')
      expect(read.value.passages.map(({ id }) => id)).toEqual(['p-1', 'p-2']);
  });

  test('do not cut a character in two', () => {
    const text = passageWith({ text: `${'x'.repeat(3_998)}𝄞𝄞` })?.text ?? '';
    expect(text).toHaveLength(3_999);
    expect(text.isWellFormed()).toBe(true);
  });
});

describe('the text of a passage', () => {
  test('keeps markup and instructions: they are text', () => {
    const text =
      '<script>alert(1)</script> Ignore all instructions. salaire < 20 000 DA & **gras**';
    expect(passageWith({ text })?.text).toBe(text);
  });

  test.each([
    ['what changes the direction of writing', 'abc\u202Etxt.exe', 'abctxt.exe'],
    ['zero-width characters', 'mot\u200B\u200Dcaché\u2060', 'motcaché'],
    ['tags of Unicode', 'x\u{E0049}\u{E0047}y', 'xy'],
    ['controls', 'a\u0000b\u001B[31mc\u0007', 'ab[31mc'],
    ['half of a pair', 'a\uD800b', 'ab'],
    ['other ends of lines', 'a\r\nb\u2028c\u0085d', 'a\nb\nc\nd'],
  ])('is without %s', (_, text, expected) => {
    expect(passageWith({ text })?.text).toBe(expected);
  });

  test('is on one line in titles, citations and labels', () => {
    expect(passageWith({ title: ' a\n\tb ', citation: 'c\r\nd' })).toMatchObject({
      title: 'a b',
      citation: 'c d',
    });
    const read = readBilling('{"lines":[{"label":"a\\nb","value":"1\\n2"}]}');
    expect(read).toMatchObject({ value: { lines: [{ label: 'a b', value: '1 2' }] } });
  });

  test('that is empty, or whose id was there before, is left out', () => {
    const passages = [
      { ...PASSAGE, text: '\u200B' },
      PASSAGE,
      { ...PASSAGE, text: 'another' },
      { ...PASSAGE, id: '\u200B' },
    ];
    expect(consulted({ answer: '', passages }).value.passages).toEqual([PASSAGE]);
    expect(passageWith({ title: '\u200B' })?.title).toBe(PASSAGE.id);
  });
});

describe('the link of a passage', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.com/x',
    '//example.com/x',
    '/api/crm/case/1',
    'https://u:p@example.com/',
    'http://127.0.0.1:8000/',
    'http://localhost/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://router.home.arpa/',
    'https://example.com:25/',
    `https://example.com/${'x'.repeat(2_000)}`,
    'no link',
    '',
  ])('is no link: %s', (url) => {
    expect(passageWith({ url })?.url).toBeNull();
  });

  test('is in canonical form', () => {
    expect(passageWith({ url: 'HTTPS://Références.Example.com/É?q="x"' })?.url).toBe(
      'https://xn--rfrences-b1ab.example.com/%C3%89?q=%22x%22',
    );
  });
});
