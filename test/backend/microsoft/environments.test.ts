import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEnvironmentCheck } from '../../../src/backend/microsoft/environments.js';

describe('the check of an environment URL', () => {
  it('knows the regions of the commercial cloud, and the sovereign clouds', () => {
    const toOrigin = createEnvironmentCheck();
    for (const origin of [
      'https://contoso.crm.dynamics.com',
      'https://contoso.crm11.dynamics.com',
      'https://contoso-dev.api.crm4.dynamics.com',
      'https://contoso.crm9.dynamics.com',
      'https://contoso.crm.microsoftdynamics.us',
      'https://contoso.crm.dynamics.cn',
      'https://contoso.crm.appsplatform.us',
      'https://contoso.api.crm.appsplatform.us',
    ]) {
      assert.equal(toOrigin(origin), origin);
      assert.equal(toOrigin(`${origin}/`), origin);
      assert.equal(toOrigin(`${origin}:443/`), origin);
      assert.equal(toOrigin(origin.toUpperCase()), origin);
    }
  });

  it('refuses everything else', () => {
    const toOrigin = createEnvironmentCheck();
    for (const url of [
      'http://contoso.crm.dynamics.com',
      'https://contoso.crm.dynamics.com:8443',
      'https://user:password@contoso.crm.dynamics.com',
      'https://contoso.crm.dynamics.com/api',
      'https://contoso.crm.dynamics.com/?x',
      'https://contoso.crm.dynamics.com/#x',
      'https://contoso.crm.dynamics.com.evil.example',
      'https://evil.example/contoso.crm.dynamics.com',
      'https://evil.example\\@contoso.crm.dynamics.com',
      'https://crm.dynamics.com',
      'https://contoso.dynamics.com',
      'https://a.b.crm.dynamics.com',
      'https://contosocrm.dynamics.com',
      'https://contoso.crmx.dynamics.com',
      'https://contoso.appsplatform.us',
      'https://contoso.crm.appsplatform.us.evil.example',
      'https://127.0.0.1',
      'https://[::1]',
      'contoso.crm.dynamics.com',
      'not a URL',
      '',
    ]) {
      assert.equal(toOrigin(url), undefined, url);
    }
  });

  it('takes configured hosts as a whole and instead of the known ones, http on this machine only', () => {
    const toOrigin = createEnvironmentCheck([/127\.0\.0\.1:4003/g, /crm\.example/]);
    for (let i = 0; i < 3; i++) assert.equal(toOrigin('http://127.0.0.1:4003'), 'http://127.0.0.1:4003');
    assert.equal(toOrigin('https://crm.example'), 'https://crm.example');
    assert.equal(toOrigin('http://crm.example'), undefined);
    assert.equal(toOrigin('https://crm.example.evil.example'), undefined);
    assert.equal(toOrigin('http://127.0.0.1:40031'), undefined);
    assert.equal(toOrigin('https://contoso.crm.dynamics.com'), undefined);
  });
});
