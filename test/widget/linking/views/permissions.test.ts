import { expect } from '@open-wc/testing';
import { HttpResponse } from 'msw';
import type { VccDynamicsAuth } from '../../../../src/index.js';
import { FakeBackend, problem } from '../../../support/fake-backend.js';
import { buttons, mount, ownEndpoint, shownText, shows, status, waitFor } from '../../../support/mounted-element.js';

const tables = [
  { table: 'contact', read: true, create: true, write: true },
  { table: 'account', read: true, create: false, write: false },
];
const access = { tables, checkedAt: '2026-11-24T10:15:00Z' };

describe('the permissions', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const list = (element: VccDynamicsAuth) => element.shadowRoot?.querySelector('details');
  const click = (element: VccDynamicsAuth, name: string) =>
    [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find((each) => each.innerText.trim() === name)?.click();
  const openList = async (element: VccDynamicsAuth) => {
    await waitFor(element, () => !!list(element));
    list(element)?.querySelector('summary')?.click();
    await waitFor(element, () => !!list(element)?.open);
  };
  const linked = async (changes: object = {}) => {
    backend.linked({ access, ...changes });
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    return element;
  };

  it('that Microsoft will ask for are said before Link, each with its reason', async () => {
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'unlinked');
    await openList(element);
    expect(shownText(element)).to.contain('Microsoft will ask for three permissions');
    expect(list(element)?.querySelectorAll('li').length).to.equal(3);
  });

  it('are not said to those who may only look', async () => {
    backend.resource = { status: 'unlinked', canChange: false };
    const element = await mount({ endpoint: ownEndpoint() });
    await shows(element, 'Only an administrator');
    expect(list(element)).to.equal(null);
  });

  it('that the linked user has, and has not, are said as the last check found them, and when', async () => {
    const element = await linked();
    await openList(element);
    const text = shownText(element);
    expect(text).to.contain('Read on contact, Create on contact, Write on contact and Read on account');
    expect(text).to.contain('Missing: Create on account and Write on account');
    expect(text).to.match(/Checked on .*2026/);
  });

  it('are not there where a backend says nothing of them, or not what is of the contract', async () => {
    for (const other of [undefined, null, {}, { tables: 'all', checkedAt: access.checkedAt }, []]) {
      backend.linked({ access: other } as object);
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      expect(list(element), JSON.stringify(other)).to.equal(null);
      element.remove();
    }
  });

  it('are told as far as they can be read', async () => {
    const odd = [null, 'contact', {}, { table: 7 }, { table: 'lead', read: 'yes' }, ...tables];
    const element = await linked({ access: { ...access, tables: odd } });
    await openList(element);
    const text = shownText(element);
    expect(text).to.contain('Read on contact');
    expect(text).to.contain('Missing: Read on lead');
    expect(element.currentLink?.access?.tables.map(({ table }) => table)).to.deep.equal(['lead', 'contact', 'account']);
  });

  it('that are all missing leave no empty sentence', async () => {
    const none = [{ table: 'contact', read: false, create: false, write: false }];
    const element = await linked({ access: { ...access, tables: none } });
    await openList(element);
    expect(list(element)?.querySelector('p')?.innerText.trim()).to.match(/^Missing: /);
  });

  it('of a link that was replaced during the check do not come back', async () => {
    const element = await linked({ health: 'restricted' });
    await waitFor(element, () => buttons(element).includes('Check again'));
    const old = HttpResponse.json(backend.body(), { headers: { ETag: backend.etag } });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isDisabled = () => !!element.shadowRoot?.querySelector('[aria-disabled=true]');
    const isAsked = new Promise<void>((resolve) => {
      backend.answer('POST', async () => {
        resolve();
        await held;
        return old;
      });
    });
    click(element, 'Check again');
    await isAsked;
    backend.linked({ access, linkId: 'link-2', health: 'restricted' });
    await element.refresh();
    await waitFor(element, isDisabled);
    expect(element.currentLink?.linkId).to.equal('link-2');
    release();
    await waitFor(element, () => !isDisabled());
    expect(element.currentLink?.linkId).to.equal('link-2');
  });

  it('are checked again on request, and the panel shows what was found', async () => {
    const element = await linked({ health: 'restricted', missingPrivileges: ['prvWriteaccount'] });
    await waitFor(element, () => buttons(element).includes('Check again'));
    expect(buttons(element)[0], 'what is advised comes first').to.equal('Check again');
    backend.answer('POST', () => {
      backend.linked({ access: { ...access, tables: tables.slice(0, 1) } });
      return HttpResponse.json(backend.body(), { headers: { ETag: backend.etag } });
    });
    click(element, 'Check again');
    await waitFor(element, () => element.currentLink?.health === 'active');
    expect(backend.sent('POST')[0]?.body).to.deep.equal({ check: true });
    expect(element.status).to.equal('linked');
  });

  it('stay as they were when the check fails, and the panel says why', async () => {
    const element = await linked({ health: 'restricted' });
    await waitFor(element, () => buttons(element).includes('Check again'));
    backend.answer('POST', () => problem('dynamics-unavailable'));
    click(element, 'Check again');
    await shows(element, 'Dynamics 365 did not answer');
    expect(element.currentLink?.health).to.equal('restricted');
  });
});
