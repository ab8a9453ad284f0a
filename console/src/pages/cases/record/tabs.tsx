import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { amend, oneOf } from '../../../routing/search.ts';
import { Card } from '../../../ui/page/page.tsx';
import { CaseAnalysis } from '../analysis/panel.tsx';
import { CaseFiles } from '../files/panel.tsx';
import { CASE_TABS } from '../search.ts';
import { CaseTimeline } from '../timeline/panel.tsx';
import { CaseNotes } from './notes.tsx';
import type { TabProps } from './tab.ts';

interface Tab {
  label: (words: Messages) => string;
  content: (props: TabProps) => ReactNode;
}

/** What a case holds, in the order of `CASE_TABS`. */
const TABS: Record<(typeof CASE_TABS)[number], Tab> = {
  notes: {
    label: ({ cases }) => cases.notes,
    content: (props) => <CaseNotes {...props} />,
  },
  files: {
    label: ({ caseFiles }) => caseFiles.title,
    content: (props) => <CaseFiles {...props} />,
  },
  analysis: {
    label: ({ caseAnalyses }) => caseAnalyses.title,
    content: (props) => <CaseAnalysis {...props} />,
  },
  timeline: {
    label: ({ caseTimeline }) => caseTimeline.title,
    content: (props) => <CaseTimeline {...props} />,
  },
};

export const CaseTabs = (props: TabProps) => {
  const messages = useMessages();
  const { search, onSearch } = props;
  return (
    <Card>
      <Tabs
        keepMounted={false}
        value={search.tab ?? CASE_TABS[0]}
        onChange={(value) => {
          const tab = oneOf(CASE_TABS, value);
          onSearch(amend(search, { tab: tab === CASE_TABS[0] ? undefined : tab, file: undefined }));
        }}
      >
        <Tabs.List
          aria-label={messages.cases.tabs}
          mb="md"
          style={{ flexWrap: 'nowrap', overflowX: 'auto' }}
        >
          {CASE_TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {TABS[tab].label(messages)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {CASE_TABS.map((tab) => (
          <Tabs.Panel key={tab} value={tab}>
            {TABS[tab].content(props)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Card>
  );
};
