/** The rules of the shortcuts, without a browser: what a key is, and which shortcut the keys so far mean. */

/** The second key of a sequence counts this long after the first. */
export const SEQUENCE_MAX_MS = 1000;

export interface Stroke {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * The name of a pressed key: `j`, `J` (with Shift), `?`, `Enter`, `mod+k`. Undefined for a key alone that
 * only changes others, and for combinations that belong to the browser. Caps Lock does not count. On a
 * keyboard with other letters, such as Arabic ones, the place of the key counts.
 */
export const keyName = (stroke: Stroke): string | undefined => {
  if (['Shift', 'Control', 'Meta', 'Alt', 'AltGraph', 'Dead'].includes(stroke.key)) {
    return undefined;
  }
  const key = letterOf(stroke);
  // AltGr, which some layouts need for `?` or `/`, is reported as Ctrl and Alt.
  const isAltGr = stroke.ctrlKey && stroke.altKey && !stroke.metaKey;
  const isPlain = !stroke.ctrlKey && !stroke.altKey && !stroke.metaKey;
  if (isAltGr || isPlain) return key;
  const isMod = stroke.metaKey !== stroke.ctrlKey && !stroke.altKey && !stroke.shiftKey;
  return isMod ? `mod+${key}` : undefined;
};

const letterOf = ({ key, code, shiftKey }: Stroke): string => {
  const isLatin = /^[a-z]$/i.test(key);
  const isOtherLetter = !isLatin && /^\p{L}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key);
  const letter = isLatin ? key : isOtherLetter ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  if (letter === undefined) return key;
  return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
};

interface Keyed {
  /** `j`, `Enter`, `?`, `g a` (one after the other), `mod+k` (Ctrl, ⌘ on a Mac). */
  keys: string;
}

export interface Shortcut extends Keyed {
  label: string;
  run: (event: KeyboardEvent) => void;
}

export interface ShortcutGroup {
  group: string;
  shortcuts: readonly Shortcut[];
}

export interface Step<S extends Keyed> {
  /** What the keys mean, if they mean something. */
  found: S | undefined;
  /** The keys of a sequence that has begun. */
  pending: readonly string[];
}

/**
 * One more key. A sequence that has begun goes before a single key; keys that lead nowhere are forgotten,
 * and the last of them counts alone. Of two shortcuts with the same keys the later one counts: that of the
 * page before that of the shell.
 */
export const step = <S extends Keyed>(
  shortcuts: readonly S[],
  pending: readonly string[],
  key: string,
): Step<S> => {
  const pressed = [...pending, key];
  const text = pressed.join(' ');
  const found = shortcuts.findLast(({ keys }) => keys === text);
  if (found !== undefined) return { found, pending: [] };
  if (shortcuts.some(({ keys }) => keys.startsWith(`${text} `))) {
    return { found: undefined, pending: pressed };
  }
  return pending.length > 0 ? step(shortcuts, [], key) : { found: undefined, pending: [] };
};
