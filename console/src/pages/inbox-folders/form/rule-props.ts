import type { Rule } from '../types.ts';

/** What a group and a condition are given. */
export interface RuleProps<R extends Rule> {
  rule: R;
  /** As the api names it in a fault: `rules.rules.0`. */
  path: string;
  faultOf: (path: string) => string | undefined;
  onChange: (rule: Rule) => void;
  /** Undefined: the outermost group. */
  onRemove: (() => void) | undefined;
}
