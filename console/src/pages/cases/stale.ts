import type { StaleKeys } from '../../stream/message.ts';

export const casesStale = {
  'case.updated': () => [
    ['get', '/api/crm/case'],
    ['get', '/api/crm/case/{id}'],
    ['get', '/api/crm/case/{id}/analysis'],
    ['get', '/api/crm/case/{id}/analysis/{version}'],
    ['get', '/api/crm/case/{id}/file'],
    ['get', '/api/crm/case/{id}/timeline'],
    ['get', '/api/crm/case/{id}/link'],
    ['get', '/api/crm/case/{id}/note'],
  ],
  // Of a linked one, or not: the message does not say. A newer message makes an analysis out of date.
  'conversation.updated': () => [
    ['get', '/api/crm/case/{id}/analysis/{version}'],
    ['get', '/api/crm/case/{id}/link'],
    ['get', '/api/crm/case/{id}/timeline'],
  ],
  'task.updated': () => [['get', '/api/crm/case/{id}/timeline']],
} satisfies StaleKeys;

/** A board reads every page of its columns, and their counts: notes and files are changes of their case too. */
export const caseBoardStale = {
  'case.updated': () => [
    ['board', '/api/crm/case'],
    ['get', '/api/crm/case/count'],
  ],
} satisfies StaleKeys;
