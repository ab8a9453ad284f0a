import { api, type Schemas } from '../../api/client.ts';

/** The forms that a webhook can be limited to. */

/** The largest page of the api. */
const FORM_COUNT_MAX = 250;

const NO_FORMS: readonly Schemas['Form'][] = [];

export const useForms = (): readonly Schemas['Form'][] =>
  api.useQuery('get', '/api/v1/forms', { params: { query: { limit: FORM_COUNT_MAX } } }).data
    ?.data ?? NO_FORMS;
