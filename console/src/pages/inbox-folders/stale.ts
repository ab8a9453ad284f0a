import type { StaleKeys } from '../../stream/message.ts';

export const inboxFoldersStale = {
  'inbox_folders.updated': () => [
    ['get', '/inbox/folders'],
    ['get', '/inbox/folders/{id}'],
    ['get', '/inbox/folders/proposals'],
  ],
  'reclassification.updated': () => [['get', '/inbox/reclassifications']],
} satisfies StaleKeys;
