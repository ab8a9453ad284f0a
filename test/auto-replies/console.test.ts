import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { en } from '../../console/src/i18n/en.ts';
import { fr } from '../../console/src/i18n/fr.ts';
import { diffOf } from '../../console/src/pages/auto-replies/diff.ts';
import { statementsOf } from '../../console/src/pages/auto-replies/statements.ts';
import { draftLinkPath } from '../../src/domain/auto-replies/mailed-links.ts';
import { GATE_CODES } from '../../src/domain/auto-replies/gate.ts';
import { REFUSAL_CODES } from '../../src/domain/auto-replies/refusals.ts';
import { SUPERSEDE_REASONS } from '../../src/domain/auto-replies/statuses.ts';
import { PERSON_REASONS } from '../../src/domain/auto-replies/verdicts.ts';
import {
  createAutoReplies,
  GOOD_DRAFT,
  PASSAGE,
  type AutoReplies,
} from '../support/auto-replies.ts';
import { DEMO_MODEL, startFakeOpenai, type FakeOpenai } from '../../dev/fakes/openai/server.ts';
import { PASSWORD } from '../support/api.ts';
import { hasBrowser, visit } from '../support/browser/browser.ts';
import { startConsole, type ConsoleWorld } from '../support/browser/console.ts';
import { addColleagues } from '../support/leads.ts';

/**
 * Goal: a person reads, changes and decides drafts one after the other, by keyboard, and is told in words why one waits
 * and why a decision came too late. Method: that of test/console/console.test.ts, on a stack of its own whose commands
 * wait, with a model of the test.
 */

describe.each([
  ['French', fr],
  ['English', en],
])('every code has words in %s', (_, { autoReplies: words }) => {
  test('findings, rules and reasons', () => {
    expect(Object.keys(words.findingCodes).toSorted()).toEqual(GATE_CODES.toSorted());
    expect(Object.keys(words.refusalCodes).toSorted()).toEqual(REFUSAL_CODES.toSorted());
    expect(Object.keys(words.settings.try.reasons)).toEqual(
      expect.arrayContaining([...PERSON_REASONS]),
    );
    expect(Object.keys(words.superseded).toSorted()).toEqual(SUPERSEDE_REASONS.toSorted());
  });
});

describe('a change of a text', () => {
  const shown = (before: string, after: string): string =>
    diffOf(before, after)
      .map(({ kind, text }) => ({ same: text, added: `[+${text}]`, removed: `[-${text}]` })[kind])
      .join('');

  test.each([
    ['Le dossier coûte 100 €.', 'Le dossier coûte 120 €.', 'Le dossier coûte [-100][+120] €.'],
    ['Bonjour', 'Bonjour', 'Bonjour'],
    ['', 'Bonjour', '[+Bonjour]'],
    ['un deux trois', 'un trois', 'un [-deux ]trois'],
    [
      'Bonjour,\n\nLe dossier coûte 100 € et se règle en trois fois.',
      'Bonjour Alice,\n\nPassez au magasin samedi : le gérant en parle avec vous.',
      'Bonjour[+ Alice],\n\n[-Le dossier coûte 100 € et se règle en trois fois.][+Passez au magasin samedi : le gérant en parle avec vous.]',
    ],
  ])('from %j to %j', (before, after, expected) => {
    expect(shown(before, after)).toBe(expected);
  });

  test('keeps both texts', () => {
    const [before, after] = ['a b c d e f', 'b x d f g'];
    const parts = diffOf(before, after);
    const of = (kind: string) =>
      parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('');
    expect(of('added')).toBe(before);
    expect(of('removed')).toBe(after);
  });
});

describe('the statements of a draft', () => {
  const other = { ...PASSAGE, passage_id: 2, title: 'Horaires', text: 'Ouvert de 9 h à 18 h.' };
  const claim = 'Nous offrons un séjour à la montagne.';
  const draft = {
    text: `Bonjour,\n\n${PASSAGE.text}\n\n${claim}`,
    citations: [other, PASSAGE],
    findings: [{ code: 'uncited_claim' as const, text: claim }],
  };

  test('have the passages that the model names, unless they were not retrieved', () => {
    const statements = statementsOf({
      ...draft,
      segments: [
        { text: 'Bonjour,', passage_ids: [] },
        { text: PASSAGE.text, passage_ids: [PASSAGE.passage_id, 99] },
        { text: claim, passage_ids: [] },
      ],
    });
    expect(statements.map(({ sources }) => sources)).toEqual([[], [2], []]);
    expect(statements.map(({ findings }) => findings)).toEqual([[], [], ['uncited_claim']]);
  });

  test('are the paragraphs of a text without segments, without sources', () => {
    const statements = statementsOf({ ...draft, segments: [] });
    expect(statements.map(({ text }) => text)).toEqual(['Bonjour,', PASSAGE.text, claim]);
    expect(statements.flatMap(({ sources }) => sources)).toEqual([]);
  });
});

describe.runIf(hasBrowser)('replies to approve', () => {
  let world: ConsoleWorld;
  let replies: AutoReplies;
  let model: FakeOpenai;

  beforeAll(async () => {
    model = await startFakeOpenai({ apiKey: 'cle' });
    world = await startConsole({
      environment: { AI_BASE_URL: model.baseUrl, AI_API_KEY: 'cle', AI_MODEL: DEMO_MODEL },
    });
    const { stack } = world;
    // No run decides meanwhile.
    await stack.stopRelay();
    let offsetMs = 0;
    stack.deps.clock = { now: () => new Date(Date.now() + offsetMs) };
    replies = createAutoReplies(stack, {
      smtpUrl: 'smtp://127.0.0.1:9',
      forwardMs: (ms) => {
        offsetMs += ms;
      },
    });
  });
  beforeEach(async () => {
    replies.answerWith(GOOD_DRAFT);
    await world.stack.superuser`
      update auto_replies set status = 'superseded' where status in ('waiting', 'drafting')
    `;
  });
  afterAll(async () => {
    await world.stop();
    await model.stop();
  });

  /** Those of the first names expire first. */
  const insert = async (names: readonly string[], settings = {}) => {
    const folderId = await replies.folder(settings);
    const drafts = [];
    for (const name of names) {
      const from = `${name} <${name.toLowerCase()}.${crypto.randomUUID().slice(0, 8)}@client.example>`;
      const received = await replies.receive(folderId, { from, subject: `Tarif pour ${name}` });
      drafts.push({ ...received, draftAgain: received.draft, draft: await received.draft() });
    }
    return { folderId, drafts };
  };

  const enter = async (path = '/auto-replies', email?: string, width?: number) => {
    const visited = await world.enter(email, width === undefined ? undefined : { width });
    await visited.page.goto(path);
    return visited;
  };
  const heading = (page: Page, name: string) =>
    page.getByRole('heading', { level: 2, name: `Réponse à ${name}` });
  const approve = (page: Page) => page.getByRole('button', { name: 'Approuver et envoyer' });
  /** The keys of a draft work once it was in sight for a moment. */
  const ready = async (page: Page, name: string): Promise<void> => {
    await heading(page, name).waitFor();
    await approve(page).and(page.locator(':enabled')).waitFor();
  };

  test('the navigation counts what waits, by keyboard too, until it is decided', async () => {
    await insert(['Alice', 'Basile']);
    const { page, context } = await enter('/');
    const link = page
      .getByRole('navigation', { name: 'Navigation principale' })
      .getByRole('link', { name: 'À valider' });
    await link.getByText('2', { exact: true }).waitFor();
    await page.getByRole('heading', { level: 1, name: /^Bonjour/ }).waitFor();
    await page.keyboard.type('gv');
    await page.getByRole('heading', { level: 1, name: 'À valider' }).waitFor();
    expect(await link.getAttribute('aria-current')).toBe('page');
    await page.getByRole('list', { name: 'Réponses à valider' }).waitFor();
    await page.keyboard.press('j');
    await ready(page, 'Alice');
    await page.keyboard.press('Control+Enter');
    await link.getByText('1', { exact: true }).waitFor();
    await context.close();
  });

  test('Ctrl-Enter approves, and the next one opens, until nothing waits', async () => {
    const { drafts } = await insert(['Alice', 'Basile', 'Chloé']);
    const { page, context } = await enter();
    await page.getByRole('list', { name: 'Réponses à valider' }).waitFor();
    await page.keyboard.press('j');
    await ready(page, 'Alice');
    await page.getByText('Combien coûte le dossier ?').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await ready(page, 'Basile');
    await page.keyboard.press('Control+Enter');
    await ready(page, 'Chloé');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Rien à valider').waitFor();
    const shown = await Promise.all(drafts.map(({ draft }) => draft.read()));
    expect(shown.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    await context.close();
  });

  test('a second press does not approve the next one before it was seen', async () => {
    const { drafts } = await insert(['Alice', 'Basile']);
    const { page, context } = await enter(`/auto-replies/${drafts[0]?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.down('Control');
    await page.keyboard.down('Enter');
    await heading(page, 'Basile').waitFor();
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.keyboard.up('Control');
    await ready(page, 'Basile');
    expect(await drafts[1]?.draft.read()).toMatchObject({ status: 'waiting' });
    await context.close();
  });

  test('a text is changed in its place, beside what that changes, and approved', async () => {
    const { drafts } = await insert(['Alice']);
    const [one] = drafts;
    const { page, context } = await enter(`/auto-replies/${one?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.press('e');
    const field = page.getByRole('textbox', { name: 'Texte de la réponse' });
    await field.fill('Bonjour,\n\nLe dossier complet coûte 1 250,00 €.\n\nBien cordialement');
    const diff = page.getByRole('region', { name: 'Ce qui change du texte de la machine' });
    await diff.locator('del').first().waitFor();
    const notice = page.getByRole('alert').filter({ hasText: 'À relire dans votre texte' });
    await field.fill('Bonjour,\n\nLe dossier complet coûte 1 520,00 €.\n\nVoir evil.example');
    await notice.getByText(/Chiffre, date ou montant absent.*1 520,00/).waitFor();
    await notice.getByText(/Lien vers un site.*evil\.example/).waitFor();
    await field.fill('Bonjour,\n\nLe dossier complet coûte 1 250,00 €.\n\nBien cordialement');
    await notice.waitFor({ state: 'detached' });
    await field.press('Control+Enter');
    await page.getByText(/Réponse à .* approuvée/).waitFor();
    expect(await one?.draft.read()).toMatchObject({
      status: 'accepted',
      text: expect.not.stringContaining('trois fois'),
    });
    await context.close();
  });

  test('an approval is taken back with one key, and what is typed outlives another draft', async () => {
    const { drafts } = await insert(['Alice', 'Basile']);
    const [alice, basile] = drafts;
    const { page, context } = await enter(`/auto-replies/${alice?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.press('Control+Enter');
    await ready(page, 'Basile');
    await page.keyboard.press('e');
    const field = page.getByRole('textbox', { name: 'Texte de la réponse' });
    await field.fill('Bonjour Basile, je vous appelle demain.');
    await field.press('Escape');
    await page.keyboard.press('z');
    await ready(page, 'Alice');
    await page.getByText('Envoi annulé : le brouillon attend de nouveau').waitFor();
    expect(await alice?.draft.read()).toMatchObject({ status: 'waiting', sent_message_id: null });
    await page.goto(`/auto-replies/${basile?.draft.id ?? ''}`);
    await field.waitFor();
    expect(await field.inputValue()).toBe('Bonjour Basile, je vous appelle demain.');
    await context.close();
  });

  test('text that was typed in a draft that is superseded goes into a reply', async () => {
    const { drafts } = await insert(['Alice']);
    const [one] = drafts;
    const { page, context } = await enter(`/auto-replies/${one?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.press('e');
    const field = page.getByRole('textbox', { name: 'Texte de la réponse' });
    await field.fill('Bonjour Alice, je vous appelle demain.');
    await page.getByText('Ctrl ⏎ approuve votre texte.').waitFor();
    await one?.again({ text: 'Et pour deux dossiers ?' });
    await one?.draft.look();
    await page.getByText('Le contact a écrit de nouveau').first().waitFor();
    await page.getByText('Ctrl ⏎ approuve votre texte.').waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('Bonjour Alice, je vous appelle demain.');
    const stranded = page.getByRole('group', { name: 'Votre texte n’est pas envoyé' });
    await stranded.getByRole('button', { name: 'Copier' }).waitFor();
    const newer = await one?.draftAgain();
    const link = stranded.getByRole('link', { name: 'Ouvrir le nouveau brouillon' });
    expect(await link.getAttribute('href')).toBe(`/auto-replies/${newer?.id ?? ''}`);
    const { request, company } = world.stack;
    const path = `/inbox/conversations/${one?.conversationId ?? 0}/draft`;
    const body = { version: 0, text: 'Écrit avant.' };
    await request(path, { method: 'PUT', key: company.owner.key, body });
    await page.goto(`/conversations/${one?.conversationId ?? 0}`);
    await stranded.getByRole('button', { name: 'Utiliser dans une réponse' }).click();
    const reply = page
      .getByRole('region', { name: 'Réponse et notes' })
      .getByLabel('Votre réponse');
    await expect
      .poll(() => reply.inputValue())
      .toBe('Bonjour Alice, je vous appelle demain.\n\nÉcrit avant.');
    expect(await stranded.count()).toBe(0);
    await context.close();
  });

  test('at 380 px the message is shown over its draft, all of it on demand', async () => {
    const folderId = await replies.folder();
    const lines = ['Combien coûte le dossier ?', ...Array.from({ length: 12 }, () => 'Merci.')];
    const received = await replies.receive(folderId, {
      from: `Alice <alice.${crypto.randomUUID().slice(0, 8)}@client.example>`,
      text: [...lines, 'Dernière ligne.'].join('\n'),
    });
    const { id } = await received.draft();
    const { page, context } = await enter(`/auto-replies/${id}`, undefined, 380);
    await ready(page, 'Alice');
    const question = page.getByRole('region', { name: 'Message du contact' });
    await question.getByText('Combien coûte le dossier ?').waitFor();
    const height = async () => (await question.boundingBox())?.height ?? 0;
    const cut = await height();
    await question.getByRole('button', { name: 'Afficher tout' }).click();
    await expect.poll(height).toBeGreaterThan(cut);
    const [top, draftTop] = await Promise.all(
      [question, page.getByRole('group', { name: 'Texte de la réponse' })].map(
        async (one) => (await one.boundingBox())?.y ?? 0,
      ),
    );
    expect(top).toBeLessThan(draftTop ?? 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    await context.close();
  });

  test('a draft is rejected with a reason', async () => {
    const { drafts } = await insert(['Alice', 'Basile']);
    const { page, context } = await enter(`/auto-replies/${drafts[0]?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.press('r');
    const reason = page.getByRole('dialog').getByRole('textbox', { name: 'Motif' });
    await reason.fill('Le tarif a changé.');
    await reason.press('Control+Enter');
    await ready(page, 'Basile');
    expect(await drafts[0]?.draft.read()).toMatchObject({
      status: 'rejected',
      reason: 'Le tarif a changé.',
    });
    await context.close();
  });

  test('another version is asked for, and a draft is given to somebody', async () => {
    const { drafts } = await insert(['Alice', 'Basile']);
    const [first, second] = drafts;
    await world.stack.superuser`
      update conversations set call_centre_id = ${world.stack.company.callCentreId}
    `;
    await addColleagues(world.stack, world.stack.company, 25);
    const { page, context } = await enter(`/auto-replies/${first?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.press('v');
    const instruction = page.getByRole('dialog').getByRole('textbox', { name: 'Consigne' });
    await instruction.fill('Plus court.');
    await instruction.press('Control+Enter');
    await ready(page, 'Basile');
    const row = page.getByRole('list', { name: 'Réponses à valider' }).getByRole('listitem');
    await row.filter({ hasText: 'Basile' }).getByText('À personne', { exact: true }).waitFor();
    await page.keyboard.press('a');
    const name = page.getByRole('dialog').getByRole('combobox');
    await name.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('simo');
    await page.getByRole('option', { name: 'Simone Superviseuse' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Brouillon confié').waitFor();
    await row.filter({ hasText: 'Basile' }).getByText('Simone Superviseuse').waitFor();
    expect(await first?.draft.read()).toMatchObject({ status: 'drafting' });
    expect(await second?.draft.read()).toMatchObject({
      assigned_to_name: 'Simone Superviseuse',
    });
    await context.close();
  });

  test('the list shows those of a folder and of a person, also after a reload', async () => {
    const { drafts, folderId } = await insert(['Alice', 'Basile']);
    await insert(['Chloé']);
    const { company } = world.stack;
    await drafts[1]?.draft.decide('reassign', { user_id: company.owner.id });
    const { page, context } = await enter();
    const rows = page.getByRole('list', { name: 'Réponses à valider' }).getByRole('listitem');
    await rows.nth(2).waitFor();
    await page.getByRole('combobox', { name: 'Confiée à' }).click();
    await page.getByRole('option', { name: 'Confiées à moi' }).click();
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('Basile')]);
    await page.goto(`/auto-replies?folder_id=${folderId}&assigned_to=none`);
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('Alice')]);
    await page.keyboard.press('j');
    await ready(page, 'Alice');
    expect(new URL(page.url()).search).toBe(`?folder_id=${folderId}&assigned_to=none`);
    await context.close();
  });

  test('the second of two people is told who decided what', async () => {
    const { drafts } = await insert(['Alice']);
    const [one] = drafts;
    const { page, context } = await enter(`/auto-replies/${one?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    // What the colleague does arrives only after this decision.
    await page.route('**/api/v1/stream', (route) => route.abort());
    const [agent] = world.stack.company.agents;
    const hash = (await one?.draft.read())?.content_hash;
    await world.stack.superuser`
      update auto_replies
      set status = 'rejected', reason = 'Trop cher', decided_by = ${agent.id}, decided_at = now()
      where id = ${one?.draft.id ?? ''} and content_hash = decode(${hash ?? ''}, 'hex')
    `;
    await page.keyboard.press('Control+Enter');
    const alert = page.getByRole('alert').filter({ hasText: 'Votre décision n’a pas été prise' });
    await alert.getByText(`Anatole Agent l’a rejetée`).waitFor();
    await alert.getByRole('button', { name: 'Relire le brouillon' }).click();
    await alert.waitFor({ state: 'detached' });
    expect(await approve(page).count()).toBe(0);
    await context.close();
  });

  test('after a colleague decided about the open one, the next one is offered', async () => {
    const { drafts } = await insert(['Alice', 'Basile', 'Chloé']);
    const draft = drafts[1]?.draft;
    const { page, context } = await enter(`/auto-replies/${draft?.id ?? ''}`);
    await ready(page, 'Basile');
    const row = page.getByRole('list', { name: 'Réponses à valider' }).getByRole('listitem');
    await row.filter({ hasText: 'Chloé' }).waitFor();
    await world.stack.superuser`
      update conversations set call_centre_id = ${world.stack.company.callCentreId}
    `;
    const [agent] = world.stack.company.agents;
    const hash = (await draft?.read())?.content_hash;
    await draft?.decide('reject', { content_hash: hash, reason: 'Non' }, agent);
    await page.getByText('Anatole Agent l’a rejetée').waitFor();
    await row.filter({ hasText: 'Basile' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Brouillon suivant' }).click();
    await ready(page, 'Chloé');
    const last = drafts[2]?.draft;
    const lastHash = (await last?.read())?.content_hash;
    await last?.decide('reject', { content_hash: lastHash, reason: 'Non' }, agent);
    await page.getByText('Anatole Agent l’a rejetée').waitFor();
    await page.getByRole('button', { name: 'Brouillon suivant' }).click();
    await ready(page, 'Alice');
    await context.close();
  });

  test('a text that changes meanwhile is not approved before it is read', async () => {
    const { drafts } = await insert(['Alice'], { needs_two: true });
    const [one] = drafts;
    const { page, context } = await enter(`/auto-replies/${one?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    const [agent] = world.stack.company.agents;
    const hash = (await one?.draft.read())?.content_hash;
    const text = 'Bonjour, le dossier complet coûte 1 250,00 €.';
    await world.stack.superuser`
      update conversations set call_centre_id = ${world.stack.company.callCentreId}
    `;
    const answer = await one?.draft.decide('approve', { content_hash: hash, text }, agent);
    expect(answer?.status).toBe(200);
    await page.getByText('Ce brouillon a changé pendant votre lecture').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Relire le brouillon' }).click();
    await page.getByText(`Première validation : Anatole Agent.`).waitFor();
    await ready(page, 'Alice');
    expect(await one?.draft.read()).toMatchObject({ status: 'waiting' });
    await page.keyboard.press('Control+Enter');
    await page.getByText(/Réponse à .* approuvée/).waitFor();
    expect(await one?.draft.read()).toMatchObject({ status: 'accepted', text });
    await context.close();
  });

  test('a version that a colleague asks for says so, and keeps what is typed', async () => {
    const { drafts } = await insert(['Alice']);
    const draft = drafts[0]?.draft;
    const { page, context } = await enter(`/auto-replies/${draft?.id ?? ''}`);
    await ready(page, 'Alice');
    await page.keyboard.press('e');
    const field = page.getByRole('textbox', { name: 'Texte de la réponse' });
    await field.fill('Bonjour Alice, je vous appelle demain.');
    await world.stack.superuser`
      update conversations set call_centre_id = ${world.stack.company.callCentreId}
    `;
    const [agent] = world.stack.company.agents;
    await draft?.decide('regenerate', { instruction: 'Plus court.' }, agent);
    const asked = /Nouvelle version demandée par Anatole Agent\s: «\sPlus court\.\s»/;
    await page.getByRole('status').filter({ hasText: asked }).waitFor();
    expect(await field.inputValue()).toBe('Bonjour Alice, je vous appelle demain.');
    replies.answerWith({ ...GOOD_DRAFT, segments: GOOD_DRAFT.segments.slice(1) });
    await draft?.write();
    const alert = page.getByRole('alert').filter({ hasText: 'a changé pendant votre lecture' });
    await alert.getByText(asked).waitFor();
    await field.press('Control+Enter');
    await alert.getByRole('button', { name: 'Relire le brouillon' }).click();
    await page.getByText('Version 2', { exact: true }).waitFor();
    await page.getByText(asked).waitFor();
    expect(await field.inputValue()).toBe('Bonjour Alice, je vous appelle demain.');
    expect(await draft?.read()).toMatchObject({
      status: 'waiting',
      version: 2,
      instruction: 'Plus court.',
      asked_by: agent.id,
      asked_by_name: 'Anatole Agent',
    });
    await context.close();
  });

  test('what must be checked is said in words, with the sources of the rest', async () => {
    replies.answerWith({
      ...GOOD_DRAFT,
      segments: [
        ...GOOD_DRAFT.segments.slice(0, 2),
        { text: 'Nous offrons un séjour à la montagne.', passageIds: [] },
        { text: 'Voir https://evil.example/promo pour la suite.', passageIds: [] },
      ],
    });
    const { drafts } = await insert(['Alice'], { mode: 'auto' });
    const { page, context } = await enter(`/auto-replies/${drafts[0]?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    const reason = page.getByRole('alert').filter({ hasText: 'Attend une personne' });
    await reason.getByText('Le texte ne peut pas partir seul.').waitFor();
    const findings = page.getByRole('alert').filter({ hasText: 'À vérifier avant d’envoyer' });
    await findings.getByText(/Affirmation sans source.*séjour à la montagne/).waitFor();
    await findings.getByText(/Lien vers un site.*evil\.example/).waitFor();
    await page.getByRole('button', { name: 'Source 1' }).focus();
    await page.getByRole('tooltip').getByText(PASSAGE.text).waitFor();
    await page.getByRole('region', { name: 'Sources' }).getByText(PASSAGE.text).waitFor();
    await context.close();
  });

  test('an open conversation has its draft, and says why there is none', async () => {
    const folderId = await replies.folder();
    const received = await replies.receive(folderId, {
      headers: { 'auto-submitted': 'auto-generated' },
      subject: 'Lettre',
    });
    await received.settle();
    const { page, context } = await enter(`/conversations/${received.conversationId}`);
    const card = page.getByRole('group', { name: 'Réponse automatique' });
    await card.getByText('Pourquoi aucune réponse automatique ?').first().click();
    await card.getByText(/envoyé par un programme/).waitFor();
    await card.getByRole('button', { name: 'Écrire quand même un brouillon' }).click();
    await card.getByText('La machine écrit.').waitFor();

    const { drafts } = await insert(['Alice']);
    await page.goto(`/conversations/${drafts[0]?.conversationId ?? 0}`);
    await card.getByText(PASSAGE.text).first().waitFor();
    await card.getByRole('button', { name: 'Approuver et envoyer' }).click();
    await page.getByText('Réponse approuvée').waitFor();
    expect(await drafts[0]?.draft.read()).toMatchObject({ status: 'accepted' });
    await context.close();
  });

  test('a source that changed is said at its passage, and approving asks first', async () => {
    const { drafts } = await insert(['Alice']);
    const [first] = drafts;
    const { page, context } = await enter(`/auto-replies/${first?.draft.id ?? ''}`);
    await ready(page, 'Alice');
    const withText = (text: string) => world.stack.superuser`
      update knowledge_passages set text = ${text} where id = ${PASSAGE.passage_id}
    `;
    await withText('Le dossier est gratuit.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Une source citée a été modifiée ou retirée.').waitFor();
    await page.getByRole('button', { name: 'Relire le brouillon' }).click();
    const sources = page.getByRole('region', { name: 'Sources' });
    await sources.getByText('Modifiée depuis').waitFor();
    expect(await first?.draft.read()).toMatchObject({ status: 'waiting' });
    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: /^Approuver malgré/ });
    await dialog.getByRole('button', { name: 'Approuver quand même' }).click();
    await page.getByText('Réponse à Alice approuvée').waitFor();
    expect(await first?.draft.read()).toMatchObject({ status: 'accepted' });
    await withText(PASSAGE.text);
    await context.close();
  });

  test('what left without a person is marked in its conversation, and listed apart', async () => {
    const alone = await insert(['Zoé'], { mode: 'auto' });
    const approved = await insert(['Yann']);
    const [first] = approved.drafts;
    const { content_hash: hash } = (await first?.draft.read()) ?? {};
    await first?.draft.decide('approve', { content_hash: hash });
    const { page, context } = await enter('/auto-replies?status=alone');
    const list = page.getByRole('list', { name: 'Réponses à valider' });
    await list.getByText('Zoé', { exact: true }).click();
    expect(await list.getByText('Yann', { exact: true }).count()).toBe(0);
    await page.getByText('Envoyée sans validation').waitFor();
    const badge = page.locator('article').getByText('Envoyée seule');
    await badge.waitFor();
    await page.goto('/auto-replies?status=accepted');
    await list.getByText('Yann', { exact: true }).waitFor();
    expect(await list.getByText('Zoé', { exact: true }).count()).toBe(0);
    await page.goto(`/conversations/${alone.drafts[0]?.conversationId ?? 0}`);
    await badge.waitFor();
    await context.close();
  });

  test('a newsletter in a folder that answers says why it gets no reply', async () => {
    const folderId = await replies.folder();
    const received = await replies.receive(folderId, { subject: 'Nos offres' });
    await world.stack.superuser`
      update conversations set is_newsletter = true where id = ${received.conversationId}
    `;
    expect(await received.settle()).toBeUndefined();
    const { page, context } = await enter(`/conversations/${received.conversationId}`);
    const card = page.getByRole('group', { name: 'Réponse automatique' });
    await card.getByText('Pourquoi aucune réponse automatique ?').click();
    await card.getByText('Une newsletter ne reçoit pas de réponse automatique.').waitFor();
    await context.close();
  });

  test('what waits is to be done, and leads to the draft', async () => {
    await insert(['Alice']);
    const { page, context } = await enter('/todo');
    await page.getByText('1 réponse attend une validation').waitFor();
    await page
      .getByRole('list', { name: 'À traiter' })
      .getByRole('listitem')
      .filter({ hasText: 'Réponse à valider' })
      .getByRole('button', { name: 'Valider' })
      .click();
    await ready(page, 'Alice');
    await context.close();
  });

  test('a folder is answered once instructions and the end of a draft are chosen', async () => {
    const folderId = await replies.folder({ mode: 'off', prompt: '', on_expiry: null });
    const { page, context } = await enter(`/inbox-folders/${folderId}`);
    await page.getByRole('link', { name: 'Réponse automatique' }).click();
    await page.getByRole('radio', { name: 'Une personne valide chaque réponse' }).check();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Écrivez des consignes avant d’activer.').waitFor();
    await page.getByText('Choisissez ce qui arrive à l’expiration.').waitFor();
    await page.getByRole('textbox', { name: 'Consignes' }).fill('Réponds poliment.');
    await page.getByRole('radio', { name: 'Prévenir les responsables' }).check();
    await page.getByRole('switch', { name: 'Deux personnes différentes approuvent' }).click();
    const hosts = page.getByRole('combobox', { name: 'Sites autorisés dans les liens' });
    await hosts.fill('atelier.example');
    await hosts.press('Enter');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réponse automatique enregistrée').waitFor();
    const { request, company } = world.stack;
    const answer = await request(`/inbox/folders/${folderId}/auto-reply`, {
      key: company.owner.key,
    });
    expect(await answer.json()).toMatchObject({
      mode: 'validation',
      prompt: 'Réponds poliment.',
      on_expiry: 'escalate',
      needs_two: true,
      allowed_hosts: ['atelier.example'],
    });
    await context.close();
  });

  test('sending without a person is confirmed, and what waits is told before the mode changes', async () => {
    const { folderId } = await insert(['Alice', 'Basile']);
    const modeOf = async (): Promise<unknown> => {
      const { request, company } = world.stack;
      const answer = await request(`/inbox/folders/${folderId}/auto-reply`, {
        key: company.owner.key,
      });
      return ((await answer.json()) as { mode: unknown }).mode;
    };
    const { page, context } = await enter(`/inbox-folders/${folderId}/auto-reply`);
    await page.getByRole('radio', { name: 'Envoyée seule quand tout a une source' }).check();
    await page.getByRole('textbox', { name: 'Consignes' }).fill('Réponds en deux phrases.');
    await page.reload();
    expect(
      await page.getByRole('radio', { name: 'Une personne valide chaque réponse' }).isChecked(),
    ).toBe(true);
    await page.getByText('Réponds en deux phrases.').waitFor();
    await page.getByRole('radio', { name: 'Envoyée seule quand tout a une source' }).check();
    const save = page.getByRole('button', { name: 'Enregistrer' });
    await save.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/que personne n’a lue/).waitFor();
    await dialog.getByText(/^Démonstration/).waitFor();
    await dialog.getByText(/^2 brouillons de ce dossier attendent/).waitFor();
    await dialog.getByRole('button', { name: 'Retour' }).click();
    expect(await modeOf()).toBe('validation');
    await save.click();
    await dialog.getByRole('button', { name: 'Activer l’envoi seul' }).click();
    await page.getByText('Réponse automatique enregistrée').waitFor();
    expect(await modeOf()).toBe('auto');
    await page.getByRole('radio', { name: 'Désactivée' }).check();
    await save.click();
    await dialog.getByText(/Rien ne part seul/).waitFor();
    await dialog.getByRole('button', { name: 'Désactiver' }).click();
    await expect.poll(modeOf).toBe('off');
    await context.close();
  });

  test('settings are tried before they are saved, and nothing happens', async () => {
    const { superuser } = world.stack;
    const folderId = await replies.folder({ mode: 'off', prompt: '', on_expiry: null });
    await replies.receive(folderId, { from: 'Zoé <zoe@client.example>', subject: 'Tarif de Zoé' });
    const { page, context } = await enter(`/inbox-folders/${folderId}/auto-reply`);
    await page.getByText('Écrivez des consignes pour tester.').waitFor();
    await page.getByRole('textbox', { name: 'Consignes' }).fill('Réponds poliment.');
    await page.getByRole('radio', { name: 'Envoyée seule quand tout a une source' }).check();
    const test = page.getByRole('button', { name: 'Tester' });
    await test.click();
    await page.getByRole('textbox', { name: 'Expéditeur' }).fill('no-reply@client.example');
    await page.getByRole('textbox', { name: 'Texte' }).fill('Combien coûte le dossier ?');
    await test.click();
    const verdict = page.getByRole('status').filter({ hasText: 'réponse automatique' });
    await verdict.getByText('L’adresse de l’expéditeur ne lit pas les réponses.').waitFor();
    await page.getByText('Le brouillon est montré pour information.').waitFor();
    await page
      .getByRole('region', { name: 'Sources' })
      .getByText(/pertinence/)
      .waitFor();

    await page.getByText('Prendre une conversation').click();
    await page.getByRole('combobox', { name: 'Conversation' }).click();
    await page.getByRole('option', { name: 'Zoé · Tarif de Zoé' }).click();
    await test.click();
    await page.getByText('Serait envoyée sans personne').waitFor();
    await page
      .getByRole('group', { name: 'Texte de la réponse' })
      .getByText(PASSAGE.text)
      .waitFor();
    await page.getByRole('radio', { name: 'Une personne valide chaque réponse' }).check();
    const stale = page.getByText('ce résultat est celui d’avant');
    await stale.waitFor();
    await page.getByRole('radio', { name: 'Désactivée' }).check();
    await test.click();
    await page.getByText('Les réponses sont désactivées').waitFor();
    expect(await stale.count()).toBe(0);
    await page.getByText('Coller un message').click();
    await stale.waitFor();
    const rows = await superuser`select id from auto_replies where folder_id = ${folderId}`;
    expect(rows).toEqual([]);
    await context.close();
  });

  test('the reason of a rejection is offered for the instructions, and saved by the person only', async () => {
    const { folderId, drafts } = await insert(['Alice']);
    const draft = drafts[0]?.draft;
    const hash = (await draft?.read())?.content_hash;
    await draft?.decide('reject', { content_hash: hash, reason: 'Le tarif est faux.' });
    const { page, context } = await enter(`/inbox-folders/${folderId}/auto-reply`);
    await page.getByText('Approuvées : 0. Rejetées : 1. Envoyées seules : 0.').waitFor();
    const reasons = page.getByRole('list', { name: 'Motifs de rejet' });
    await reasons.getByText('Le tarif est faux.').waitFor();
    await reasons.getByRole('button', { name: 'Ajouter aux consignes' }).click();
    const prompt = page.getByRole('textbox', { name: 'Consignes' });
    const expected = 'Réponds poliment.\nNe refais pas cette erreur\u00a0: Le tarif est faux.';
    expect(await prompt.inputValue()).toBe(expected);
    await page.getByRole('button', { name: 'Dans les consignes' }).waitFor();
    const { request, company } = world.stack;
    const saved = async () => {
      const path = `/inbox/folders/${folderId}/auto-reply`;
      const answer = await request(path, { key: company.owner.key });
      return ((await answer.json()) as { prompt: string }).prompt;
    };
    expect(await saved()).toBe('Réponds poliment.');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réponse automatique enregistrée').waitFor();
    expect(await saved()).toBe(expected);
    await reasons.getByRole('link', { name: 'Voir le brouillon' }).click();
    await heading(page, 'Alice').waitFor();
    await page.goto('/settings/ai');
    await page
      .getByRole('table', { name: /Qualité des réponses/ })
      .getByRole('link')
      .first()
      .waitFor();
    await context.close();
  });

  test('the link of a mail leads to its draft after the sign-in, and says when it was used', async () => {
    const { drafts } = await insert(['Alice']);
    const id = drafts[0]?.draft.id ?? '';
    const { company, deps } = world.stack;
    const link = { companyId: company.id, userId: company.owner.id, autoReplyId: id, version: 1 };
    const path = draftLinkPath(deps.encryptionKeys, { ...link, mailId: crypto.randomUUID() });
    const { page, context } = await visit(world.browser, world.stack.url);
    await page.goto(path);
    await page.getByLabel('Adresse e-mail').fill(company.owner.email);
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await heading(page, 'Alice').waitFor();
    await page.goto(path);
    await page.getByText('Ce lien a déjà servi.').waitFor();
    await page.getByRole('button', { name: 'Ouvrir le brouillon' }).click();
    await heading(page, 'Alice').waitFor();
    const { id: otherId } = company.supervisor;
    const foreign = draftLinkPath(deps.encryptionKeys, {
      ...link,
      userId: otherId,
      mailId: crypto.randomUUID(),
    });
    for (const useless of [foreign, `/auto-replies/${id}/link#1.x`, `/auto-replies/${id}/link`]) {
      await page.goto('/');
      await page.goto(useless);
      const alert = page.getByRole('alert').filter({ hasText: 'envoyé à une autre personne' });
      await alert.getByRole('link', { name: 'Voir ce qui est à valider' }).waitFor();
    }
    expect(await drafts[0]?.draft.read()).toMatchObject({ status: 'waiting' });
    await context.close();
  });
});
