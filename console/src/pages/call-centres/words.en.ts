import type { callCentresFr } from './words.fr.ts';

/** The English words of the call centres. */
export const callCentresEn: typeof callCentresFr = {
  callCentres: {
    title: 'Call centres',
    description: 'A supervisor sees the actions of the agents of their centre, and its leads.',
    name: 'Name of the centre',
    new: 'New centre',
    created: 'Centre created',
    renamed: 'Centre renamed',
    rename: 'Rename',
    renameTitle: 'Rename the centre',
    removed: 'Centre deleted',
    removeTitle: (name) => `Delete ${name}?`,
    removeBody:
      'Possible only once nothing belongs to it any more: no person, action, lead, form or webhook.',
    emptyTitle: 'No call centre',
    emptyHint: 'Create one before you invite agents.',
    nameTaken: 'A centre has this name already',
    inUseHint: 'People, actions, leads, imports, forms or webhooks belong to it.',
    inUse: 'This centre is still in use',
  },

  codes: {
    permissions: {
      call_centres: 'Call centres',
    },
    auditOperations: {
      'call_centres.create': 'Call centre created',
      'call_centres.update': 'Call centre changed',
      'call_centres.delete': 'Call centre deleted',
    },
    auditResources: {
      call_centre: 'Call centre',
    },
  },
};
