import { createLinkBackend } from 'vcc-dynamics-auth/backend.js';

/** Nobody is signed in to it: it shows that the backend and its database run in this server. */
const open = () =>
  createLinkBackend({
    authorize: async () => 'not-signed-in',
    entra: {
      clientId: '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64',
      credentials: [{ secret: 'of-a-test' }],
      registrations: [
        {
          redirectUri: 'https://portal.example/popup-callback.html',
          authority: 'https://login.microsoftonline.com/organizations',
        },
      ],
    },
    database: { directory: '.data' },
    keys: [{ id: 'test', secret: Buffer.alloc(32, 7) }],
  });

let opened: ReturnType<typeof open> | undefined;

async function handle(request: Request): Promise<Response> {
  opened ??= open();
  const backend = await opened;
  return backend.fetch(request);
}

export { handle as DELETE, handle as GET, handle as POST };
