import { declareInternalEvent } from '../shared/declare-event.ts';

/** A person had a model help them write. Names what they asked for, never a text. */
export const writingHelped = declareInternalEvent('WritingHelped', 'conversation', {
  audit: 'writing_help.compose',
});
