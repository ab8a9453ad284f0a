import {
  IconClock,
  IconFileText,
  IconMail,
  IconShieldCheck,
  IconShieldQuestion,
  IconShieldX,
  type Icon,
} from '@tabler/icons-react';
import type { Messages } from '../../../i18n/index.tsx';
import { useMessages } from '../../../i18n/index.tsx';
import { fileIconOf } from '../../../parts/files/types.ts';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { Tone } from '../../../ui/values/tones.ts';
import { isReleased, type CaseFile } from './query.ts';

/** How a file looks, and what is said about it. */

const MAIL_TYPE = 'message/rfc822';
const TEXT_TYPE = 'text/plain';
const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A text is expected in them. */
const TYPES_WITH_TEXT = ['application/pdf', DOCX_TYPE, MAIL_TYPE, TEXT_TYPE];

export const iconOf = ({ media_type: type, scan_state: state }: CaseFile): Icon => {
  if (state === 'infected') return IconShieldX;
  if (type === MAIL_TYPE) return IconMail;
  return type === TEXT_TYPE || type === DOCX_TYPE ? IconFileText : fileIconOf(type);
};

/** Its content is none of the known kinds. */
const UNKNOWN_TYPE = 'application/octet-stream';
const KNOWN_ENDING = /\.(?:pdf|docx|eml|txt|png|jpe?g|gif|webp)$/i;

/** Its name says one of the known kinds, its content does not. */
const isMisnamed = ({ media_type: type, name }: CaseFile): boolean =>
  type === UNKNOWN_TYPE && KNOWN_ENDING.test(name);

/** In words; for a rare type the ending of the name. */
export const typeText = (
  { types }: Messages['caseFiles'],
  { media_type: type, name }: CaseFile,
): string => {
  const known = Object.entries(types).find(([one]) => one === type);
  if (known !== undefined) return known[1];
  const ending = /\.([^.]{1,8})$/.exec(name)?.[1];
  return ending === undefined ? type : ending.toUpperCase();
};

const SCAN_LOOKS = {
  pending: { tone: 'moving', icon: IconClock },
  clean: { tone: 'good', icon: IconShieldCheck },
  infected: { tone: 'bad', icon: IconShieldX },
  failed: { tone: 'waiting', icon: IconShieldQuestion },
} as const satisfies Record<string, { tone: Tone; icon: Icon }>;

/** Nothing where no virus scanner is set. */
export const ScanBadge = ({ file: { scan_state: state } }: { file: CaseFile }) => {
  const { caseFiles: words } = useMessages();
  if (state === 'not_scanned') return null;
  return (
    <StatusBadge
      {...SCAN_LOOKS[state]}
      label={words.scanStates[state]}
      isLive={state === 'pending'}
    />
  );
};

/** What the reader should know of it. Null: nothing. */
export const hintOf = (words: Messages['caseFiles'], file: CaseFile): string | null => {
  const { scan_state: state, scan_detail: detail } = file;
  if (state === 'pending') return words.scanPending;
  if (state === 'infected') return words.scanInfected(detail ?? '');
  if (state === 'failed') return words.scanFailed(reasonOf(words, detail));
  return textHintOf(words, file);
};

const reasonOf = ({ scanFailures }: Messages['caseFiles'], detail: string | null): string =>
  Object.entries(scanFailures).find(([code]) => code === detail)?.[1] ??
  scanFailures.scanner_unavailable;

const textHintOf = (words: Messages['caseFiles'], file: CaseFile): string | null => {
  const { text_state: state, text_error: error, media_type: type } = file;
  if (state === 'failed') return words.textFailed(words.textErrors[error ?? 'unreadable']);
  if (state === 'none' && TYPES_WITH_TEXT.includes(type)) return words.noText;
  if (isMisnamed(file)) return words.misnamed;
  return file.is_text_cut ? words.textCut : null;
};

type PreviewKind =
  /** A picture or a PDF, shown by the browser. */
  | 'content'
  /** The beginning of a plain text. */
  | 'beginning'
  /** What was read from a document. */
  | 'text';

/** Nothing of a file runs. An SVG and a page are never shown. */
export const previewKindOf = (file: CaseFile): PreviewKind | null => {
  if (!isReleased(file)) return null;
  if (file.is_previewable) return file.media_type === TEXT_TYPE ? 'beginning' : 'content';
  return file.text_state === 'done' ? 'text' : null;
};
