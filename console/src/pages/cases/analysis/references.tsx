import { Alert, Anchor, Collapse, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import classes from './analysis.module.css';
import type { Analysis } from './query.ts';
import { Frame } from './sections.tsx';

/** What an analysis refers to: only what stands in a passage that was retrieved for it is shown as a reference. */

type Reference = NonNullable<Analysis['sections']['references']['content']>['references'][number];
type Source = Analysis['sources'][number];

interface AnalysisProps {
  analysis: Analysis;
}

export const References = ({ analysis }: AnalysisProps) => {
  const { caseAnalyses: words } = useMessages();
  return (
    <Frame analysis={analysis} kind="references">
      {({ references }) => {
        const verified = references.filter(({ status }) => status === 'verified');
        return verified.length === 0 ? (
          <Text size="sm" c="dimmed">
            {words.noReferences}
          </Text>
        ) : (
          <ul className={classes['references']}>
            {verified.map((reference, place) => (
              <li key={place}>
                <Verified
                  reference={reference}
                  source={analysis.sources.find(({ key }) => key === reference.source_key)}
                />
              </li>
            ))}
          </ul>
        );
      }}
    </Frame>
  );
};

interface VerifiedProps {
  reference: Reference;
  source: Source | undefined;
}

/** The passage opens below. */
const Verified = ({ reference: { citation, why, quote }, source }: VerifiedProps) => {
  const { caseAnalyses: words } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={classes['reference']}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconCircleCheck size={15} aria-label={words.verified} role="img" />
        <span>{citation}</span>
      </button>
      {why !== null && <Text size="sm">{why}</Text>}
      {quote !== null && !isOpen && <span className={classes['quote']}>« {quote} »</span>}
      <Collapse expanded={isOpen} id={id}>
        {source !== undefined && <Passage source={source} quote={quote} />}
      </Collapse>
    </>
  );
};

const Passage = ({ source, quote }: { source: Source; quote: string | null }) => {
  const { caseAnalyses: words } = useMessages();
  const at = quote === null ? -1 : source.text.indexOf(quote);
  const end = at + (quote?.length ?? 0);
  return (
    <blockquote className={classes['passage']}>
      <Text size="xs" c="dimmed">
        {source.title} · {words.origins[source.origin]}
      </Text>
      <p>
        {at === -1 ? (
          source.text
        ) : (
          <>
            {source.text.slice(0, at)}
            <mark>{source.text.slice(at, end)}</mark>
            {source.text.slice(end)}
          </>
        )}
      </p>
      {source.url !== null && isWebAddress(source.url) && (
        <Anchor href={source.url} target="_blank" rel="noopener noreferrer" size="xs">
          {words.openSource}
        </Anchor>
      )}
    </blockquote>
  );
};

/** A module writes the address. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);

/** What the model named, and nothing that was retrieved has. */
export const NotFoundList = ({ analysis: { sections } }: AnalysisProps) => {
  const { caseAnalyses: words } = useMessages();
  const { summary, risk, recommendations, next_steps: steps, references } = sections;
  const named = [summary, risk, recommendations, steps].flatMap(
    ({ content }) => content?.not_found ?? [],
  );
  const cited = (references.content?.references ?? [])
    .filter(({ status }) => status === 'not_found')
    .map(({ citation }) => citation);
  const all = [...new Set([...cited, ...named])];
  if (all.length === 0) return null;
  return (
    <Alert
      color="brick"
      icon={<IconAlertTriangle />}
      title={words.notFoundTitle}
      role="region"
      aria-label={words.notFoundTitle}
    >
      <Text size="sm">{words.notFoundHint}</Text>
      <ul className={classes['list']}>
        {all.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Alert>
  );
};
