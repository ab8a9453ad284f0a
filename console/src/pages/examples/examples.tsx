import type { ReactNode } from 'react';
import { Card } from '../../ui/page/page.tsx';
import { ListExample } from '../../ui/table/examples.tsx';
import { FaultExample } from './fault.tsx';
import { PanesExample } from './panes.tsx';

/** Every example. A part of `ui/` adds its own by a line here. English only: users never see them. */

interface Example {
  key: string;
  title: string;
  layout: 'list' | 'panes' | 'form';
  content: ReactNode;
}

export const EXAMPLES: readonly Example[] = [
  {
    key: 'list',
    title: 'List',
    layout: 'list',
    content: (
      <Card isFlush isFilling>
        <ListExample />
      </Card>
    ),
  },
  { key: 'panes', title: 'Panes', layout: 'panes', content: <PanesExample /> },
  { key: 'fault', title: 'A page that fails', layout: 'form', content: <FaultExample /> },
];
