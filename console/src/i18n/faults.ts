import type { components } from '../api/schema.d.ts';

/** The words for every code of the api: what is wrong with a request, and with each of its fields. */

type Schemas = components['schemas'];
export type Fault = Schemas['Fault'];
type Params = Fault['params'];

/** By the `code` of the whole answer. */
export type ProblemWords = Record<Schemas['Problem']['code'], string>;

export interface FaultWords {
  /** By the `code` of one fault. */
  codes: Record<Fault['code'], (params: Params) => string>;
  formats: Record<NonNullable<Params['format']>, string>;
}
