import type { components } from '../api/schema.d.ts';

/** The words for every code of the api: what is wrong with a request, and with each of its fields. */

type Schemas = components['schemas'];
export type Fault = Schemas['Fault'];
type Params = Fault['params'];

export interface FaultWords {
  /** By the `code` of the whole answer. */
  problems: Record<Schemas['Problem']['code'], string>;
  /** By the `code` of one fault. */
  codes: Record<Fault['code'], (params: Params) => string>;
  formats: Record<NonNullable<Params['format']>, string>;
}
