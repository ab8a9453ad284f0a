/**
 * Routing: the n8n workflow of an action. A route maps a prefix of the action type to a workflow; the
 * longest matching prefix wins. Source: seed 001, "Table de Routage".
 */

export interface ActionRoute {
  prefix: string;
  index: number;
  workflow: string;
  /** URL of the route's own webhook. Null: the dispatcher's webhook (N8N_WEBHOOK_URL). */
  url: string | null;
  callbackTimeoutSeconds: number;
  expectsCallback: boolean;
}

export const CALLBACK_TIMEOUT_SECONDS_DEFAULT = 24 * 60 * 60;

const route = (prefix: string, index: number, workflow: string): ActionRoute => ({
  prefix,
  index,
  workflow,
  url: null,
  callbackTimeoutSeconds: CALLBACK_TIMEOUT_SECONDS_DEFAULT,
  expectsCallback: true,
});

export const DEFAULT_ROUTES: readonly ActionRoute[] = [
  route('RELANCE_CANDIDAT_', 0, 'marjorie-candidat-relance'),
  route('RELANCE_PROSPECT_', 1, 'marjorie-prospect-relance'),
  route('GENERER_', 2, 'marjorie-documents-generation'),
  route('VALIDER_', 3, 'marjorie-validation'),
  route('REFUSER_', 3, 'marjorie-validation'),
  route('PLANIFIER_', 4, 'marjorie-planning'),
  route('DEMANDER_', 5, 'marjorie-communication'),
];

/** "Autre": the route of types that match no prefix. */
export const FALLBACK_ROUTE: ActionRoute = route('', 6, 'log-erreur');

export interface ResolvedRoute<R extends ActionRoute> {
  route: R | ActionRoute;
  isUnrouted: boolean;
  /** The type is not in the catalogue, so the routes were not consulted. */
  isUnknownType?: true;
}

export const resolveRoute = <R extends ActionRoute>(
  routes: readonly R[],
  actionType: string,
): ResolvedRoute<R> => {
  let best: R | undefined;
  for (const candidate of routes) {
    const isLonger = best === undefined || candidate.prefix.length > best.prefix.length;
    if (isLonger && actionType.startsWith(candidate.prefix)) best = candidate;
  }
  return best === undefined
    ? { route: FALLBACK_ROUTE, isUnrouted: true }
    : { route: best, isUnrouted: false };
};

/**
 * Resolves the route of an action. The legacy format accepts types outside the catalogue (RELANCER).
 * Without a catalogue entry there is no rule about roles, so such a type always takes the fallback
 * route: else an agent could send VALIDER_DOSSIERS where the catalogue refuses VALIDER_DOSSIER.
 * Source: seed 001, "Validation Côté n8n".
 */
export const routeAction = <R extends ActionRoute>(
  routes: readonly R[],
  actionType: string,
  isKnownType: boolean,
): ResolvedRoute<R> =>
  isKnownType
    ? resolveRoute(routes, actionType)
    : { route: FALLBACK_ROUTE, isUnrouted: true, isUnknownType: true };

/** Types that match no prefix. They take the fallback route `log-erreur`, usually by mistake. */
export const unroutedTypes = (routes: readonly ActionRoute[], codes: readonly string[]): string[] =>
  codes.filter((code) => resolveRoute(routes, code).isUnrouted);
