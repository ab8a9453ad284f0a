import { declareInternalEvent } from '../shared/declare-event.ts';

/** With the ids of what was shown. What was typed is not kept: it may be anybody's name. */
export const searched = declareInternalEvent('Searched', 'search', { audit: 'search.read' });
