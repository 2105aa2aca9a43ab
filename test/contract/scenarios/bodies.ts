import { randomUUID } from 'node:crypto';
import { linked } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectRefusal, expectStatus } from '../expectations.js';
import { ownPage, type Scenario, sendRaw } from '../scenario.js';

export const bodyScenarios: readonly Scenario[] = [
  {
    requirement: 'R-BODY-1',
    name: 'takes application/json, however it is written, and no other type',
    async run({ first, target }) {
      const { etag } = await first.get();
      const request = JSON.stringify(await first.signIn('alex'));
      const headers = { ...ownPage(target), 'If-Match': etag };
      const types = ['text/plain', 'text/plain;application/json', 'text/json', 'application/x-www-form-urlencoded'];
      const others = [
        'multipart/form-data; boundary=x',
        'application/jsonp',
        'application/json-patch+json',
        'text/html',
      ];
      for (const type of [...types, ...others, 'application/x-json', 'application/csp-report', '*/*']) {
        const answer = await first.send('POST', { ...headers, 'Content-Type': type }, request);
        expectProblem(answer, 415, 'invalid-request', `a body of the type ${type}`);
      }
      const body = new TextEncoder().encode(request);
      const untyped = await sendRaw({ target, session: target.first }, 'POST', { headers, body });
      expect(untyped.status === 415, `a body without a type answered ${untyped.status} instead of 415`);
      const cancel = JSON.stringify({ choice: randomUUID(), cancel: true });
      for (const type of [
        'application/json; charset=utf-8',
        'Application/JSON;charset="UTF-8"',
        'application/json ; x=y',
      ]) {
        const answer = await first.send('POST', { ...headers, 'Content-Type': type }, cancel);
        expectProblem(answer, 410, 'choice-expired', `an unknown choice of the type ${type}`);
      }
      expect((await first.get()).body.status === 'unlinked', 'a body of another type linked');
    },
  },
  {
    requirement: 'R-BODY-2',
    name: 'refuses members that are not what they must be',
    async run({ first }) {
      const request = await first.signIn('alex');
      const wrong = {
        code: ['', 1, null, true, [request.code], { code: request.code }],
        codeVerifier: [
          '',
          'short',
          'v'.repeat(42),
          'v'.repeat(129),
          `${'v'.repeat(43)} `,
          `${'v'.repeat(42)}+`,
          43,
          null,
          ['v'.repeat(43)],
        ],
        nonce: ['', 1, null, [request.nonce]],
        redirectUri: ['', '/popup-callback.html', 1, null, 'not a URL'],
        authority: ['', 'organizations', 1, null],
        organizationUrl: ['', 'contoso', 1, null, {}],
      };
      for (const [member, values] of Object.entries(wrong)) {
        for (const value of values) {
          const answer = await first.post({ ...request, [member]: value });
          expectProblem(answer, 400, 'invalid-request', `${member} as ${JSON.stringify(value).slice(0, 60)}`);
        }
      }
      for (const member of ['code', 'codeVerifier', 'nonce', 'redirectUri', 'authority']) {
        const answer = await first.post({ ...request, [member]: undefined });
        expectProblem(answer, 400, 'invalid-request', `a body without ${member}`);
      }
      for (const body of [
        { choice: 1, cancel: true },
        { choice: null, organizationUrl: 'x' },
        { choice: randomUUID() },
        ...[false, 'true', 1].map((cancel) => ({ choice: randomUUID(), cancel })),
        { cancel: true },
      ]) {
        expectProblem(await first.post(body), 400, 'invalid-request', `the body ${JSON.stringify(body)}`);
      }
      // Parsers that call themselves for each level run out of stack.
      const nested = '['.repeat(2_000) + ']'.repeat(2_000);
      for (const body of [
        '"text"',
        '1',
        'true',
        '[{}]',
        '{"code":',
        '{}}',
        '\u0000',
        '{"__proto__":{"code":"x"}}',
        nested,
      ]) {
        expectProblem(await first.post(body), 400, 'invalid-request', `the body ${body.slice(0, 60)}`);
      }
      expectStatus(await first.post(request), 201, 'the right request after these');
    },
  },
  {
    requirement: 'R-BODY-2',
    name: 'refuses odd letters, and does not fail of them',
    async run({ first }) {
      // JSON can write halves of letters, and NUL, which many languages and databases cannot.
      const odd = ['\\ud800', '\\u0000', '\\u202e', '\\ud83d\\ude00', '%00', "' OR 1=1 --", '{{7*7}}', '../..'];
      for (const letters of odd) {
        for (const member of ['code', 'codeVerifier', 'nonce', 'redirectUri', 'authority', 'organizationUrl']) {
          const request = { organizationUrl: 'https://contoso.crm.dynamics.com', ...(await first.signIn('alex')) };
          const body = JSON.stringify({ ...request, [member]: `${request[member as 'code']}@@` }).replace(
            '@@',
            letters,
          );
          expectRefusal(await first.post(body), `${member} with ${letters} at its end`);
        }
        for (const more of ['"cancel":true', '"organizationUrl":"https://contoso.crm.dynamics.com"']) {
          const body = `{"choice":"${letters}",${more}}`;
          expectRefusal(await first.post(body), `the body ${body}`);
        }
      }
      for (const organizationUrl of [
        'http://[',
        'https://',
        'https://:0',
        '//contoso',
        'https://contoso:99999',
        'x:y',
      ]) {
        expectRefusal(await first.link('alex', { organizationUrl }), `the environment ${organizationUrl}`);
      }
      for (const tag of ['"é.none"', '"a.b', 'W/', '"."', `"${'a'.repeat(3_000)}.none"`, '"a.none";', '"%00.none"']) {
        expectRefusal(await first.delete({ 'If-Match': tag }), `DELETE with If-Match: ${tag.slice(0, 60)}`);
      }
      for (const id of ['é', '<script>', '"', 'x'.repeat(3_000), '{}']) {
        const answer = await first.post('{', { 'X-Correlation-Id': id });
        expectRefusal(answer, `a malformed body with the correlation ID ${id.slice(0, 60)}`);
      }
      expect((await first.get()).body.status === 'unlinked', 'a body with odd letters linked');
    },
  },
  {
    requirement: 'R-BODY-3',
    name: 'ignores members that it does not know',
    async run({ first }) {
      const request = await first.signIn('alex');
      expectStatus(await first.post({ ...request, later: { version: 2 } }), 201, 'a POST with an unknown member');
      linked((await first.get()).body, 'GET');
    },
  },
  {
    requirement: 'R-BODY-4',
    name: 'passes on codes as long as Entra’s',
    async run({ first }) {
      for (const length of [2_000, 4_000]) {
        const request = { ...(await first.signIn('alex')), code: `0.A${'x'.repeat(length)}` };
        expectProblem(await first.post(request), 400, 'code-rejected', `a made-up code of ${length} characters`);
      }
    },
  },
];
