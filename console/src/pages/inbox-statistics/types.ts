import type { Schemas } from '../../api/client.ts';

export type Statistics = Schemas['InboxStatistics'];
export type Duration = Schemas['InboxDuration'];
