/**
 * Goal: whoever reads a lead learns what became of the mail that asks to confirm its address. Method: the whole
 * api in-process on real Postgres; the mails are rows, because confirm.test.ts sends them.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestConfirmation } from '../support/lead-confirmations.ts';
import { insertTestLead, leadsAs } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const asOwner = leadsAs(api, company.owner.key);
const email = 'marie@visiteurs.example';

describe('the confirmation mail of a lead', () => {
  test('is null for a lead that was never asked', async () => {
    const id = await insertTestLead(api, { company, email });
    expect((await asOwner.read(id)).confirmation_mail).toBeNull();
  });

  test('is the last one, in the list as well', async () => {
    const id = await insertTestLead(api, { company, email });
    await insertTestConfirmation(api, { company, leadId: id, email, status: 'failed' });
    const mailedAt = new Date('2026-11-29T09:00:00Z');
    await insertTestConfirmation(api, { company, leadId: id, email, status: 'sent', mailedAt });
    const mail = { status: 'sent', error: null, mailed_at: mailedAt.toISOString() };
    expect((await asOwner.read(id)).confirmation_mail).toEqual(mail);
    const { data } = await answerOf(await asOwner.list(), 200, pageOf(LeadOut));
    expect(data.find((lead) => lead.id === id)?.confirmation_mail).toEqual(mail);
  });

  test('tells why it was not sent', async () => {
    const id = await insertTestLead(api, { company, email });
    const error = 'no_mail_server';
    await insertTestConfirmation(api, { company, leadId: id, email, status: 'failed', error });
    expect((await asOwner.read(id)).confirmation_mail).toEqual({
      status: 'failed',
      error,
      mailed_at: null,
    });
  });

  test('of an old address is not that of the new one', async () => {
    const id = await insertTestLead(api, { company, email });
    await insertTestConfirmation(api, { company, leadId: id, email, status: 'sent' });
    await asOwner.patch(id, { version: 1, email: 'autre@visiteurs.example' });
    expect((await asOwner.read(id)).confirmation_mail).toBeNull();
  });

  test('of another company is not shown', async () => {
    const theirs = await insertTestLead(api, { company: otherCompany, email });
    const place = { company: otherCompany, leadId: theirs, email };
    await insertTestConfirmation(api, { ...place, status: 'sent' });
    const id = await insertTestLead(api, { company, email });
    expect((await asOwner.read(id)).confirmation_mail).toBeNull();
    expect((await asOwner.send(theirs)).status).toBe(404);
  });
});
