import { useLocalStorage } from '@mantine/hooks';

/** How the user has left the navigation: as icons only, and which groups are folded. */

interface NavigationState {
  isRail: boolean;
  folded: readonly string[];
}

const INITIAL: NavigationState = { isRail: false, folded: [] };

const read = (stored: string | undefined): NavigationState => {
  try {
    const { isRail, folded } = { ...INITIAL, ...JSON.parse(stored ?? '{}') };
    return {
      isRail: isRail === true,
      folded: Array.isArray(folded) ? folded.filter((name) => typeof name === 'string') : [],
    };
  } catch {
    // Not what this version writes.
    return INITIAL;
  }
};

export const useNavigationState = () => {
  const [state, setState] = useLocalStorage<NavigationState>({
    key: 'relais-navigation',
    defaultValue: INITIAL,
    deserialize: read,
    getInitialValueInEffect: false,
  });
  return {
    ...state,
    toggleRail: () => setState((before) => ({ ...before, isRail: !before.isRail })),
    toggleGroup: (name: string) =>
      setState((before) => ({
        ...before,
        folded: before.folded.includes(name)
          ? before.folded.filter((other) => other !== name)
          : [...before.folded, name],
      })),
  };
};
