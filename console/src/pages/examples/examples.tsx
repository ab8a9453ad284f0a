import type { ReactNode } from 'react';
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
  { key: 'panes', title: 'Panes', layout: 'panes', content: <PanesExample /> },
  { key: 'fault', title: 'A page that fails', layout: 'form', content: <FaultExample /> },
];
