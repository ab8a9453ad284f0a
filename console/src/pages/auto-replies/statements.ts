import type { Schemas } from '../../api/client.ts';

/** The statements of a draft, each with the passages that the model names for it. Pure. */

type AutoReply = Schemas['AutoReply'];

export interface Statement {
  text: string;
  /** Places in the citations, from 1. */
  sources: readonly number[];
  /** Why a person must look at it. */
  findings: readonly AutoReply['findings'][number]['code'][];
}

type Text = Pick<AutoReply, 'text' | 'segments' | 'findings'> & {
  citations: readonly AutoReply['citations'][number][];
};

/** Of a text without segments, its paragraphs: what supports each of them is not known. */
export const statementsOf = ({ text, segments, citations, findings }: Text): Statement[] =>
  (segments.length > 0 ? segments : paragraphsOf(text)).map((part) => ({
    text: part.text,
    sources: citations.flatMap(({ passage_id: id }, place) =>
      part.passage_ids.includes(id) ? [place + 1] : [],
    ),
    findings: findings
      .filter((finding) => finding.text !== null && part.text.includes(finding.text.trim()))
      .map(({ code }) => code),
  }));

const paragraphsOf = (text: string): AutoReply['segments'] =>
  text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ text: part, passage_ids: [] }));
