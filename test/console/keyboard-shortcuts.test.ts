import { describe, expect, test } from 'vitest';
import { keyName, step } from '../../console/src/ui/keyboard/sequences.ts';

/** Goal: the right shortcut runs for each key. Method: the rules alone, without a browser. */

const SHORTCUTS = [
  { keys: 'g a', label: 'actions' },
  { keys: 'g h', label: 'home' },
  { keys: 'a', label: 'add' },
  { keys: 'c', label: 'create' },
  { keys: 'Enter', label: 'open' },
  { keys: 'mod+k', label: 'palette' },
  { keys: 'c', label: 'create on this page' },
];

const press = (...keys: string[]) =>
  keys.reduce(
    (state: { run: string[]; pending: readonly string[] }, key) => {
      const { found, pending } = step(SHORTCUTS, state.pending, key);
      return { run: found ? [...state.run, found.label] : state.run, pending };
    },
    { run: [], pending: [] },
  );

describe('keys one after the other', () => {
  test.each([
    ['a single key runs its shortcut', ['a'], ['add']],
    ['a sequence runs once it is complete', ['g', 'a'], ['actions']],
    [
      'the second key of a sequence does not run the shortcut of that key alone',
      ['g', 'h'],
      ['home'],
    ],
    ['a key that continues no sequence counts alone', ['g', 'Enter'], ['open']],
    ['a repeated first key starts the sequence again', ['g', 'g', 'a'], ['actions']],
    ['a key without a shortcut runs nothing', ['z', '?'], []],
    ['the later of two shortcuts with the same key runs', ['c'], ['create on this page']],
    ['a combination runs in the middle of a sequence', ['g', 'mod+k', 'a'], ['palette', 'add']],
  ])('%s', (_, keys, expected) => {
    expect(press(...keys).run).toEqual(expected);
  });

  test('nothing is pending after a shortcut has run', () => {
    expect(press('g', 'a').pending).toEqual([]);
    expect(press('g').pending).toEqual(['g']);
  });
});

describe('the name of a key', () => {
  const stroke = (key: string, given: Partial<Parameters<typeof keyName>[0]> = {}) =>
    keyName({
      key,
      code: '',
      shiftKey: false,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      ...given,
    });

  test.each([
    ['a letter', stroke('j'), 'j'],
    ['a letter with Caps Lock', stroke('J'), 'j'],
    ['a letter with Shift', stroke('J', { shiftKey: true }), 'J'],
    ['a question mark, with Shift on this keyboard', stroke('?', { shiftKey: true }), '?'],
    ['Ctrl and a letter', stroke('k', { ctrlKey: true }), 'mod+k'],
    ['⌘ and a letter', stroke('k', { metaKey: true }), 'mod+k'],
    ['a sign typed with AltGr', stroke('/', { ctrlKey: true, altKey: true }), '/'],
    ['an Arabic letter: the letter printed beside it', stroke('ل', { code: 'KeyG' }), 'g'],
    ['a letter with an accent', stroke('é', { code: 'Digit2' }), 'é'],
    ['Shift alone', stroke('Shift', { shiftKey: true }), undefined],
    ['Alt and a letter', stroke('j', { altKey: true }), undefined],
    ['Ctrl, Alt and Meta', stroke('k', { ctrlKey: true, metaKey: true }), undefined],
    ['Ctrl, Shift and a letter', stroke('K', { ctrlKey: true, shiftKey: true }), undefined],
  ])('%s', (_, name, expected) => {
    expect(name).toBe(expected);
  });
});
