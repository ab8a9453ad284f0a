import { describe, expect, test } from 'vitest';
import { faultLine } from '../../console/src/ui/fields/json-fault.ts';

/** Goal: the line of a fault in a JSON text is the same in every browser. Method: pure functions. */

describe('the line of a fault in a JSON text', () => {
  test.each([
    ['a comma too many', '{\n  "a": 1,\n}', 3],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 3],
    ['a missing quote', '{\n  "a": "x,\n  "b": 2\n}', 2],
    ['a name without quotes', '{\n  a: 1\n}', 2],
    ['a number with a leading zero', '{\n  "a": 1,\n  "b": 012\n}', 3],
    ['a word that is no value', '{\n  "a": [\n    true,\n    yes\n  ]\n}', 4],
    ['an unknown escape', '{\n  "a": "\\x"\n}', 2],
    ['a bracket of the wrong kind', '{\n  "a": [1, 2}\n}', 2],
    ['an object that does not end', '{\n  "a": {"b": 1}', 2],
    ['a text after the end', '{\n  "a": 1\n}\n\nend', 5],
  ])('is found for %s', (_, text, line) => {
    expect(() => void JSON.parse(text)).toThrow();
    expect(faultLine(text)).toBe(line);
  });
});
