/** What is used of it: it comes without types. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  export interface ImapMessage {
    uid?: number;
    flags: string[];
    /** `30-Nov-2026 09:00:00 +0000`. Default: now. */
    internaldate?: string;
    /** Each character is a byte. */
    raw: string;
  }

  export interface ImapFolder {
    path?: string;
    uidvalidity?: number;
    uidnext?: number;
    flags?: string[];
    'special-use'?: string;
    messages?: ImapMessage[];
  }

  interface ImapServer {
    server: Server;
    folderCache: Record<string, ImapFolder>;
    listen: (port: number, host: string) => void;
    appendMessage: (path: string, flags: string[], date: string | null, raw: string) => unknown;
    formatInternalDate: (date: Date) => string;
  }

  export default function hoodiecrow(options: {
    plugins: readonly string[];
    users: Record<string, { password: string }>;
    storage: Record<string, object>;
  }): ImapServer;
}
