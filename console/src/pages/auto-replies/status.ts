import {
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClockHour4,
  IconClockX,
  IconHistory,
  IconPencilBolt,
  IconRobot,
  IconRobotOff,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from '../../ui/values/tones.ts';
import type { AutoReply } from './query.ts';

/** How the states of automatic replies look. */

type State = AutoReply['status'] | 'alone';

/** `alone`: no person approved what was sent. */
export const stateOf = ({ status, decided_by: by }: AutoReply): State =>
  status === 'accepted' && by === null ? 'alone' : status;

export const hasEnded = ({ status }: Pick<AutoReply, 'status'>): boolean =>
  status !== 'waiting' && status !== 'drafting';

export const STATUS_LOOKS: Record<State, { tone: Tone; icon: Icon }> = {
  waiting: { tone: 'waiting', icon: IconClockHour4 },
  drafting: { tone: 'moving', icon: IconPencilBolt },
  refused: { tone: 'neutral', icon: IconRobotOff },
  accepted: { tone: 'good', icon: IconCircleCheck },
  alone: { tone: 'good', icon: IconRobot },
  rejected: { tone: 'bad', icon: IconBan },
  superseded: { tone: 'neutral', icon: IconHistory },
  expired: { tone: 'late', icon: IconClockX },
  failed: { tone: 'bad', icon: IconCircleX },
};
