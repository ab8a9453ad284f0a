/** Which n8n workflow an action goes to: the longest prefix that catches its type. Seed 001, "Table de Routage". */

export interface ActionRoute {
  prefix: string;
  index: number;
  workflow: string;
  /** Own webhook instead of the dispatcher's; null for the default one. */
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

/** "Autre": where a type goes that no prefix catches. */
export const FALLBACK_ROUTE: ActionRoute = route('', 6, 'log-erreur');

export interface ResolvedRoute<R extends ActionRoute> {
  route: R | ActionRoute;
  isUnrouted: boolean;
  /** In no catalogue, so no prefix was asked. */
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
 * Where an action goes. The old format takes words that are in no catalogue (RELANCER); nothing says
 * who may decide such a word or for what, so it ends in the log whatever it begins with: else
 * VALIDER_DOSSIERS would do for an agent what VALIDER_DOSSIER refuses. Seed 001, "Validation Côté n8n".
 */
export const routeAction = <R extends ActionRoute>(
  routes: readonly R[],
  actionType: string,
  isKnownType: boolean,
): ResolvedRoute<R> =>
  isKnownType
    ? resolveRoute(routes, actionType)
    : { route: FALLBACK_ROUTE, isUnrouted: true, isUnknownType: true };

/** Types that no prefix catches: they all end in `log-erreur`, which is rarely what was meant. */
export const uncaughtTypes = (routes: readonly ActionRoute[], codes: readonly string[]): string[] =>
  codes.filter((code) => resolveRoute(routes, code).isUnrouted);
