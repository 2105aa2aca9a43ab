import { callbackHeaders, policy, type Variant } from './configuration.js';

/** What is commonly wrong in front of a portal, and what `diagnose()` says of it. */
export interface Mistake extends Variant {
  /** By the check that fails: words of the fault and of the fix. */
  found: Readonly<Record<string, readonly [fault: RegExp, fix: RegExp]>>;
}

const refused = (method: string, status: number) =>
  new RegExp(
    `^${method} https://localhost:\\d+/\\S+/api/dynamics-link is answered with ${status} by something between the page and the backend, GET is not\\.$`,
  );

export const mistakes: readonly Mistake[] = [
  {
    name: 'read-only',
    title: 'limit_except lets nothing but GET through',
    endpoint: 'limit_except GET { deny all; }',
    found: {
      post: [refused('POST', 403), /^Allow POST on this path .*nginx: limit_except/],
      delete: [refused('DELETE', 403), /^Allow DELETE on this path .*nginx: limit_except/],
    },
  },
  {
    name: 'no-delete',
    title: 'limit_except forgets DELETE',
    endpoint: 'limit_except GET POST { deny all; }',
    found: { delete: [refused('DELETE', 403), /^Allow DELETE on this path .*nginx: limit_except/] },
  },
  {
    name: 'delete-405',
    title: 'a rule answers DELETE with 405',
    endpoint: 'if ($request_method = DELETE) { return 405; }',
    found: { delete: [refused('DELETE', 405), /^Allow DELETE on this path in the firewall or web server/] },
  },
  {
    name: 'small-bodies',
    title: 'client_max_body_size is too small',
    endpoint: 'client_max_body_size 1;',
    found: { post: [refused('POST', 413), /^Allow bodies of 16 kB .*client_max_body_size/] },
  },
  {
    name: 'delete-444',
    title: 'a rule closes the connection on DELETE',
    endpoint: 'if ($request_method = DELETE) { return 444; }',
    found: {
      delete: [/^DELETE \S+ gets no answer, although GET does\.$/, /^Let DELETE through the firewall or proxy/],
    },
  },
  {
    name: 'post-elsewhere',
    title: 'POST goes to a server that is not there',
    endpoint: 'if ($request_method = POST) { proxy_pass http://127.0.0.1:9; }',
    found: { post: [refused('POST', 502), /^See in the log of the proxy why it can’t pass POST on/] },
  },
  {
    name: 'wrong-path',
    title: 'the endpoint’s path is passed on wrongly',
    endpoint: 'rewrite ^ /right/nowhere break;',
    found: { backend: [/it answered 404\)\. Something between the page and the backend/, /^Pass GET on .*proxy_pass/] },
  },
  {
    name: 'no-etag',
    title: 'the entity tag is taken off',
    endpoint: 'proxy_hide_header ETag;',
    found: { backend: [/lacks an ETag header\.$/, /proxy_hide_header/] },
  },
  {
    name: 'no-cache-control',
    title: 'Cache-Control is taken off',
    endpoint: 'proxy_hide_header Cache-Control;',
    found: { backend: [/lacks Cache-Control: no-store\.$/, /proxy_hide_header/] },
  },
  {
    name: 'cached',
    title: 'the answers are cached for everybody',
    endpoint:
      'proxy_cache everybody; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control Set-Cookie; proxy_cache_methods GET;',
    found: { backend: [/^GET is answered with the link although no session went along\.$/, /nginx: proxy_cache/] },
  },
  {
    name: 'login-page',
    title: 'a login page is sent in place of the endpoint',
    endpoint: 'default_type text/html; return 200 "<!doctype html><h1>Sign in</h1>";',
    found: {
      backend: [
        /^The answer to GET is a web page with status 200\.$/,
        /^Sign in to the portal\. If you are, take this path/,
      ],
    },
  },
  {
    name: 'slash',
    title: 'a slash is added to the endpoint by a redirect',
    endpoint: 'return 308 $uri/;',
    found: {
      backend: [/^GET is redirected\.$/, /^Sign in to the portal\. If you are, write the endpoint as the server does/],
    },
  },
  {
    name: 'down',
    title: 'nothing listens where the endpoint is passed on',
    endpoint: 'error_page 418 = @nowhere; return 418;',
    found: { backend: [/it answered 502\)/, /^See in the log of the proxy why it can’t pass GET on/] },
  },
  {
    name: 'large-cookies',
    title: 'the portal’s cookies are too large for the proxy',
    endpoint: 'if ($http_cookie) { return 494; }',
    found: { backend: [/it answered 400\)/, /large_client_header_buffers/] },
  },
  {
    name: 'limited',
    title: 'POST and DELETE share a rate limit of the proxy’s',
    endpoint: 'if ($request_method != GET) { return 429; }',
    found: {
      post: [refused('POST', 429), /nginx: limit_req/],
      delete: [refused('DELETE', 429), /nginx: limit_req/],
    },
  },
  {
    name: 'isolated-callback',
    title: 'the callback page has an opener policy',
    callback: `${callbackHeaders} add_header Cross-Origin-Opener-Policy same-origin;`,
    found: { 'callback-coop': [/sends Cross-Origin-Opener-Policy: same-origin\.$/, /^Send no such header/] },
  },
  {
    name: 'bare-callback',
    title: 'the callback page has no headers',
    callback: '',
    found: { 'callback-headers': [/lacks Content-Security-Policy with script-src/, /^Send the headers in the README/] },
  },
  {
    name: 'login',
    title: 'a login is in front of the callback page',
    callback: 'return 302 /login/page;',
    found: {
      'callback-page': [
        / redirects\b/,
        /^Serve popup-callback\.html there: exclude the path .* fallback route and login\.$/,
      ],
      'callback-script': [/does not answer/, /^Copy popup-callback\.html and popup-callback\.js/],
    },
  },
  {
    name: 'fallback',
    title: 'a fallback route sends the portal’s page in place of the callback page',
    callback: `${callbackHeaders} rewrite ^ /fallback/page last;`,
    found: {
      'callback-page': [/is not the callback page\.$/, /^Serve popup-callback\.html there: exclude the path /],
      'callback-script': [/does not answer/, /no fallback route answers in their place/],
    },
  },
  {
    name: 'no-connect',
    title: 'the content security policy forbids connections',
    policy: policy.replace("connect-src 'self'", "connect-src 'none'"),
    found: {
      'callback-page': [/can’t be reached/, /popup-callback\.html/],
      backend: [/can’t be reached/, /connect-src of the content security policy/],
      'content-security-policy': [/connect-src blocks https:\S+\/api\/dynamics-link/, /^Use the policy in the README/],
    },
  },
];
