import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLinkBackend, type LinkBackendOptions, LinkError } from '../../src/backend.js';
import { redirectUri } from '../support/test-portal.js';

describe('options of createLinkBackend', () => {
  it('that are wrong are refused at the start, without naming a secret', async () => {
    const good: LinkBackendOptions = {
      authorize: async () => 'not-signed-in',
      entra: {
        clientId: 'id',
        credentials: [{ secret: 'hush' }],
        registrations: [{ redirectUri, authority: 'https://login.example/x' }],
      },
      database: { directory: '/nonexistent/never-opened' },
      keys: [{ id: 'one', secret: new Uint8Array(32) }],
    };
    const [registration] = good.entra.registrations;
    assert.ok(registration);
    const bad: Partial<LinkBackendOptions>[] = [
      { keys: [] },
      { keys: [{ id: 'one', secret: new Uint8Array(16) }] },
      { keys: [...good.keys, ...good.keys] },
      { entra: { ...good.entra, registrations: [] } },
      { entra: { ...good.entra, registrations: [{ ...registration, redirectUri: 'http://portal.example/x' }] } },
      { entra: { ...good.entra, registrations: [{ ...registration, redirectUri: `${redirectUri}#x` }] } },
      { entra: { clientId: 'id', registrations: good.entra.registrations } as never },
      { entra: { ...good.entra, credentials: [] } },
      { entra: { ...good.entra, credentials: [{ secret: '' }] } },
      { entra: { ...good.entra, credentials: [{ certificate: 'hush', privateKey: 'hush' }] } },
      { entra: { ...good.entra, credentials: [{ secret: 'hush', certificate: 'hush' } as never] } },
      { entra: { ...good.entra, registrations: [{ ...registration, credentials: [] }] } },
      { entra: { ...good.entra, registrations: [{ ...registration, authority: 'no URL' }] } },
      {
        entra: {
          ...good.entra,
          registrations: [registration, { ...registration, authority: 'https://login.other-cloud.example/x' }],
        },
      },
      { dynamics: { discoveryUrl: 'http://disco.example' } },
      { authorize: undefined as never },
      { entra: { ...good.entra, registrations: [{ ...registration, tenant: ['mistyped'] } as never] } },
      { ratelimit: { perUser: 1 } } as never,
    ];
    for (const change of bad) {
      await assert.rejects(createLinkBackend({ ...good, ...change }), (error) => {
        assert.ok(error instanceof LinkError);
        assert.equal(error.code, 'configuration');
        assert.doesNotMatch(error.message, /hush/);
        return true;
      });
    }
    // What was written in version 0.1 is told by the words for it now.
    for (const [old, words] of [
      [{ clientSecret: 'hush' }, /credentials: \[\{ secret/],
      [{ certificate: { privateKey: 'hush', thumbprint: 'x' } }, /credentials: \[\{ certificate/],
    ] as const) {
      const entra = { clientId: 'id', registrations: good.entra.registrations, ...old } as never;
      await assert.rejects(createLinkBackend({ ...good, entra }), { code: 'configuration', message: words });
    }
  });
});
