import {
  IconAlertTriangle,
  IconLanguage,
  IconSparkles,
  IconTargetArrow,
} from '@tabler/icons-react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { Conversation } from '../query.ts';

/** What a language model read in the conversation, and why it gave it its folder, or none. */
export const AiMarks = ({ conversation }: { conversation: Conversation }) => {
  const { inboxAi: words } = useMessages();
  const { intent, urgency, language, ai_filing: filing } = conversation;
  const shown = intent !== null || filing !== null;
  if (!shown) return null;
  return (
    <>
      {filing !== null && <FilingMark conversation={conversation} filing={filing} />}
      {intent !== null && (
        <StatusBadge
          tone="neutral"
          icon={IconTargetArrow}
          label={words.intents[intent]}
          description={words.byAi}
        />
      )}
      {urgency !== null && urgency !== 'normal' && (
        <StatusBadge
          tone={urgency === 'high' ? 'late' : 'neutral'}
          icon={IconAlertTriangle}
          label={words.urgencies[urgency]}
          description={words.byAi}
        />
      )}
      {language !== null && (
        <StatusBadge
          tone="neutral"
          icon={IconLanguage}
          label={language.toUpperCase()}
          description={words.languageByAi}
        />
      )}
    </>
  );
};

type Filing = NonNullable<Conversation['ai_filing']>;

/** Not shown once a person, or a rule, gave it another folder. */
const FilingMark = ({ conversation, filing }: { conversation: Conversation; filing: Filing }) => {
  const { inboxAi: words } = useMessages();
  const format = useFormat();
  if (conversation.is_folder_manual || conversation.folder_id !== filing.folder_id) return null;
  const isFiled = filing.outcome === 'filed';
  const why = [
    ...(isFiled ? [] : [words.outcomes[filing.outcome]]),
    ...(filing.confidence === null ? [] : [words.confidence(format.percent(filing.confidence))]),
    ...(filing.words.length === 0 ? [] : [words.words(filing.words)]),
    ...(filing.is_demo ? [words.demo] : []),
  ];
  return (
    <StatusBadge
      tone={isFiled ? 'info' : 'neutral'}
      icon={IconSparkles}
      label={isFiled ? words.filed : words.unfiled}
      description={why.join(' · ')}
    />
  );
};
