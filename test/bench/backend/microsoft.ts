import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { madeUpToken } from './made-up-token.js';

// Answers as Entra's token endpoint and Dynamics 365's Web API do, the same every time and at once, so that what is measured
// is not the stand-in. Runs in a process of its own.

const contacts = Array.from({ length: 3 }, (_, index) => ({
  '@odata.etag': `W/"${1_000_000 + index}"`,
  contactid: `465b158c-541c-e511-80d3-3863bb34700${index}`,
  fullname: `Sam Anderson ${index}`,
  firstname: 'Sam',
  lastname: 'Anderson',
  telephone1: '+44 20 7946 0101',
  emailaddress1: `sam.${index}@contoso.example`,
}));

const privileges = ['Read', 'Create', 'Write'].map((type) => ({ Name: `prv${type}Contact`, PrivilegeType: type }));

const answers: [path: string, body: () => unknown][] = [
  ['/token', () => ({ token_type: 'Bearer', expires_in: 3600, ...freshTokens() })],
  ['/api/data/v9.2/EntityDefinitions', () => ({ EntitySetName: 'contacts', Privileges: privileges })],
  ['/api/data/v9.2/contacts', () => ({ value: contacts })],
];

function freshTokens() {
  return { access_token: madeUpToken(1800), refresh_token: madeUpToken(1300) };
}

const server = createServer((request, response) => {
  request.resume();
  const found = answers.find(([path]) => request.url?.startsWith(path));
  response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json', 'OData-Version': '4.0' });
  response.end(JSON.stringify(found?.[1]() ?? {}));
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once('disconnect', () => process.exit());
