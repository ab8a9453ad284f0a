import { describe, expect, test } from 'vitest';
import { csvInstant, toCsv } from '../../console/src/ui/table/csv.ts';
import { daysOf } from '../../console/src/ui/table/filters/periods.ts';

/** Goal: a spreadsheet shows the exported text as it is. Method: the text of small files. */

const french = (...lines: string[][]): string => toCsv(lines, { separator: ';' });

describe('a CSV file', () => {
  test('has instants that a spreadsheet sorts, in the time of the reader', () => {
    const local = new Date(2026, 10, 29, 16, 2, 40);
    expect(csvInstant(local.toISOString())).toBe('2026-11-29 16:02');
  });

  test('begins with a byte order mark and separates cells with the sign of the language', () => {
    expect(french(['Nom', 'Statut'], ['Zoé', 'Réussie'])).toBe(
      '\uFEFFNom;Statut\r\nZoé;Réussie\r\n',
    );
    expect(toCsv([['a', 'b']], { separator: ',' })).toBe('\uFEFFa,b\r\n');
  });

  test('quotes a cell that holds a separator, a quote, a line end or spaces at its ends', () => {
    expect(french(['a;b', 'dit "non"', 'deux\nlignes', ' x'])).toBe(
      '\uFEFF"a;b";"dit ""non""";"deux\nlignes";" x"\r\n',
    );
    expect(french(['a,b'])).toBe('\uFEFFa,b\r\n');
  });

  test.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+cmd|calc', "'+cmd|calc"],
    ['-2+3+cmd', "'-2+3+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t=1"`],
  ])('never holds %s as a formula', (cell, written) => {
    const line = french([cell]).slice(1).trimEnd();
    expect([written, written.replaceAll('"', '')]).toContain(line);
    expect(line.replace(/^"/, '')).toMatch(/^'/);
  });

  test('holds no formula for a spreadsheet that expects the other separator', () => {
    expect(french(["Zoé,=cmd|' /C calc'!A0", 'Oran, @SUM(A1)'])).toBe(
      "\uFEFFZoé,'=cmd|' /C calc'!A0;Oran, '@SUM(A1)\r\n",
    );
    expect(toCsv([['Zoé;=1+cmd', 'a\n=2']], { separator: ',' })).toBe(
      `\uFEFFZoé;'=1+cmd,"a\n'=2"\r\n`,
    );
  });

  test('leaves numbers and telephone numbers as they are', () => {
    expect(french(['+33 6 12 34 56 78', '-12,5', 'x,-5'])).toBe(
      '\uFEFF+33 6 12 34 56 78;-12,5;x,-5\r\n',
    );
  });
});

describe('a period that moves with the day', () => {
  const now = new Date(2026, 2, 3, 15);
  test.each([
    ['today', { from: '2026-03-03', to: '2026-03-03' }],
    ['yesterday', { from: '2026-03-02', to: '2026-03-02' }],
    ['week', { from: '2026-03-02', to: '2026-03-03' }],
    ['7d', { from: '2026-02-25', to: '2026-03-03' }],
    ['30d', { from: '2026-02-02', to: '2026-03-03' }],
    ['month', { from: '2026-03-01', to: '2026-03-03' }],
  ] as const)('%s has its days', (period, days) => {
    expect(daysOf({ period }, now)).toEqual(days);
  });

  test('a week that ends on Sunday began on the Monday before', () => {
    expect(daysOf({ period: 'week' }, new Date(2026, 2, 8, 9))).toEqual({
      from: '2026-03-02',
      to: '2026-03-08',
    });
  });

  test('gives way to chosen days if there is none', () => {
    expect(daysOf({ from: '2026-01-01' }, now)).toEqual({ from: '2026-01-01', to: undefined });
  });
});
