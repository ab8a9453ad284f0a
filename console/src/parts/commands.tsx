import type { Icon } from '@tabler/icons-react';
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
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
  list: () => readonly PageCommand[];
}

const RegistryContext = createContext<Registry | null>(null);

export const PageCommandsProvider = ({ children }: { children: ReactNode }) => {
  const [all] = useState(() => new Set<Registered>());
  const registry = useMemo(
    (): Registry => ({
      add: (commands) => {
        all.add(commands);
        return () => all.delete(commands);
      },
      list: () => [...all].flatMap(({ current }) => current),
    }),
    [all],
  );
  return <RegistryContext value={registry}>{children}</RegistryContext>;
};

/** Registers the commands while the component is shown: `[{ id: 'edit', label: words.edit, run }]`. */
export const usePageCommands = (commands: readonly PageCommand[]): void => {
  const { add } = useRegistry();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => add(latest), [add]);
};

/** Reads the commands of the moment. */
export const useListPageCommands = (): (() => readonly PageCommand[]) => useRegistry().list;

const useRegistry = (): Registry => {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('usePageCommands outside of PageCommandsProvider');
  return registry;
};
