/**
 * Goal: rules find what a person would find, say by which condition, and refuse trees that nobody means.
 * Method: the pure functions, without a database.
 */
import { describe, expect, test } from 'vitest';
import {
  compileRules,
  foldTexts,
  matchRules,
  type RuleTexts,
} from '../../src/domain/inbox-folders/match.ts';
import { FolderRules, type RuleGroup } from '../../src/domain/inbox-folders/rules.ts';
import { EXCERPT_LENGTH_MAX, excerptOf, fold } from '../../src/domain/inbox-folders/text.ts';
import { check } from '../../src/domain/shared/schema-faults.ts';
import { all, any, none, text } from '../support/inbox-folders.ts';

const NOTHING: RuleTexts = {
  sender_address: [],
  sender_name: [],
  sender_domain: [],
  recipient: [],
  subject: [],
  content: [],
  channel: ['email'],
  attachment_name: [],
  has_attachment: false,
};
const tried = (rules: RuleGroup, texts: Partial<RuleTexts>) =>
  matchRules(compileRules(rules), foldTexts({ ...NOTHING, ...texts }));
const isFound = (rules: RuleGroup, texts: Partial<RuleTexts>): boolean =>
  tried(rules, texts).matched;
const faultsOf = (rules: unknown) => {
  const checked = check(FolderRules, rules);
  return checked.success ? [] : checked.faults.map(({ path, code }) => ({ path, code }));
};

describe('a condition', () => {
  test('ignores accents, case, line breaks, ligatures and the form of apostrophes and hyphens', () => {
    const content = ['Bonjour,\r\nvoici la PIÈCE\n   D’IDENTITÉ de ma sœur, pour le rendez‑vous.'];
    for (const value of ["piece d'identite", 'Sœur', 'soeur', 'rendez-vous', 'pie\u0300ce']) {
      expect(isFound(any(text('content', 'contains', value)), { content }), value).toBe(true);
    }
  });

  test('finds a word split by invisible characters', () => {
    const content = ['fac\u00ADtu\u200Bre impayée'];
    expect(isFound(any(text('content', 'whole_word', 'facture')), { content })).toBe(true);
  });

  test('whole_word does not match inside a longer word, and finds a later occurrence', () => {
    const rules = any(text('subject', 'whole_word', 'RDV'));
    expect(isFound(rules, { subject: ['Report du rdv.'] })).toBe(true);
    expect(isFound(rules, { subject: ['rdvs, rdv_2, lerdv'] })).toBe(false);
    expect(isFound(rules, { subject: ['rdvs (rdv)'] })).toBe(true);
    expect(isFound(rules, { subject: ['éRDVé'] })).toBe(false);
  });

  test('equals compares the whole text, starts_with its beginning', () => {
    const subject = ['  Devis n° 12 '];
    expect(isFound(any(text('subject', 'equals', 'devis n° 12')), { subject })).toBe(true);
    expect(isFound(any(text('subject', 'equals', 'devis')), { subject })).toBe(false);
    expect(isFound(any(text('subject', 'starts_with', 'DEVIS')), { subject })).toBe(true);
    expect(isFound(any(text('subject', 'starts_with', '12')), { subject })).toBe(false);
  });

  test('takes signs of patterns literally', () => {
    const rules = any(text('content', 'contains', '.*', '(a+)+$'));
    expect(isFound(rules, { content: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa!'] })).toBe(false);
    expect(isFound(rules, { content: ['la formule (a+)+$ du cours'] })).toBe(true);
  });

  test('reads Arabic and Greek texts', () => {
    expect(
      isFound(any(text('content', 'whole_word', 'موعد')), { content: ['أريد مَوْعِد غدا'] }),
    ).toBe(true);
    expect(isFound(any(text('content', 'whole_word', 'ΟΔΟΣ')), { content: ['η οδος μου'] })).toBe(
      true,
    );
  });
});

describe('a group', () => {
  const subject = ['Problème de facture'];

  test('all, any and none combine conditions', () => {
    const invoice = text('subject', 'contains', 'facture');
    const quote = text('subject', 'contains', 'devis');
    expect(isFound(all(invoice, quote), { subject })).toBe(false);
    expect(isFound(any(invoice, quote), { subject })).toBe(true);
    expect(isFound(none(invoice, quote), { subject })).toBe(false);
    expect(isFound(none(quote), { subject })).toBe(true);
    expect(isFound(all(invoice, none(quote)), { subject })).toBe(true);
  });

  test('has_attachment asks for files, or for none', () => {
    const rules = (value: boolean) => all({ kind: 'has_attachment', value });
    expect(isFound(rules(true), { has_attachment: true })).toBe(true);
    expect(isFound(rules(true), {})).toBe(false);
    expect(isFound(rules(false), {})).toBe(true);
  });
});

describe('the reason', () => {
  test('names the condition by its path, with its value and the text around it as written', () => {
    const rules = all(
      { kind: 'has_attachment', value: false },
      any(text('subject', 'contains', 'devis'), text('content', 'contains', 'rien', 'a rappeler')),
    );
    expect(tried(rules, { content: ['Merci,\nclient À  RAPPELER demain'] })).toEqual({
      matched: true,
      path: 'rules.1.rules.1',
      field: 'content',
      operator: 'contains',
      value: 'a rappeler',
      excerpt: 'Merci, client À RAPPELER demain',
    });
  });

  test('names a group of which no rule matched', () => {
    expect(tried(all(none(text('subject', 'contains', 'x'))), {})).toMatchObject({
      path: 'rules.0',
      field: null,
      excerpt: null,
    });
  });

  test('an excerpt is short, holds the match, and cuts no character in two', () => {
    const long = `${'😀é '.repeat(500)}AIGUILLE${' ß😀'.repeat(500)}`;
    const excerpt = excerptOf(long, fold(long).indexOf('aiguille'));
    expect(excerpt.length).toBeLessThanOrEqual(EXCERPT_LENGTH_MAX);
    expect(excerpt).toContain('AIGUILLE');
    expect(excerpt.isWellFormed()).toBe(true);
  });
});

describe('a tree of rules', () => {
  const nested = (depth: number): RuleGroup =>
    depth === 1 ? all(text('subject', 'contains', 'x')) : all(nested(depth - 1));

  test('names the path of each fault inside it', () => {
    const rules = {
      kind: 'all',
      rules: [
        { kind: 'any', rules: [{ ...text('subject', 'contains', 'x'), field: 'body' }] },
        { ...text('subject', 'contains'), operator: 'matches' },
        { kind: 'none', rules: [] },
        text('subject', 'contains', 'x'.repeat(201)),
        { kind: 'maybe' },
        { kind: 'has_attachment', value: 'yes' },
      ],
    };
    expect(faultsOf(rules)).toEqual([
      { path: 'rules.0.rules.0.field', code: 'not_one_of' },
      { path: 'rules.1.operator', code: 'not_one_of' },
      { path: 'rules.1.values', code: 'too_few' },
      { path: 'rules.2.rules', code: 'too_few' },
      { path: 'rules.3.values.0', code: 'too_long' },
      { path: 'rules.4.kind', code: 'invalid' },
      { path: 'rules.5.value', code: 'wrong_type' },
    ]);
  });

  test('is five groups deep at most', () => {
    expect(faultsOf(nested(5))).toEqual([]);
    expect(faultsOf(nested(6))).toEqual([{ path: '', code: 'too_deep' }]);
    let bottomless: object = { kind: 'all', rules: [] };
    for (let depth = 0; depth < 100_000; depth += 1)
      bottomless = { kind: 'all', rules: [bottomless] };
    expect(faultsOf(bottomless)).toEqual([{ path: '', code: 'too_deep' }]);
  });

  test('has 100 conditions and 1,000 values at most, over all groups', () => {
    const group = (count: number, valueCount = 1) =>
      any(
        ...Array.from({ length: count }, () =>
          text('subject', 'contains', ...Array.from({ length: valueCount }, (_, n) => `v${n}`)),
        ),
      );
    expect(faultsOf(all(group(50), group(50)))).toEqual([]);
    expect(faultsOf(all(group(50), group(51)))).toEqual([{ path: 'rules', code: 'too_many' }]);
    expect(faultsOf(all(group(20, 50)))).toEqual([]);
    expect(faultsOf(all(group(21, 50)))).toEqual([{ path: 'rules', code: 'too_many' }]);
  });

  test('refuses a value that is empty without its accents, which would match everywhere', () => {
    expect(faultsOf(any(text('subject', 'contains', '\u0301')))).toEqual([
      { path: 'rules.0.values.0', code: 'too_short' },
    ]);
  });

  test('is read in linear time, whatever the text', () => {
    const content = ['a'.repeat(10_000)];
    const values = Array.from({ length: 50 }, (_, n) => `${'a'.repeat(150)}b${n}`);
    expect(isFound(any(text('content', 'contains', ...values)), { content })).toBe(false);
  });
});
