/** Goal: variables are replaced as text and nothing else. Method: the pure functions. */
import { describe, expect, test } from 'vitest';
import {
  findUnknownVariable,
  firstNameOf,
  renderCannedReply,
} from '../../src/domain/canned-replies/variables.ts';

const VALUES = {
  'contact.name': 'Marie Dumitru',
  'contact.first_name': 'Marie',
  'user.name': 'Anatole',
  'company.name': 'Atelier',
  'conversation.subject': 'Devis',
};
const render = (body: string, values: Partial<typeof VALUES> = {}) =>
  renderCannedReply(body, { ...VALUES, ...values });

describe('rendering', () => {
  test.each([
    ['Bonjour {{contact.first_name}},', 'Bonjour Marie,'],
    ['{{ user.name }} de {{company.name}}', 'Anatole de Atelier'],
    ['{{contact.name}}{{contact.name}}', 'Marie DumitruMarie Dumitru'],
    ['{ {user.name} } {{autre}} {{', '{ {user.name} } {{autre}} {{'],
    ['Votre « {{conversation.subject}} »', 'Votre « Devis »'],
  ])('%s becomes %s', (body, text) => {
    expect(render(body)).toBe(text);
  });

  test.each([
    ['Bonjour {{contact.first_name}},', 'Bonjour,'],
    ['Bonjour {{contact.first_name}} et merci', 'Bonjour et merci'],
    ['Bonjour\n{{contact.first_name}}\nmerci', 'Bonjour\n\nmerci'],
  ])('%s without a name becomes %j', (body, text) => {
    expect(render(body, { 'contact.first_name': '' })).toBe(text);
  });

  test('a value is never read as a variable, a pattern or a line', () => {
    const hostile = '{{user.name}} $& $1\r\n\u0000Bcc: x';
    expect(render('A {{contact.name}} B', { 'contact.name': hostile })).toBe(
      'A {{user.name}} $& $1 Bcc: x B',
    );
  });

  test('a value is cut, however long', () => {
    expect(render('{{contact.name}}', { 'contact.name': 'x'.repeat(5000) })).toHaveLength(1000);
  });

  test('a body of braces alone takes no long time', () => {
    expect(render('{{'.repeat(10_000))).toHaveLength(20_000);
    expect(render(`a${' '.repeat(19_990)}b`)).toHaveLength(19_992);
  });
});

test.each([
  ['Bonjour {{contact.first_name}}', undefined],
  ['Bonjour {{prenom}} {{nom}}', 'prenom'],
  ['{{constructor}}', 'constructor'],
  ['{{}}', ''],
  [`{{${'x'.repeat(200)}}}`, 'x'.repeat(50)],
])('the unknown variable of %s is %s', (body, unknown) => {
  expect(findUnknownVariable(body)).toBe(unknown);
});

test.each([
  ['Marie Dumitru', 'Marie'],
  ['  Jean-Luc  Petit ', 'Jean-Luc'],
  ['marie@example.com', ''],
  ['', ''],
])('the first name of %j is %j', (name, first) => {
  expect(firstNameOf(name)).toBe(first);
});
