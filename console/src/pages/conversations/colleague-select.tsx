import { client, compact } from '../../api/client.ts';
import { sent } from '../../parts/sent.ts';
import { ColleagueChoice, type ColleagueChoiceProps } from '../users/colleague-choice.tsx';

const PATH = '/inbox/conversations/{id}/colleagues';

interface ColleagueSelectProps extends Omit<ColleagueChoiceProps, 'source' | 'known'> {
  conversationId: number;
}

/** A field to choose somebody who reaches a conversation. */
export const ColleagueSelect = ({ conversationId, ...field }: ColleagueSelectProps) => {
  const params = (q: string) => ({
    path: { id: conversationId },
    query: compact({ q: q === '' ? undefined : q }),
  });
  return (
    <ColleagueChoice
      {...field}
      source={{
        queryKey: (q) => ['get', PATH, { params: params(q) }],
        read: (q) => sent(client.GET(PATH, { params: params(q) })),
      }}
    />
  );
};
