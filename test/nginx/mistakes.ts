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
    found: { backend: [/it answered 404/, /^Something between the page and the backend/] },
  },
  {
    name: 'no-etag',
    title: 'the entity tag is taken off',
    endpoint: 'proxy_hide_header ETag;',
    found: { backend: [/lacks an ETag header\.$/, /contract/] },
  },
  {
    name: 'cached',
    title: 'Cache-Control is taken off',
    endpoint: 'proxy_hide_header Cache-Control;',
    found: { backend: [/lacks Cache-Control: no-store\.$/, /contract/] },
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
    found: { 'callback-page': [/ redirects\.$/, /^Serve popup-callback\.html there, without a login/] },
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
