import type { MinimalBackend } from '../minimal/backend.js';
import { answered, around, type Fault, inHeaders } from './fault.js';

/** Puts a text into the detail of each problem that a POST is answered with. */
const inDetail = (id: string, does: string, detail: (body: Record<string, string>) => string): Fault => ({
  id,
  does,
  seed: (backend) =>
    around(backend, async (request, next) => {
      const sent = await request.clone().text();
      const response = await next(request);
      if (request.method !== 'POST' || response.status < 400) return response;
      const body = sent.startsWith('{"') ? parse(sent) : {};
      const text = JSON.stringify({ ...(await response.json()), detail: detail(body) });
      return answered(response, {}, { text });
    }),
});

function parse(text: string): Record<string, string> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Hands the tokens that a backend has got since the last answer to what makes the answer. */
function withTokens(
  backend: MinimalBackend,
  change: (response: Response, tokens: Record<string, string>) => Promise<Response>,
): void {
  const { microsoft } = backend;
  const sound = microsoft.askEntra.bind(microsoft);
  let tokens: Record<string, string> = {};
  microsoft.askEntra = async (form) => {
    const got = await sound(form);
    tokens = { ...tokens, ...got };
    return got;
  };
  around(backend, async (request, next) => {
    const response = await next(request);
    return response.status === 204 || tokens['access_token'] === undefined ? response : change(response, tokens);
  });
}

const token = (id: string, does: string, member: string, write: (token: string) => string = (text) => text): Fault => ({
  id,
  does,
  seed: (backend) =>
    withTokens(backend, async (response, tokens) => {
      const text = JSON.stringify({ ...(await response.json()), extra: write(tokens[member] ?? '') });
      return answered(response, {}, { text });
    }),
});

const code = ({ code = '' }: Record<string, string>) => code;
const verifier = ({ codeVerifier = '' }: Record<string, string>) => codeVerifier;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const escaped = (text: string) =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const java = `java.lang.NullPointerException: Cannot invoke "String.length()" because "code" is null
\tat com.example.portal.LinkController.post(LinkController.java:87)
\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)`;
const dotnet = `System.NullReferenceException: Object reference not set to an instance of an object.
   at Portal.Link.LinkController.Post(LinkRequest request) in C:\\src\\Portal\\LinkController.cs:line 87`;
const dotnetRelease = `System.InvalidOperationException: Sequence contains no elements
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at Portal.Link.LinkController.<Post>d__4.MoveNext()`;
const python = `Traceback (most recent call last):
  File "/srv/portal/link.py", line 87, in post
    code = body["code"]
KeyError: 'code'`;
const go = `panic: runtime error: invalid memory address or nil pointer dereference
goroutine 34 [running]:
main.(*Link).Post(0xc0000b2000)
\t/srv/portal/link.go:87 +0x1d`;
const php = `PHP Fatal error:  Uncaught TypeError: strlen(): Argument #1 must be of type string in /srv/portal/Link.php:87
Stack trace:
#0 /srv/portal/Link.php(87): strlen(NULL)
#1 {main}`;
const ruby = `/srv/portal/link.rb:87:in \`post': undefined method \`[]' for nil:NilClass (NoMethodError)`;
const node = `TypeError: Cannot read properties of undefined (reading 'code')
    at post (/srv/portal/link.js:87:21)`;

export const leakFaults: Fault[] = [
  inDetail('L10', 'repeats the code in a detail', code),
  inDetail('L11', 'repeats the verifier in a detail', verifier),
  inDetail('L12', 'repeats the code in a detail, URL-encoded', (body) =>
    encodeURIComponent(code(body)).replaceAll('.', '%2E').replaceAll('_', '%5F').replaceAll('-', '%2D'),
  ),
  inDetail('L13', 'repeats the verifier in a detail, in base64', (body) => `code_verifier ${base64(verifier(body))}`),
  inDetail('L14', 'repeats its whole request in a detail, in base64', (body) => base64(JSON.stringify(body))),
  inDetail('L15', 'repeats the verifier in a detail, JSON-escaped', (body) => escaped(verifier(body))),
  inDetail('L16', 'repeats the form that it sent to Entra', (body) =>
    String(new URLSearchParams({ grant_type: 'authorization_code', code: code(body), code_verifier: verifier(body) })),
  ),
  inDetail('L17', 'repeats the code in a detail, in hexadecimal', (body) => Buffer.from(code(body)).toString('hex')),
  inDetail('L40', 'repeats the first half of the code in a detail', (body) => `code ${code(body).slice(0, 24)}…`),
  inDetail('L41', 'repeats the second half of the verifier in a detail', (body) => `…${verifier(body).slice(-24)}`),
  inDetail('L42', 'repeats the code in a detail, in base64 of letters of two bytes', (body) =>
    Buffer.from(code(body), 'utf16le').toString('base64'),
  ),
  inDetail('L43', 'repeats its whole request in a detail, in base64 with lines', (body) =>
    base64(JSON.stringify(body)).replace(/.{76}/g, '$&\n'),
  ),
  {
    id: 'L44',
    does: 'repeats the code after the status',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const { code: sent } = parse(await request.clone().text());
        const { status, headers, body } = await next(request);
        return new Response(body, { status, headers, ...(sent && { statusText: `Error ${sent}` }) });
      }),
  },
  {
    id: 'L18',
    does: 'repeats the code in a header',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const { code: sent } = parse(await request.clone().text());
        const response = await next(request);
        return sent ? answered(response, { 'X-Debug': sent }) : response;
      }),
  },
  token('L20', 'gives the access token to the page', 'access_token'),
  token('L21', 'gives the refresh token to the page', 'refresh_token'),
  token('L22', 'gives the id_token to the page', 'id_token'),
  token('L23', 'gives the access token to the page, in base64', 'access_token', base64),
  token('L24', 'gives the refresh token to the page, in base64 within a text', 'refresh_token', (text) =>
    base64(JSON.stringify({ refresh_token: text })),
  ),
  token('L25', 'gives the refresh token to the page, backwards encoded (%)', 'refresh_token', (text) =>
    Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  ),
  {
    id: 'L26',
    does: 'gives the access token to the page in a cookie',
    seed: (backend) =>
      withTokens(backend, (response, tokens) =>
        answered(response, { 'Set-Cookie': `dynamics=${encodeURIComponent(tokens['access_token'] ?? '')}; HttpOnly` }),
      ),
  },
  {
    id: 'L27',
    does: 'says its client secret in the detail of a wrong configuration',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const response = await next(request);
        if (response.status !== 500) return response;
        const detail = `client_secret=${backend.settings.clientSecret}`;
        return answered(response, {}, { text: JSON.stringify({ ...(await response.json()), detail }) });
      }),
  },
  ...(
    [
      ['L30', 'Java', java],
      ['L31', '.NET', dotnet],
      ['L31b', '.NET without symbols', dotnetRelease],
      ['L32', 'Python', python],
      ['L33', 'Go', go],
      ['L34', 'PHP', php],
      ['L35', 'Ruby', ruby],
      ['L36', 'Node.js', node],
    ] satisfies [string, string, string][]
  ).map(([id, language, trace]) => inDetail(id, `shows a stack trace of ${language}`, () => trace)),
  inDetail(
    'L37',
    'shows an error of its database',
    () =>
      'ERROR: duplicate key value violates unique constraint "links_tid_oid_key" DETAIL: Key (tid, oid)=(3c1f, 0b6f) already exists.',
  ),
  {
    id: 'L38',
    does: 'shows a stack trace in a member of its own',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const response = await next(request);
        if (response.status < 400) return response;
        return answered(
          response,
          {},
          { text: JSON.stringify({ ...(await response.json()), stack: java.split('\n') }) },
        );
      }),
  },
  {
    id: 'L39',
    does: 'says what it runs on in a header of its errors',
    seed: (backend) =>
      inHeaders(backend, ({ response }) =>
        response.status < 400 ? {} : { 'X-Exception': python.replaceAll('\n', ' ') },
      ),
  },
];
