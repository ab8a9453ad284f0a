import { classifyPrompt } from '../../domain/ai/prompts/classify.ts';
import { inboxFoldersAsked } from '../../domain/inbox-folders/events.ts';
import { FolderAskIn, FolderAskOut } from '../../domain/inbox-folders/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import { runPrompt } from '../../services/ai/run-prompt.ts';
import { filingOf } from '../../services/inbox-folders/ask-model.ts';
import { questionAboutSample } from '../../services/inbox-folders/try-model.ts';
import { NEW_FOLDER_ID } from '../../services/inbox-folders/try.ts';
import { actorOf, type ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { createPace } from '../http/pace.ts';
import { requireFolder } from './test.ts';

/** More than a person asks. Each calls a server that the company may have chosen. */
const ASKED_PER_MINUTE_MAX = 60;
const ASK_TIMEOUT_MS = 30_000;
/** With the transactions around the call. */
const ANSWER_TIMEOUT_MS = ASK_TIMEOUT_MS + 10_000;

/** The test box: what the language model would say about a text. Files nothing. */
export const folderAskEndpoint = (deps: ApiDeps): Endpoint => {
  const pace = createPace(ASKED_PER_MINUTE_MAX, 'the model was asked often enough');
  return endpoint(
    deps,
    {
      id: 'inbox_folders.ask',
      method: 'post',
      path: '/inbox/folders/ask',
      permission: 'inbox_folders:write',
      summary: 'Ask the language model which folder a text would go to',
      description:
        'One call, under the budget, with the examples of the company. The rules are not tried: see `/inbox/folders/test`. Takes up to 30 seconds. A failure is an answer with its `outcome`.',
      body: FolderAskIn,
      sample: {
        sample: { subject: 'Ma visite', content: 'Peut-on décaler ma visite de mardi ?' },
        draft: {
          folder_id: 1,
          name: 'Visites',
          ai_description: 'Prendre, changer ou annuler une visite.',
          ai_threshold: 0.7,
        },
      },
      status: 200,
      timeoutMs: ANSWER_TIMEOUT_MS,
      answer: FolderAskOut,
    },
    async ({ body, caller, c, read }) => {
      await pace(caller.companyId);
      const question = await read(async (tx) => {
        await requireFolder(tx, { folder_id: body.draft?.folder_id });
        tx.emit(inboxFoldersAsked, { subjectId: '*' });
        return questionAboutSample(tx, body);
      });
      if (question === undefined) {
        throw invalid([fault('draft', 'required', {})]);
      }
      const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
      const result = await runPrompt(deps, actor, {
        prompt: classifyPrompt,
        input: question.input,
        inputRefs: question.inputRefs,
        timeoutMs: ASK_TIMEOUT_MS,
      });
      const { reason } = filingOf(question, result);
      const suggested = reason.suggested_folder_id;
      return {
        body: {
          ...reason,
          suggested_folder_id: suggested === NEW_FOLDER_ID ? null : suggested,
          is_draft: suggested === NEW_FOLDER_ID,
        },
      };
    },
  );
};
