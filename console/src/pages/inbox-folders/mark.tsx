import { useMessages } from '../../i18n/index.tsx';
import classes from './folders.module.css';
import { useFolders, type FolderColour } from './types.ts';

/** A folder as a coloured point with its name. */
export const FolderMark = ({ name, colour }: { name: string; colour: FolderColour | null }) => (
  <span className={classes['mark']}>
    <span
      className={classes['dot']}
      style={{
        background: colour === null ? 'transparent' : `var(--mantine-color-${colour}-5)`,
      }}
      aria-hidden
    />
    <span className={classes['markName']}>{name}</span>
  </span>
);

/** By its id; null for no folder. */
export const FolderOf = ({ id }: { id: number | null }) => {
  const { inboxFolders: words } = useMessages();
  const folder = useFolders().find((one) => one.id === id);
  if (id === null) return <FolderMark name={words.noFolder} colour={null} />;
  return <FolderMark name={folder?.name ?? words.goneFolder} colour={folder?.colour ?? null} />;
};
