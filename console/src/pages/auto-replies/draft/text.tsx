import { Badge, Text, Tooltip } from '@mantine/core';
import { useId, useState } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { AutoReply, Citation } from '../query.ts';
import { statementsOf, type Statement } from '../statements.ts';
import classes from './draft.module.css';

/** The text of a draft, each statement with the passages that the model names for it. */

/** `score`: how well a passage answers the question, 0 to 1. */
type ShownCitation = Citation & { score?: number };
type ShownDraft = Pick<AutoReply, 'text' | 'segments' | 'findings'> & {
  citations: readonly ShownCitation[];
  changed_sources?: AutoReply['changed_sources'];
};

export const DraftText = ({ draft }: { draft: ShownDraft }) => {
  const { autoReplies: words } = useMessages();
  const id = useId();
  const [active, setActive] = useState<number>();
  const statements = statementsOf(draft);
  const show = (number: number): void => {
    setActive(number);
    document.getElementById(`${id}-${number}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <div className={classes['text']} role="group" aria-label={words.text}>
        {statements.map((statement, place) => (
          <StatementText
            // A text has no ids, and two parts may be the same.
            key={`${place}/${statement.text}`}
            statement={statement}
            citations={draft.citations}
            active={active}
            onOpen={show}
            onShow={setActive}
          />
        ))}
      </div>
      <Sources id={id} {...draft} active={active} onShow={setActive} />
    </>
  );
};

interface StatementProps {
  statement: Statement;
  citations: readonly Citation[];
  active: number | undefined;
  /** Goes to the passage in the list. */
  onOpen: (number: number) => void;
  onShow: (number: number | undefined) => void;
}

const StatementText = ({ statement, citations, active, onOpen, onShow }: StatementProps) => {
  const { autoReplies: words } = useMessages();
  const format = useFormat();
  const { text, sources, findings } = statement;
  const isBacked = sources.length > 0;
  return (
    <p
      className={classes['statement']}
      data-backed={isBacked || undefined}
      data-doubted={findings.length > 0 || undefined}
      data-active={(active !== undefined && sources.includes(active)) || undefined}
      title={
        isBacked ? words.supports(format.list(sources.map((number) => String(number)))) : undefined
      }
    >
      {text}
      {sources.map((number) => (
        <Tooltip
          key={number}
          multiline
          w={320}
          label={<Passage citation={citations[number - 1]} />}
          events={{ hover: true, focus: true, touch: true }}
        >
          <button
            type="button"
            className={classes['number']}
            aria-label={words.sourceNumber(number)}
            onClick={() => onOpen(number)}
            onMouseEnter={() => onShow(number)}
            onMouseLeave={() => onShow(undefined)}
            onFocus={() => onShow(number)}
            onBlur={() => onShow(undefined)}
          >
            {number}
          </button>
        </Tooltip>
      ))}
      {[...new Set(findings)].map((code) => (
        <span key={code} className={classes['doubt']}>
          {words.findingCodes[code]}
        </span>
      ))}
    </p>
  );
};

const Passage = ({ citation }: { citation: Citation | undefined }) =>
  citation !== undefined && (
    <>
      <b>{citation.title}</b>
      <br />
      {citation.text}
    </>
  );

interface SourcesProps {
  id: string;
  citations: readonly ShownCitation[];
  changed_sources?: AutoReply['changed_sources'];
  active: number | undefined;
  onShow: (number: number) => void;
}

const Sources = ({ id, citations, changed_sources: changes, active, onShow }: SourcesProps) => {
  const changeOf = new Map(changes?.map(({ passage_id: passage, change }) => [passage, change]));
  const { autoReplies: words, knowledge } = useMessages();
  const format = useFormat();
  if (citations.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {words.noSources}
      </Text>
    );
  }
  return (
    <section aria-label={words.sources}>
      <h3 className={classes['heading']}>{words.sources}</h3>
      <ol className={classes['sources']}>
        {citations.map((citation, place) => (
          <li
            key={citation.passage_id}
            id={`${id}-${place + 1}`}
            className={classes['source']}
            data-active={active === place + 1 || undefined}
            onMouseEnter={() => onShow(place + 1)}
          >
            <span className={classes['sourceTitle']}>
              <span className={classes['number']} aria-hidden>
                {place + 1}
              </span>
              {citation.title}
              <SourceChange change={changeOf.get(citation.passage_id)} />
              {citation.score !== undefined && (
                <Text span size="xs" c="dimmed">
                  {knowledge.score(format.number(Math.round(citation.score * 100)))}
                </Text>
              )}
            </span>
            <span className={classes['passage']}>{citation.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
};

interface SourceChangeProps {
  change: AutoReply['changed_sources'][number]['change'] | undefined;
}

const SourceChange = ({ change }: SourceChangeProps) => {
  const { autoReplies: words } = useMessages();
  return (
    change !== undefined && (
      <Badge size="sm" color="saffron" variant="light">
        {words.sourceChanges[change]}
      </Badge>
    )
  );
};
