import type { FolderRole } from '../../domain/mailboxes/sync.ts';

/** Which folders of a mailbox are read: INBOX, and the one of sent mail. */

export interface ImapFolder {
  path: string;
  role: FolderRole;
}

/** As imapflow lists it. */
export interface ListedFolder {
  path: string;
  name: string;
  /** Empty: at the root. */
  parentPath: string;
  flags: ReadonlySet<string>;
  specialUse?: string | undefined;
  /** `name`: guessed from the folder's name. */
  specialUseSource?: string | undefined;
}

/**
 * Names of the folder of sent mail where the server has no special use (RFC 6154), the likeliest first; in
 * French and English, as mail clients and providers write them.
 */
const SENT_NAMES = [
  'sent',
  'sent messages',
  'sent items',
  'sent mail',
  'envoyés',
  'éléments envoyés',
  'messages envoyés',
  'courrier envoyé',
  'objets envoyés',
];

const FOLDER_PATH_LENGTH_MAX = 1000;

/** INBOX is there on every server (RFC 3501, 5.1). */
export const chooseFolders = (listed: readonly ListedFolder[]): ImapFolder[] => {
  const inbox = listed.find(({ path }) => path.toUpperCase() === 'INBOX')?.path ?? 'INBOX';
  const sent = findSent(listed.filter((folder) => isReadable(folder) && folder.path !== inbox));
  return [
    { path: inbox, role: 'inbox' },
    ...(sent === undefined ? [] : [{ path: sent.path, role: 'sent' as const }]),
  ];
};

const isReadable = ({ path, flags }: ListedFolder): boolean =>
  path.length <= FOLDER_PATH_LENGTH_MAX &&
  ![...flags].some((flag) => ['\\noselect', '\\nonexistent'].includes(flag.toLowerCase()));

/**
 * What the server says, then the name, then what imapflow guesses in other languages. A folder of a person may have
 * that name too, inside another one.
 */
const findSent = (folders: readonly ListedFolder[]): ListedFolder | undefined => {
  const marked = folders.filter(({ specialUse }) => specialUse === '\\Sent');
  const declared = marked.filter(({ specialUseSource }) => specialUseSource === 'extension');
  const ranked = folders
    .map((folder) => ({ folder, rank: SENT_NAMES.indexOf(nameOf(folder)) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted(
      (left, right) =>
        Number(isInside(left.folder)) - Number(isInside(right.folder)) || left.rank - right.rank,
    );
  return declared[0] ?? ranked[0]?.folder ?? marked[0];
};

/** Some servers keep all folders in INBOX, Gmail its own ones in [Gmail]. */
const isInside = ({ parentPath }: ListedFolder): boolean =>
  parentPath !== '' && parentPath.toUpperCase() !== 'INBOX' && !parentPath.startsWith('[');

const nameOf = ({ name }: ListedFolder): string => name.normalize('NFC').trim().toLowerCase();
