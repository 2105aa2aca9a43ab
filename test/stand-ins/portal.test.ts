import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Demo, startDemo } from '../../demo/server.js';
import { type Answer, createEndpointClient } from '../../demo/stand-ins/endpoint-client.js';

let directory: string;
let demo: Demo;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-'));
  demo = await startDemo({ port: 0, directory, quiet: true });
});
after(async () => {
  await demo.close();
  await rm(directory, { recursive: true });
});

/** Signs in to the portal and returns the session cookie. */
async function enter(user: string): Promise<string> {
  const response = await post('/sign-in', { user });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(demo.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: demo.url, ...headers },
    body: new URLSearchParams(form),
  });
}

async function api(cookie: string, method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(demo.url + path, {
    method,
    headers: { cookie, origin: demo.url, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { response, status: response.status, body: text ? JSON.parse(text) : undefined };
}

/** Links this Dynamics 365 user, with the client ID that the portal's page has. */
async function link(cookie: string, username: string): Promise<Answer> {
  const page = await (await fetch(`${demo.url}/business-apps/crm-admin`, { headers: { cookie } })).text();
  const clientId = /client-id="([^"]+)"/.exec(page)?.[1] ?? '';
  const { authority, metadata } = demo.entra;
  const redirectUri = `${demo.url}/popup-callback.html`;
  const url = `${demo.url}/api/dynamics-link`;
  return createEndpointClient({ url, fetch, clientId, redirectUri, authority, metadata }, { Cookie: cookie }).link(
    username,
  );
}

describe('the demo portal', () => {
  it('shows nothing before one has signed in', async () => {
    const page = await fetch(`${demo.url}/business-apps/crm-admin`, { redirect: 'manual' });
    assert.equal(page.headers.get('location'), '/sign-in');
    assert.equal((await api('', 'GET', '/api/data-connector/contacts?phone=1')).status, 401);
    assert.equal((await api('', 'GET', '/api/dynamics-link')).body.code, 'not-signed-in');
  });

  it('takes no session that it has not signed', async () => {
    const genuine = await enter('viewer');
    const forged = genuine.replace('viewer', 'admin');
    assert.notEqual(forged, genuine);
    assert.equal((await api(forged, 'GET', '/api/dynamics-link')).status, 401);
  });

  it('refuses forms and requests of other sites', async () => {
    const cookie = await enter('admin');
    const foreign = { origin: 'http://127.0.0.1:4001' };
    assert.equal((await post('/account', { account: 'tailspin' }, { cookie, ...foreign })).status, 403);
    assert.equal((await post('/sign-out', {}, { cookie, 'sec-fetch-site': 'cross-site' })).status, 403);
    const create = await api(cookie, 'POST', '/api/data-connector/contacts', { lastname: 'Forged' }, foreign);
    assert.equal(create.status, 403);
  });

  it('holds the element under a policy that allows no inline script or style', async () => {
    const cookie = await enter('admin');
    const page = await fetch(`${demo.url}/business-apps/crm-admin`, { headers: { cookie } });
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.match(await page.text(), /<vcc-dynamics-auth\s+endpoint="\/api\/dynamics-link"/);
  });

  it('tells its users apart', async () => {
    const canChange = async (user: string) =>
      (await api(await enter(user), 'GET', '/api/dynamics-link')).body.canChange;
    assert.equal(await canChange('admin'), true);
    assert.equal(await canChange('viewer'), false);
    assert.equal(await canChange('operator'), false);
    assert.equal((await api(await enter('visitor'), 'GET', '/api/dynamics-link')).body.code, 'not-entitled');
    const create = await api(await enter('viewer'), 'POST', '/api/data-connector/contacts', { lastname: 'Viewed' });
    assert.equal(create.body.error, 'not-entitled');
    const links = async (user: string) =>
      (await fetch(`${demo.url}/operations/links`, { headers: { cookie: await enter(user) } })).status;
    assert.deepEqual([await links('operator'), await links('admin'), await links('viewer')], [200, 403, 403]);
  });

  it('finds, creates and updates contacts through the link, for the linked VCC account only', async () => {
    const northwind = await enter('admin');
    const contacts = '/api/data-connector/contacts';
    assert.equal((await link(northwind, 'alex')).status, 201);

    const found = await api(northwind, 'GET', `${contacts}?phone=${encodeURIComponent('+44 7700 900123')}`);
    assert.deepEqual(
      found.body.contacts.map(({ fullname }: { fullname: string }) => fullname),
      ["Patrick O'Bryan"],
    );

    const created = await api(northwind, 'POST', contacts, { lastname: 'Fresh', telephone1: '+441' });
    assert.equal(created.status, 201);
    assert.equal((await api(northwind, 'PATCH', `${contacts}/${created.body.id}`, { telephone1: '+442' })).status, 204);
    const [record] = demo.dataverse.records.contoso.all('contact').filter((row) => row['lastname'] === 'Fresh');
    assert.equal(record?.['telephone1'], '+442');

    const nobody = `${contacts}/00000000-0000-4000-8000-000000000000`;
    assert.equal((await api(northwind, 'PATCH', nobody, { telephone1: '+443' })).body.error, 'not-found');

    const switched = await post('/account', { account: 'tailspin' }, { cookie: northwind });
    const tailspin = switched.headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.equal((await api(tailspin, 'GET', `${contacts}?phone=447700900123`)).body.error, 'not-linked');
  });
});
