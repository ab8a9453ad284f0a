import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';

/** The columns of a row's owner and call centre. Null: the table has no call centre. */
export interface ReachColumns {
  userId: string;
  callCentreId: string | null;
}

/** SQL condition for the rows within a scope. The same rule as `isWithin` for one record. */
export const reachCondition = (sql: Transaction['sql'], scope: Scope, columns: ReachColumns) => {
  const isOwn = sql`${sql(columns.userId)} = ${scope.userId}::bigint`;
  const isOfCentre =
    columns.callCentreId === null
      ? sql`false`
      : sql`${sql(columns.callCentreId)} = ${scope.callCentreId}::bigint`;
  switch (scope.reach) {
    case 'company':
      return sql`true`;
    case 'centre':
      return sql`(${isOwn} or ${isOfCentre})`;
    case 'centre_or_shared':
      return columns.callCentreId === null
        ? sql`true`
        : sql`(${isOwn} or ${isOfCentre} or ${sql(columns.callCentreId)} is null)`;
    case 'own_or_unassigned':
      return sql`(${isOwn} or (${sql(columns.userId)} is null and ${isOfCentre}))`;
    case 'own':
      return isOwn;
  }
};
