/** Where a text stops being JSON. Browsers word it differently, and some don't say it. */

const STRING = /\s*"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /\s*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const COLON = /\s*:/y;
const COMMA = /\s*,/y;
const OBJECT = { open: /\s*\{/y, close: /\s*\}/y };
const ARRAY = { open: /\s*\[/y, close: /\s*\]/y };

/** The line, from 1, of the first character that does not belong. */
export const faultLine = (text: string): number => {
  let at = 0;
  const take = (token: RegExp): boolean => {
    token.lastIndex = at;
    const isThere = token.test(text);
    if (isThere) at = token.lastIndex;
    return isThere;
  };
  const takeItems = (close: RegExp, takeItem: () => boolean): boolean => {
    if (take(close)) return true;
    do {
      if (!takeItem()) return false;
    } while (take(COMMA));
    return take(close);
  };
  const takeMember = (): boolean => take(STRING) && take(COLON) && takeValue();
  const takeValue = (): boolean => {
    if (take(OBJECT.open)) return takeItems(OBJECT.close, takeMember);
    if (take(ARRAY.open)) return takeItems(ARRAY.close, takeValue);
    return take(STRING) || take(SCALAR);
  };
  takeValue();
  // The fault is at the next character, or at the last one if there is none.
  take(/\s*(?=\S)/y);
  return text.slice(0, at).split('\n').length;
};
