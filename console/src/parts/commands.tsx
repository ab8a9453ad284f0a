import type { Icon } from '@tabler/icons-react';
import {
  createContext,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ReactNode } from 'react';

/** What can be done on the page that is open. The palette shows it first. */

export interface PageCommand {
  id: string;
  label: string;
  icon?: Icon;
  run: () => void;
}

type Registered = { readonly current: readonly PageCommand[] };

interface Registry {
  add: (commands: Registered) => () => void;
  /** A page has other commands than before. */
  changed: () => void;
  subscribe: (tell: () => void) => () => void;
  list: () => readonly PageCommand[];
}

const RegistryContext = createContext<Registry | null>(null);

export const PageCommandsProvider = ({ children }: { children: ReactNode }) => {
  const [registry] = useState(createRegistry);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
};

const createRegistry = (): Registry => {
  const all = new Set<Registered>();
  const listeners = new Set<() => void>();
  let listed: readonly PageCommand[] = [];
  const changed = (): void => {
    listed = [...all].flatMap(listOf);
    for (const tell of listeners) tell();
  };
  return {
    add: (commands) => {
      all.add(commands);
      changed();
      return () => {
        all.delete(commands);
        changed();
      };
    },
    changed,
    subscribe: (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    list: () => listed,
  };
};

/** They run as the page is at that moment. */
const listOf = (commands: Registered): PageCommand[] =>
  commands.current.map((command, place) => ({
    ...command,
    run: () => commands.current[place]?.run(),
  }));

/** Registers the commands while the component is shown: `[{ id: 'edit', label: words.edit, run }]`. */
export const usePageCommands = (commands: readonly PageCommand[]): void => {
  const { add, changed } = useRegistry();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => add(latest), [add]);
  const names = JSON.stringify(commands.map(({ id, label }) => [id, label]));
  useEffect(changed, [changed, names]);
};

/** The commands of the page that is open, also those that it gets later. */
export const usePageCommandList = (): readonly PageCommand[] => {
  const { subscribe, list } = useRegistry();
  return useSyncExternalStore(subscribe, list);
};

const useRegistry = (): Registry => {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('usePageCommands outside of PageCommandsProvider');
  return registry;
};
