import { expect } from '@open-wc/testing';
import type { HealthReason, LinkedResource } from '../../../src/protocol.js';
import { detailedTexts } from '../../../src/widget/detailed-texts/load.js';
import { FakeBackend } from '../../support/fake-backend.js';
import { mount, part, parts, shows, status } from '../../support/mounted-element.js';

const expiredReasons = ['revoked', 'more-proof', 'policy', 'consent-withdrawn', 'app-removed'] as const;
const healthOf = (reason: string) =>
  (expiredReasons as readonly string[]).includes(reason) ? 'expired' : 'restricted';

describe('the sentence for a link that does not work', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const panelFor = async (answer: Partial<LinkedResource>, lang = '') => {
    backend.linked(answer);
    const element = await mount({ lang });
    await status(element, 'linked');
    return element;
  };

  it('is not loaded for a link that works, nor where there is no reason', async () => {
    await panelFor({});
    const element = await panelFor({ health: 'expired' });
    await shows(element, 'Microsoft no longer accepts this link');
    const loaded = performance
      .getEntriesByType('resource')
      .filter(({ name }) => /src\/widget\/detailed-texts\/[a-z-]+\./i.test(name));
    expect(loaded.filter(({ name }) => !name.includes('/load.'))).to.deep.equal([]);
  });

  for (const [tag, load] of Object.entries(detailedTexts)) {
    it(`says why in ${tag}, for every reason`, async () => {
      const { texts } = await load();
      for (const [reason, text] of Object.entries(texts.healthReasons)) {
        const element = await panelFor({ health: healthOf(reason), healthReason: reason }, tag);
        await shows(element, text);
        expect(parts(element, 'link-button').length, 'Link again is offered').to.equal(1);
        element.remove();
      }
    });
  }

  it('has another text for every reason, in every language', async () => {
    const english = (await detailedTexts['en-GB']?.())?.texts.healthReasons ?? {};
    for (const [tag, load] of Object.entries(detailedTexts)) {
      const texts = (await load()).texts.healthReasons;
      expect(Object.keys(texts).sort(), tag).to.deep.equal(Object.keys(english).sort());
      expect(new Set(Object.values(texts)).size, tag).to.equal(Object.keys(english).length);
    }
    const reasons: HealthReason[] = [
      ...expiredReasons,
      'user-disabled',
      'no-licence',
      'not-a-member',
      'environment-blocked',
      'key-missing',
      'tenant-refused',
    ];
    expect(Object.keys(english)).to.have.members(reasons);
  });

  it('is the general one for a reason that is unknown', async () => {
    for (const healthReason of ['moon-phase', '__proto__', 'toString']) {
      await shows(await panelFor({ health: 'restricted', healthReason }), 'Dynamics 365 no longer lets this user');
      await shows(await panelFor({ health: 'expired', healthReason }), 'Microsoft no longer accepts this link');
    }
  });

  it('is English on a page in a language that is not there', async () => {
    await shows(await panelFor({ health: 'expired', healthReason: 'policy' }, 'nl'), 'A rule in Microsoft Entra');
  });

  it('is the host’s own where it has one', async () => {
    const element = await panelFor({ health: 'expired', healthReason: 'policy' });
    element.messages = { healthReasons: { policy: 'Ask Ada.' } };
    await shows(element, 'Ask Ada.');
    expect(part(element, 'panel').textContent).to.not.contain('A rule in Microsoft Entra');
  });

  it('follows the language of the page', async () => {
    const element = await panelFor({ health: 'restricted', healthReason: 'no-licence' });
    await shows(element, 'no Dynamics 365 licence any more');
    element.lang = 'de';
    await shows(element, 'keine Dynamics 365-Lizenz mehr');
  });

  it('names what is missing as the editor of security roles does, with Dataverse’s names for copying', async () => {
    const missingPrivileges = [
      'prvCreateContact',
      'prvReadActivity',
      'prvWritenew_project',
      'prvDeleteLead',
      'prvAppendNote',
      'prvAppendToAccount',
      'prvAssignCase',
      'prvShareTask',
      'prvPublishArticle',
      '<b>x</b>',
    ];
    const element = await panelFor({ health: 'restricted', missingPrivileges });
    await shows(
      element,
      'Create on Contact, Read on Activity, Write on new_project, Delete on Lead, Append on Note, Append To on Account, ' +
        'Assign on Case, Share on Task, prvPublishArticle and <b>x</b>',
    );
    const names = [...(element.shadowRoot?.querySelectorAll('code') ?? [])].map(({ textContent }) => textContent);
    expect(names).to.deep.equal(missingPrivileges);
  });
});
