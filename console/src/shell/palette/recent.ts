import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../../api/session.ts';
import { oneOf } from '../../routing/search.ts';
import { ENTITY_TYPES, type EntityType } from '../../pages/entities/types.ts';

/** The records and actions that were open in this tab, latest first. Signing out forgets them. */

export type Place =
  | { kind: 'record'; title: string; type: EntityType; ref: string }
  | { kind: 'action' | 'lead'; title: string; id: string };

const STORAGE_KEY = 'relais-recent-places';
const KEPT_COUNT_MAX = 8;

/** Remembers each record and action as it is opened, by the title of its tab. */
export const useRememberPlaces = (): void => {
  const router = useRouter();
  const { user } = useMe();
  useEffect(() => {
    const title = document.querySelector('title');
    if (title === null) return undefined;
    const remember = (): void => {
      const place = placeOf(
        router.state.location.pathname,
        document.title.replace(/ · Relais$/, ''),
      );
      if (place !== undefined) keep(user.id, place);
    };
    // A page sets its title once it has its data.
    const observer = new MutationObserver(remember);
    observer.observe(title, { childList: true });
    return () => observer.disconnect();
  }, [router, user.id]);
};

const placeOf = (pathname: string, title: string): Place | undefined => {
  const [area, first, second, ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
  if (rest.length > 0 || first === undefined) return undefined;
  const type = oneOf(ENTITY_TYPES, first);
  if (area === 'entities' && type !== undefined && second !== undefined)
    return { kind: 'record', title, type, ref: second };
  if (area === 'leads' && second === undefined && /^\d+$/.test(first))
    return { kind: 'lead', title, id: first };
  const isAction = area === 'actions' && second === undefined && /^[0-9a-f-]{36}$/.test(first);
  return isAction ? { kind: 'action', title, id: first } : undefined;
};

export const placeKey = (place: Place): string =>
  place.kind === 'record' ? `record-${place.type}-${place.ref}` : `${place.kind}-${place.id}`;

const keep = (userId: number, place: Place): void => {
  const others = recentPlaces(userId).filter((other) => placeKey(other) !== placeKey(place));
  try {
    const kept = [place, ...others].slice(0, KEPT_COUNT_MAX);
    sessionStorage.setItem(`${STORAGE_KEY}-${userId}`, JSON.stringify(kept));
  } catch {
    // Storage may be forbidden or full. The palette then shows no recent places.
  }
};

export const recentPlaces = (userId: number): Place[] => {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(`${STORAGE_KEY}-${userId}`) ?? '[]');
    return Array.isArray(stored) ? stored.flatMap(readPlace) : [];
  } catch {
    return [];
  }
};

const readPlace = (value: unknown): Place[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, title, type, ref, id }: Record<string, unknown> = { ...value };
  if (typeof title !== 'string') return [];
  const known = oneOf(ENTITY_TYPES, type);
  if (kind === 'record' && known !== undefined && typeof ref === 'string')
    return [{ kind, title, type: known, ref }];
  const hasId = kind === 'action' || kind === 'lead';
  return hasId && typeof id === 'string' ? [{ kind, title, id }] : [];
};
