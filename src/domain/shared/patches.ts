type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that a patch names: those that are undefined would overwrite. */
export const definedFields = <T extends object>(patch: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
